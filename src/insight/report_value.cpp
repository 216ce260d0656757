// A report as a value.
#include <itr/insight.hpp>

#include "base/value_map.hpp"

namespace itr::insight {
namespace {

template <typename Content>
Value counts(const std::map<std::string, Content>& of) {
    ValueMap map;
    for (const auto& [key, content] : of) map.add(key, content);
    return map.done();
}

Value repeats(const Repeats& of) {
    return ValueMap().add("tickets", of.tickets).add("times", of.times).done();
}

Value moves(const Figures& figures) {
    std::vector<Value> list;
    for (const auto& [move, n] : figures.moves)
        list.push_back(
            ValueMap().add("from", Value(move.first)).add("to", Value(move.second)).add("events", n).done());
    return Value::list(std::move(list));
}

Value refusals(const Figures& figures) {
    std::vector<Value> list;
    for (const auto& [refusal, n] : figures.refusals)
        list.push_back(ValueMap()
                           .add("code", Value(refusal.code))
                           .add("event", Value(refusal.event))
                           .add("state", Value(refusal.state))
                           .add("events", n)
                           .done());
    return Value::list(std::move(list));
}

Value clocks(const Figures& figures) {
    ValueMap map;
    for (const auto& [key, c] : figures.clocks)
        map.add(key, ValueMap()
                         .add("cycles", c.cycles)
                         .add("met", c.met)
                         .add("missed", c.missed)
                         .add("cancelled", c.cancelled)
                         .add("running", c.running)
                         .add("paused", c.paused)
                         .add("breached", c.breached)
                         .add("waived", c.waived)
                         .add("consumed_ms", c.consumed)
                         .done());
    return map.done();
}

Value backlog(const Figures& figures) {
    std::vector<Value> list;
    for (const AgeClass& each : figures.backlog)
        list.push_back(ValueMap()
                           .add("below_ms", each.below == unbounded ? Value() : Value(each.below.ms))
                           .add("tickets", each.tickets)
                           .done());
    return Value::list(std::move(list));
}

Value figures_value(const Figures& f) {
    return ValueMap()
        .add("tickets", f.tickets)
        .add("not_completed", f.open)
        .add("events", f.events)
        .add("median_events", f.median_events)
        .add("max_events", f.max_events)
        .add("touched", counts(f.touched))
        .add("only", counts(f.only))
        .add("completed_by", counts(f.completed_by))
        .add("never_completed", f.never_completed)
        .add("ping_pong", repeats(f.ping_pong))
        .add("reopened", repeats(f.reopened))
        .add("states", counts(f.states))
        .add("moves", moves(f))
        .add("time_in_state_ms", counts(f.time_in_state))
        .add("clocks", clocks(f))
        .add("refusals", refusals(f))
        .add("backlog", backlog(f))
        .add("backlog_by_line", counts(f.backlog_by_line))
        .done();
}

}  // namespace

Value to_value(const Report& report) {
    ValueMap workflows;
    for (const auto& [name, figures] : report.workflows) workflows.add(name, figures_value(figures));
    return ValueMap().add("as_of", Value(to_string(report.as_of))).add("workflows", workflows.done()).done();
}

}  // namespace itr::insight
