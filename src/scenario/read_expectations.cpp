#include <fmt/format.h>

#include <algorithm>
#include <itr/clock.hpp>

#include "base/spelling.hpp"
#include "scenario/codes.hpp"
#include "scenario/read_step.hpp"

namespace itr::scenario {
namespace {

void check_phase(const std::string& phase, const Trouble& trouble) {
    static constexpr std::string_view phases[]{"idle",   "running",   "paused",    "met",
                                               "missed", "cancelled", "superseded"};
    if (std::ranges::find(phases, phase) == std::end(phases))
        trouble.say(
            scenario_unknown_name,
            fmt::format("expected the state of a clock ({}), but found '{}'", fmt::join(phases, ", "), phase),
            spelling::did_you_mean(phase, phases));
}

ClockExpectation read_clock(std::string name, const Value& value, const Reading& reading,
                            const Trouble& trouble) {
    check_known(reading.names.clocks, "a clock", name, trouble);
    ClockExpectation clock;
    clock.clock = std::move(name);
    if (value.is(Kind::string)) {
        clock.phase = std::string(value.as_string());
    } else {
        MapReader map(value, fmt::format("the expectation of clock '{}'", clock.clock), trouble);
        clock.phase = map.text("state");
        clock.elapsed = map.length("elapsed");
        clock.remaining = map.length("remaining");
        if (const Value* due = map.get("due")) clock.due = instant_of(*due, "due", reading.start, trouble);
        clock.breached = map.truth("breached");
        clock.waived = map.truth("waived");
        if (const Value* paused = map.get("paused"); paused != nullptr && paused->is(Kind::string)) {
            clock.paused = true;
            clock.pause_reason = std::string(paused->as_string());
        } else {
            clock.paused = map.truth("paused");
        }
        map.finish();
    }
    if (clock.phase) check_phase(*clock.phase, trouble);
    return clock;
}

std::vector<std::string> read_states(MapReader& map, std::string_view key, const Reading& reading,
                                     const Trouble& trouble) {
    auto states = map.texts(key).value_or(std::vector<std::string>{});
    for (const std::string& state : states) check_known(reading.names.states, "a state", state, trouble);
    return states;
}

void read_effects(MapReader& map, Expectations& expect) {
    expect.effects = map.items("effects");
    const Value* none = map.get("no_effects");
    if (none == nullptr) return;
    if (none->is(Kind::boolean))
        expect.no_effects = none->as_bool();
    else
        expect.absent_effects = map.items("no_effects");
}

void read_rejection(MapReader& map, Expectations& expect) {
    const Value* rejected = map.get("rejected");
    if (rejected == nullptr) return;
    if (rejected->is(Kind::boolean) && rejected->as_bool())
        expect.rejected = std::string();
    else if (!rejected->is(Kind::boolean))
        expect.rejected = map.text("rejected");
}

void read_status(MapReader& map, Expectations& expect) {
    const auto status = map.text("status");
    if (!status) return;
    if (*status != "open" && *status != "closed")
        return map.wrong("status", "open or closed", Value(*status));
    expect.open = *status == "open";
}

}  // namespace

Expectations read_expectations(const Value& value, const Reading& reading, const Trouble& trouble) {
    MapReader map(value, "expect", trouble);
    Expectations expect;
    expect.states = read_states(map, "state", reading, trouble);
    expect.absent_states = read_states(map, "not_state", reading, trouble);
    expect.data = map.pairs("data");
    for (const auto& [name, wanted] : expect.data)
        check_known(reading.names.fields, "a data field", name, trouble);
    read_rejection(map, expect);
    for (const auto& [name, clock] : map.pairs("clocks"))
        expect.clocks.push_back(read_clock(name, clock, reading, trouble));
    expect.breached = map.texts("breached");
    for (const std::string& clock : expect.breached.value_or(std::vector<std::string>{}))
        check_known(reading.names.clocks, "a clock", clock, trouble);
    read_effects(map, expect);
    expect.events = map.items("events");
    expect.absent_events = map.items("no_events");
    expect.owner = map.text("owner");
    expect.team = map.text("team");
    expect.line = map.text("line");
    read_status(map, expect);
    if (const Value* due = map.get("next_due")) {
        if (due->is(Kind::string) && due->as_string() == "never")
            expect.next_due = never;
        else
            expect.next_due = instant_of(*due, "next_due", reading.start, trouble);
    }
    map.finish();
    return expect;
}

}  // namespace itr::scenario
