#include <fmt/core.h>

#include <itr/effect.hpp>

#include "base/hash.hpp"
#include "model/words.hpp"
#include "ticket/data.hpp"
#include "ticket/personal.hpp"

namespace itr {
namespace {

std::vector<TicketId> named_by(const Value& payload) {
    std::vector<TicketId> ids;
    const Value* tickets = ticket::member(payload, "tickets");
    if (tickets == nullptr || !tickets->is(Kind::list)) return ids;
    for (const Value& id : tickets->as_list())
        if (id.is(Kind::string)) ids.emplace_back(std::string(id.as_string()));
    return ids;
}

command::Open opening_of(const TicketId& parent, const Value& payload) {
    command::Open open;
    open.workflow = ticket::text_member(payload, "workflow");
    open.data = ticket::data_of(ticket::member(payload, "with"));
    open.parent = parent.text();
    return open;
}

}  // namespace

std::string effect_key(const TicketId& ticket, std::uint32_t number) {
    std::string key = fmt::format("{}:{}", ticket.text(), number);
    return key.size() <= max_name_bytes ? key : hash::sha256_hex(key).substr(0, 32);
}

Value fill_in(const Value& payload, std::span<const store::Personal> personal) {
    return ticket::fill_in(payload,
                           [&](const std::string& slot) { return ticket::personal_value(personal, slot); });
}

bool is_signal(std::string_view kind) noexcept {
    return kind == "signal" || kind == "open" || kind == "link";
}

bool is_for_children(std::string_view kind, const Value& payload) {
    return kind == "signal" && ticket::text_member(payload, "to") ==
                                   model::word_of(model::recipients, model::Recipient::children);
}

std::vector<Command> commands_of(const TenantId& tenant, const TicketId& sender, const std::string& key,
                                 std::string_view kind, const Value& payload,
                                 std::span<const TicketId> children) {
    std::vector<Command> commands;
    const auto add = [&](TicketId target, command::Body body) {
        commands.push_back(
            {tenant, std::move(target), {"engine", {"system"}, {}}, std::move(body), {}, key, {}});
    };
    if (kind == "open") {
        add(TicketId(key), opening_of(sender, payload));
    } else if (kind == "link") {
        add(TicketId(ticket::text_member(payload, "to")),
            command::Link{sender.text(), ticket::text_member(payload, "relation"), true});
    } else {
        const command::Send send{ticket::text_member(payload, "event"),
                                 ticket::data_of(ticket::member(payload, "with"))};
        const auto named = named_by(payload);
        commands.reserve(named.size() + children.size());
        for (const TicketId& target : is_for_children(kind, payload) ? children : std::span(named))
            add(target, send);
    }
    return commands;
}

}  // namespace itr
