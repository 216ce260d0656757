// A report as a value.
#include <itr/insight.hpp>

namespace itr::insight {
namespace {

Value number(std::size_t n) { return {static_cast<std::int64_t>(n)}; }

class Map {
  public:
    Map& add(std::string_view key, Value value) {
        entries_.push_back({Value(key), std::move(value)});
        return *this;
    }
    Map& add(std::string_view key, std::size_t n) { return add(key, number(n)); }
    Map& add(std::string_view key, Duration length) { return add(key, Value(length.ms)); }
    Value done() { return Value::map(std::move(entries_)); }

  private:
    std::vector<Value::Entry> entries_;
};

template <typename Content>
Value counts(const std::map<std::string, Content>& of) {
    Map map;
    for (const auto& [key, content] : of) map.add(key, content);
    return map.done();
}

Value repeats(const Repeats& of) { return Map().add("tickets", of.tickets).add("times", of.times).done(); }

Value moves(const Figures& figures) {
    std::vector<Value> list;
    for (const auto& [move, n] : figures.moves)
        list.push_back(
            Map().add("from", Value(move.first)).add("to", Value(move.second)).add("events", n).done());
    return Value::list(std::move(list));
}

Value refusals(const Figures& figures) {
    std::vector<Value> list;
    for (const auto& [refusal, n] : figures.refusals)
        list.push_back(Map()
                           .add("code", Value(refusal.code))
                           .add("event", Value(refusal.event))
                           .add("state", Value(refusal.state))
                           .add("events", n)
                           .done());
    return Value::list(std::move(list));
}

Value clocks(const Figures& figures) {
    Map map;
    for (const auto& [key, c] : figures.clocks)
        map.add(key, Map()
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
        list.push_back(Map()
                           .add("below_ms", each.below == unbounded ? Value() : Value(each.below.ms))
                           .add("tickets", each.tickets)
                           .done());
    return Value::list(std::move(list));
}

Value figures_value(const Figures& f) {
    return Map()
        .add("tickets", f.tickets)
        .add("open", f.open)
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
    Map workflows;
    for (const auto& [name, figures] : report.workflows) workflows.add(name, figures_value(figures));
    return Map().add("as_of", Value(to_string(report.as_of))).add("workflows", workflows.done()).done();
}

}  // namespace itr::insight
