// What came of a command, and what the engine counts.
#include <itr/document.hpp>

#include "base/json_writer.hpp"

namespace itr::document {
namespace {

/// One place says what an outcome has, in the order of canonical JSON.
void write(JsonWriter& json, const Outcome& outcome, bool with_v) {
    json.begin_object();
    if (outcome.rejection)
        json.key("code").text(outcome.rejection->code.text()).key("message").text(outcome.rejection->message);
    json.text_if("number", outcome.number).key("ok").boolean(!outcome.rejection);
    json.flag("repeated", outcome.repeated).key("ticket").text(outcome.ticket.text());
    if (with_v) json.key("v").number(version);
    json.key("version").number(static_cast<std::int64_t>(outcome.version)).end_object();
}

Value count(std::uint64_t n) { return Value(static_cast<std::int64_t>(n)); }

Object effect_members(const store::OutboxEffect& effect) {
    Object map;
    map.add("key", Value(effect.effect.key))
        .add("kind", Value(effect.effect.kind))
        .add("ticket", Value(effect.key.ticket.text()));
    map.add("tenant", Value(effect.key.tenant.text()))
        .add("attempts", Value(static_cast<std::int64_t>(effect.attempts)));
    map.add("available_at", Value(to_string(effect.effect.available_at)));
    map.add("payload", parse_json(effect.effect.payload).value_or(Value()));
    if (effect.taking) map.add("taking", count(*effect.taking));
    return map;
}

}  // namespace

Value texts_of(std::span<const std::string> texts) {
    return Value::list(std::vector<Value>(texts.begin(), texts.end()));
}

Value to_value(const Error& error) {
    return Object().add("code", Value(error.code.text())).add("message", Value(error.message)).done();
}

std::string write_outcome(const Outcome& outcome) {
    std::string text;
    JsonWriter json(text);
    write(json, outcome, true);
    return text;
}

std::string write_outcomes(std::span<const Outcome> outcomes) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("outcomes").begin_array();
    for (const Outcome& outcome : outcomes) write(json, outcome, false);
    json.end_array().key("v").number(version).end_object();
    return text;
}

Value to_value(const Outcome& outcome) {
    std::string text;
    JsonWriter json(text);
    write(json, outcome, false);
    return parse_json(text).value_or(Value());
}

Value to_value(const store::OutboxEffect& effect) { return effect_members(effect).done(); }

Value to_value(const store::Incident& incident) {
    return effect_members(incident.effect)
        .add("reason", Value(incident.reason))
        .add("since", Value(to_string(incident.since)))
        .done();
}

Value to_value(const store::Deployment& d) {
    Object map;
    map.add("hash", Value(d.hash.text())).add("name", Value(d.name)).add("version", Value(d.version));
    return map.add("at", Value(to_string(d.at))).text("actor", d.actor).done();
}

Value to_value(const store::Counters& c) {
    return Object()
        .add("tickets", count(c.tickets))
        .add("open_tickets", count(c.open_tickets))
        .add("commits", count(c.commits))
        .add("effects_waiting", count(c.effects_waiting))
        .add("incidents", count(c.incidents))
        .done();
}

Value to_value(const EngineCounters& c) {
    Object map;
    map.add("commands_total", count(c.commands_total)).add("rejections_total", count(c.rejections_total));
    map.add("repeats_total", count(c.repeats_total)).add("deadlines_total", count(c.deadlines_total));
    map.add("conflicts_total", count(c.conflicts_total)).add("cache_hits_total", count(c.cache_hits_total));
    map.add("cache_misses_total", count(c.cache_misses_total));
    return map.add("cached_tickets", count(c.cached_tickets)).add("cache_bytes", count(c.cache_bytes)).done();
}

}  // namespace itr::document
