// Stories and consumption as values.
#include <itr/explain.hpp>

#include "base/value_map.hpp"

namespace itr::insight {
namespace {

Value shares_value(const std::map<std::string, Share>& shares) {
    ValueMap map;
    for (const auto& [name, share] : shares)
        map.add(name, ValueMap().add("counted_ms", share.counted).add("rested_ms", share.rested).done());
    return map.done();
}

Value segment_value(const Segment& segment) {
    return ValueMap()
        .add("from", segment.from)
        .add("to", segment.to)
        .add("running", Value(segment.running))
        .add("counted_ms", segment.counted)
        .add("calendar", segment.calendar)
        .add("reason", segment.reason)
        .done();
}

Value change_value(const ClockChange& change) {
    return ValueMap()
        .add("at", change.at)
        .add("version", Value(static_cast<std::int64_t>(change.version)))
        .add("what", change.what)
        .add("event", change.event)
        .add("actor", change.actor)
        .add("rule", change.rule)
        .add("row", change.row)
        .add("pack", change.pack)
        .add("sentence", change.sentence)
        .done();
}

Value cycle_value(const CycleStory& cycle) {
    return ValueMap()
        .add("cycle", Value(cycle.number))
        .add("phase", Value(clock::to_string(cycle.phase)))
        .add("breached", Value(cycle.breached))
        .add("waived", Value(cycle.waived))
        .add("origin", cycle.origin)
        .add("due", cycle.due)
        .add("breached_at", cycle.breached_at)
        .add("breach_reason", cycle.breach_reason)
        .add("target_ms", cycle.target ? Value(cycle.target->ms) : Value())
        .add("elapsed_ms", cycle.elapsed)
        .add("elapsed_real_ms", cycle.elapsed_real)
        .add("segments", list_value(cycle.segments, segment_value))
        .add("changes", list_value(cycle.changes, change_value))
        .add("consumption", to_value(cycle.consumption))
        .done();
}

Value counts_value(const std::map<std::string, std::size_t>& counts) {
    ValueMap map;
    for (const auto& [name, n] : counts) map.add(name, n);
    return map.done();
}

}  // namespace

Value to_value(const Consumption& consumption) {
    return ValueMap()
        .add("counted_ms", consumption.counted)
        .add("rested_ms", consumption.rested)
        .add("corrected_ms", consumption.corrected)
        .add("by_line", shares_value(consumption.by_line))
        .add("by_team", shares_value(consumption.by_team))
        .add("by_owner", shares_value(consumption.by_owner))
        .add("by_step", shares_value(consumption.by_step))
        .add("by_party", shares_value(consumption.by_party))
        .done();
}

Value to_value(const ClockStory& story) {
    return ValueMap()
        .add("ticket", story.ticket.text())
        .add("number", story.number)
        .add("clock", story.clock)
        .add("agreement", story.agreement)
        .add("kind", story.kind)
        .add("accountable", story.accountable)
        .add("pack", story.pack_name)
        .add("pack_version", story.pack_version)
        .add("pack_hash", story.pack.text())
        .add("as_of", story.as_of)
        .add("cycles", list_value(story.cycles, cycle_value))
        .done();
}

Value to_value(const ConsumptionReport& report) {
    ValueMap workflows;
    for (const auto& [workflow, clocks] : report) {
        ValueMap each;
        for (const auto& [clock, c] : clocks)
            each.add(clock, ValueMap()
                                .add("cycles", c.cycles)
                                .add("missed", c.missed)
                                .add("all", to_value(c.all))
                                .add("of_missed", to_value(c.of_missed))
                                .add("blamed_line", counts_value(c.blamed_line))
                                .add("blamed_team", counts_value(c.blamed_team))
                                .add("blamed_step", counts_value(c.blamed_step))
                                .add("blamed_party", counts_value(c.blamed_party))
                                .done());
        workflows.add(workflow, each.done());
    }
    return workflows.done();
}

}  // namespace itr::insight
