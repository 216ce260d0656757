#include "cli/effect_values.hpp"

#include "cli/output.hpp"

namespace itr::cli {
namespace {

MapValue map_of(const store::OutboxEffect& effect) {
    MapValue map;
    map.add("key", Value(effect.effect.key))
        .add("kind", Value(effect.effect.kind))
        .add("ticket", Value(effect.key.ticket.text()));
    map.add("tenant", Value(effect.key.tenant.text()))
        .add("attempts", Value(static_cast<std::int64_t>(effect.attempts)));
    map.add("available_at", Value(to_string(effect.effect.available_at)));
    map.add("payload", parse_json(effect.effect.payload).value_or(Value()));
    return map;
}

}  // namespace

Value to_value(const store::OutboxEffect& effect) { return map_of(effect).done(); }

Value to_value(const store::Incident& incident) {
    return map_of(incident.effect)
        .add("reason", Value(incident.reason))
        .add("since", Value(to_string(incident.since)))
        .done();
}

}  // namespace itr::cli
