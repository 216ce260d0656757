#include "ticket/signal.hpp"

#include "model/words.hpp"
#include "ticket/data.hpp"

namespace itr::ticket {
namespace {

using model::Recipient;

constexpr std::string_view to_children = model::word_of(model::recipients, Recipient::children);

std::vector<Value> recipients_of(const Ticket& sender, const chart::Action& action) {
    std::vector<Value> ids;
    if (action.name == model::word_of(model::recipients, Recipient::parent)) {
        if (sender.parent.is(Kind::string)) ids.push_back(sender.parent);
        return ids;
    }
    const bool incoming = action.name == model::word_of(model::recipients, Recipient::linking);
    for (const TicketLink& link : sender.links)
        if (link.incoming == incoming && (action.relation.empty() || link.relation == action.relation))
            ids.emplace_back(link.to);
    return ids;
}

std::vector<TicketId> named_by(const Value& payload) {
    std::vector<TicketId> ids;
    const Value* tickets = member(payload, "tickets");
    if (tickets == nullptr || !tickets->is(Kind::list)) return ids;
    for (const Value& id : tickets->as_list())
        if (id.is(Kind::string)) ids.emplace_back(std::string(id.as_string()));
    return ids;
}

command::Open opening_of(const TicketId& parent, const Value& payload) {
    command::Open open;
    open.workflow = text_member(payload, "workflow");
    open.data = data_of(member(payload, "with"));
    open.parent = parent.text();
    return open;
}

}  // namespace

bool is_signal(std::string_view kind) noexcept {
    return kind == "signal" || kind == "open" || kind == "link";
}

Value signal_payload(const Ticket& sender, const chart::Action& action, const Data& with) {
    std::vector<Value::Entry> payload{{Value("to"), Value(action.name)},
                                      {Value("event"), Value(action.event_name)},
                                      {Value("with"), map_of(with)}};
    if (!action.relation.empty()) payload.push_back({Value("relation"), Value(action.relation)});
    if (action.name != to_children)
        payload.push_back({Value("tickets"), Value::list(recipients_of(sender, action))});
    return Value::map(std::move(payload));
}

Value link_payload(const std::string& to, const std::string& relation) {
    return Value::map({{Value("relation"), Value(relation)}, {Value("to"), Value(to)}});
}

bool is_for_children(std::string_view kind, const Value& payload) {
    return kind == "signal" && text_member(payload, "to") == to_children;
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
        add(TicketId(text_member(payload, "to")),
            command::Link{sender.text(), text_member(payload, "relation"), true});
    } else {
        const command::Send send{text_member(payload, "event"), data_of(member(payload, "with"))};
        const auto named = named_by(payload);
        commands.reserve(named.size() + children.size());
        for (const TicketId& target : is_for_children(kind, payload) ? children : std::span(named))
            add(target, send);
    }
    return commands;
}

}  // namespace itr::ticket
