#include "ticket/envelope.hpp"

#include <fmt/format.h>

#include "ticket/codes.hpp"

namespace itr::ticket {
namespace {

bool is_storable_text(std::string_view text) noexcept {
    return is_utf8(text) && text.find('\0') == std::string_view::npos;
}

bool is_of_this_age(Instant at) noexcept { return min_instant <= at && at <= max_instant; }

/// Texts of a body that are not checked where they are used.
struct HasPlainTexts {
    bool operator()(const command::Assign& c) const {
        return fits(c.owner) && fits(c.team) && fits(c.line) && is_storable_text(c.reason);
    }
    bool operator()(const command::Adopt& c) const {
        return is_storable_text(c.terms.text()) && is_storable_text(c.reason);
    }
    bool operator()(const command::Erase& c) const { return is_storable_text(c.reason); }
    template <typename Body>
    bool operator()(const Body& c) const {
        if constexpr (requires { c.reason; })
            return is_storable_text(c.reason);
        else
            return true;
    }

  private:
    static bool fits(const std::optional<std::string>& text) { return !text || is_storable_text(*text); }
};

bool has_plain_texts(const Command& command) {
    for (const std::string* text : {&command.actor.id, &command.actor.party, &command.idempotency_key})
        if (!is_storable_text(*text)) return false;
    for (const std::string& role : command.actor.roles)
        if (!is_storable_text(role)) return false;
    return std::visit(HasPlainTexts{}, command.body);
}

}  // namespace

bool is_hidden_from(const Ticket& ticket, const Actor& actor) {
    if (!ticket.pack->rights_of(actor.roles).customer) return false;
    return actor.party.empty() || !ticket.party.is(Kind::string) || ticket.party.as_string() != actor.party;
}

Rejection no_such_ticket(const TicketId& id) {
    return {ticket_unknown, fmt::format("expected an existing ticket, but '{}' does not exist", id.text())};
}

std::optional<Rejection> check_words(const Command& command, Instant now) {
    if (auto ok = check_name("tenant", command.tenant.text()); !ok)
        return Rejection{ok.error().code, ok.error().message};
    for (const Instant at : {now, command.happened_at.value_or(now)})
        if (!is_of_this_age(at))
            return Rejection{command_invalid,
                             fmt::format("expected an instant from {} to {}, but found {}",
                                         to_string(min_instant), to_string(max_instant), to_string(at))};
    if (has_plain_texts(command)) return std::nullopt;
    return Rejection{command_invalid, "expected texts of UTF-8 without U+0000, but found another"};
}

}  // namespace itr::ticket
