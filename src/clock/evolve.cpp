#include "clock/evolve.hpp"

#include <algorithm>
#include <limits>

namespace itr::clock {
namespace {

void close_pause(State& clock, Instant at) {
    if (clock.phase == Phase::paused) clock.paused_for = clock.paused_for + (at - clock.since);
    clock.pause_reason = none;
    clock.pause_until = never;
}

void finish(State& clock, Instant at, Duration consumed, Phase phase) {
    close_pause(clock, at);
    clock.phase = phase;
    clock.since = at;
    clock.consumed = consumed;
}

void change(State& clock, const Started& event) {
    const bool goes_on = clock.cycle == event.cycle;
    if (!goes_on) clock = State{};
    clock.definition = event.clock;
    clock.phase = Phase::running;
    clock.cycle = event.cycle;
    clock.goal = event.goal;
    clock.calendar = event.calendar;
    clock.origin = event.origin;
    clock.since = event.since;
    clock.consumed = event.consumed;
    clock.target = event.target;
    clock.due = event.due;
    clock.pinned = event.pinned;
}

void change(State& clock, const Paused& event) {
    const bool begins = clock.phase != Phase::paused;
    clock.phase = Phase::paused;
    clock.since = event.at;
    clock.consumed = event.consumed;
    clock.pause_reason = event.reason;
    clock.pause_until = event.until;
    if (begins && clock.pauses < std::numeric_limits<std::uint16_t>::max()) ++clock.pauses;
}

void change(State& clock, const Resumed& event) {
    close_pause(clock, event.at);
    clock.phase = Phase::running;
    clock.since = event.at;
    clock.due = event.due;
    clock.pause_spent = event.spent;
}

void change(State& clock, const Stopped& event) {
    clock.pause_spent = event.spent;
    finish(clock, event.at, event.consumed, event.met ? Phase::met : Phase::missed);
}

void change(State& clock, const Cancelled& event) {
    finish(clock, event.at, event.consumed, event.superseded ? Phase::superseded : Phase::cancelled);
}

void change(State& clock, const Retargeted& event) {
    clock.origin = event.origin;
    clock.goal = event.goal;
    clock.calendar = event.calendar;
    clock.since = event.since;
    clock.consumed = event.consumed;
    clock.target = event.target;
    clock.due = event.due;
    clock.pinned = event.pinned;
    clock.breached = event.breached;
    if (event.breached) return;
    clock.breached_at = never;
    clock.waived = false;
}

void change(State& clock, const Breached& event) {
    clock.breached = true;
    clock.breached_at = event.due;
}

void change(State& clock, const ThresholdFired& event) {
    if (event.series != single) clock.repeats[event.series] = event.count;
    if (event.last) clock.fired |= std::uint32_t{1} << event.threshold;
}

void change(State& clock, const Corrected& event) {
    const bool over = clock.phase == Phase::met || clock.phase == Phase::missed;
    const bool earlier = clock.breached && clock.breached_at != clock.due;
    if (event.origin != never) clock.origin = event.origin;
    clock.since = event.since;
    clock.consumed = event.consumed;
    clock.paused_for = clock.paused_for + event.rested;
    clock.due = event.due;
    clock.breached = event.breached;
    if (over) clock.phase = event.breached ? Phase::missed : Phase::met;
    if (over && event.breached && !earlier) clock.breached_at = event.due;
    if (event.breached) return;
    clock.breached_at = never;
    clock.waived = false;
}

void change(State& clock, const TookOver& event) {
    clock.breached = event.breached_at != never;
    clock.breached_at = event.breached_at;
    clock.waived = event.waived;
    clock.acknowledged = event.acknowledged;
    clock.pauses = event.pauses;
    clock.paused_for = event.paused_for;
    clock.pause_spent = event.pause_spent;
    clock.fired = event.fired;
    clock.repeats = event.repeats;
}

void change(State& clock, const Waived&) { clock.waived = true; }
void change(State& clock, const Acknowledged&) { clock.acknowledged = true; }

bool starts_before(const State& clock, ClockIndex index) { return clock.definition < index; }

}  // namespace

ClockIndex clock_of(const Event& event) {
    return std::visit([](const auto& what) { return what.clock; }, event);
}

void apply(State& clock, const Event& event) {
    std::visit([&](const auto& what) { change(clock, what); }, event);
}

const State* find_state(std::span<const State> clocks, ClockIndex index) noexcept {
    const auto found = std::lower_bound(clocks.begin(), clocks.end(), index, starts_before);
    return found == clocks.end() || found->definition != index ? nullptr : &*found;
}

void evolve(States& clocks, const Event& event) {
    const ClockIndex index = clock_of(event);
    auto* found = std::lower_bound(clocks.begin(), clocks.end(), index, starts_before);
    if (found == clocks.end() || found->definition != index) {
        // Of hundreds of thousands of tickets, none keeps room for clocks it may never have.
        const auto place = found - clocks.begin();
        clocks.reserve(clocks.size() + 1);
        found = clocks.insert(clocks.begin() + place, State{});
        found->definition = index;
    }
    apply(*found, event);
}

std::string_view to_string(Phase phase) noexcept {
    switch (phase) {
        case Phase::idle: return "idle";
        case Phase::running: return "running";
        case Phase::paused: return "paused";
        case Phase::met: return "met";
        case Phase::missed: return "missed";
        case Phase::cancelled: return "cancelled";
        case Phase::superseded: return "superseded";
    }
    return "";
}

}  // namespace itr::clock
