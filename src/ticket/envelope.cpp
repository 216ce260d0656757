#include "ticket/envelope.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "ticket/codes.hpp"

namespace itr::ticket {
namespace {

bool is_of_this_age(Instant at) noexcept { return min_instant <= at && at <= max_instant; }

Rejection of_another_age(Instant at) {
    return {command_invalid, fmt::format("expected an instant from {} to {}, but found {}",
                                         to_string(min_instant), to_string(max_instant), to_string(at))};
}

/// Texts of a body that are not checked where they are used.
struct HasPlainTexts {
    bool operator()(const command::Assign& c) const {
        return fits(c.owner) && fits(c.team) && fits(c.line) && text::is_storable(c.reason);
    }
    bool operator()(const command::Adopt& c) const {
        return text::is_storable(c.terms.text()) && text::is_storable(c.reason);
    }
    bool operator()(const command::Erase& c) const { return text::is_storable(c.reason); }
    template <typename Body>
    bool operator()(const Body& c) const {
        if constexpr (requires { c.reason; })
            return text::is_storable(c.reason);
        else
            return true;
    }

  private:
    static bool fits(const std::optional<std::string>& text) { return !text || text::is_storable(*text); }
};

}  // namespace

bool has_plain_texts(const Actor& actor) {
    return text::is_storable(actor.id) && text::is_storable(actor.party) &&
           std::ranges::all_of(actor.roles, text::is_storable);
}

bool is_hidden_from(const Ticket& ticket, const Actor& actor, const Rights& rights) {
    if (!rights.customer) return false;
    return actor.party.empty() || !ticket.party.is(Kind::string) || ticket.party.as_string() != actor.party;
}

Rejection no_such_ticket(const TicketId& id) {
    return {ticket_unknown, fmt::format("expected an existing ticket, but '{}' does not exist", id.text())};
}

Rejection key_reused(const std::string& key) {
    return {command_key_reused,
            fmt::format("expected the command that first used the key '{}', but found another", key)};
}

std::optional<Rejection> check_words(const Command& command, bool plain_actor, Instant now) {
    if (!text::is_plain_name(command.tenant.text()))
        if (auto ok = check_name("tenant", command.tenant.text()); !ok)
            return Rejection{ok.error().code, ok.error().message};
    if (!is_of_this_age(now)) return of_another_age(now);
    if (command.happened_at && !is_of_this_age(*command.happened_at))
        return of_another_age(*command.happened_at);
    if (plain_actor && (command.idempotency_key.empty() || text::is_storable(command.idempotency_key)) &&
        std::visit(HasPlainTexts{}, command.body))
        return std::nullopt;
    return Rejection{command_invalid, "expected texts of UTF-8 without U+0000, but found another"};
}

}  // namespace itr::ticket
