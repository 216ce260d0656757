#include "ticket/signal.hpp"

#include "model/words.hpp"
#include "ticket/data.hpp"

namespace itr::ticket {
namespace {

using model::Recipient;

constexpr std::string_view to_children = model::word_of(model::recipients, Recipient::children);

std::vector<Value> recipients_of(const Draft& sender, const chart::Action& action) {
    std::vector<Value> ids;
    if (action.name == model::word_of(model::recipients, Recipient::parent)) {
        if (sender.parent().is(Kind::string)) ids.push_back(sender.parent());
        return ids;
    }
    const bool incoming = action.name == model::word_of(model::recipients, Recipient::linking);
    for (const TicketLink& link : sender.links())
        if (link.incoming == incoming && (action.relation.empty() || link.relation == action.relation))
            ids.emplace_back(link.to);
    return ids;
}

}  // namespace

Value signal_payload(const Draft& sender, const chart::Action& action, std::vector<Value::Entry> data) {
    std::vector<Value::Entry> payload = std::move(data);
    payload.push_back({Value("to"), Value(action.name)});
    payload.push_back({Value("event"), Value(action.event_name)});
    if (!action.relation.empty()) payload.push_back({Value("relation"), Value(action.relation)});
    if (action.name != to_children)
        payload.push_back({Value("tickets"), Value::list(recipients_of(sender, action))});
    return Value::map(std::move(payload));
}

Value link_payload(const std::string& to, const std::string& relation) {
    return Value::map({{Value("relation"), Value(relation)}, {Value("to"), Value(to)}});
}

}  // namespace itr::ticket
