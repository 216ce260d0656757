// What people do to a clock.
#include <fmt/core.h>

#include <algorithm>

#include "clock/budget.hpp"
#include "clock/codes.hpp"
#include "clock/evolve.hpp"
#include "clock/promise.hpp"

namespace itr::clock {
namespace {

tl::unexpected<Error> refuse(Code code, const Plan& plan, const State& clock, std::string_view wanted) {
    return fail(code, fmt::format("expected clock '{}' to be {}, but it is {}",
                                  plan.clocks()[clock.definition].key, wanted, to_string(clock.phase)));
}

/// Where an active clock counts on from when its promise changes.
Base base_of(const State& clock) { return {clock.origin, clock.since, clock.consumed, std::nullopt}; }

Retargeted retargeted(const Plan& plan, const State& clock, Instant at, const Terms& terms) {
    const bool sticky = plan.clocks()[clock.definition].source->breach_is_sticky;
    return {clock.definition,       at,           clock.goal,
            clock.calendar,         clock.origin, clock.since,
            clock.consumed,         terms.target, terms.due,
            model::Retarget::carry, terms.pinned, clock.breached && (sticky || terms.due < at)};
}

}  // namespace

Result<Event> pause(const Plan& plan, const State& clock, Instant at) {
    if (clock.phase != Phase::running) return refuse(clock_not_running, plan, clock, "running");
    const Instant from = std::max(at, clock.since);
    return Event(Paused{clock.definition, from, elapsed(plan, clock, from), none, never});
}

Result<Event> resume(const Plan& plan, const State& clock, Instant at) {
    if (clock.phase != Phase::paused) return refuse(clock_not_paused, plan, clock, "paused");
    const Instant from = std::max(at, clock.since);
    return Event(Resumed{clock.definition, from, due_when_resumed(plan, clock, from),
                         spent_pausing(plan, clock, from)});
}

Result<Event> promise(const Plan& plan, const State& clock, Instant at, Duration target) {
    if (!is_active(clock.phase)) return refuse(clock_not_running, plan, clock, "running or paused");
    const Base base = base_of(clock);
    Terms terms{clock.goal, clock.calendar, target, base.since, false};
    if (target >= base.consumed) {
        terms.due = meter_of(plan, clock)
                        .advance(base.consumed, base.since, target - base.consumed,
                                 plan.clocks()[clock.definition].source->land);
    }
    return Event(retargeted(plan, clock, at, terms));
}

Result<Event> promise_date(const Plan& plan, const State& clock, Instant at, Instant due) {
    if (!is_active(clock.phase)) return refuse(clock_not_running, plan, clock, "running or paused");
    const Duration target = std::max(meter_of(plan, clock).distance(clock.origin, due), Duration{});
    return Event(retargeted(plan, clock, at, {clock.goal, clock.calendar, target, due, true}));
}

Result<Event> acknowledge(const Plan& plan, const State& clock) {
    if (!is_active(clock.phase)) return refuse(clock_not_running, plan, clock, "running or paused");
    return Event(Acknowledged{clock.definition});
}

/// Lengths stay in the clock's own time: what lies between the origins was counted too, and what is left
/// until the stricter instant is the rest of the promise.
Result<std::optional<Event>> adopt(const Plan& plan, const State& clock, Instant at, Instant origin,
                                   Instant due) {
    if (!is_active(clock.phase)) return refuse(clock_not_running, plan, clock, "running or paused");
    const Meter meter = meter_of(plan, clock);
    Retargeted found =
        retargeted(plan, clock, at, {clock.goal, clock.calendar, clock.target, clock.due, clock.pinned});
    found.origin = std::min(clock.origin, origin);
    const Duration more = meter.distance(found.origin, clock.origin);
    found.consumed = clock.consumed + more;
    const Instant counts_from = clock.phase == Phase::paused ? std::max(at, clock.since) : clock.since;
    Base base{found.origin, counts_from, found.consumed, clock.since};
    if (more > found.target) base.broken_at = meter.advance(Duration{}, found.origin, found.target);
    const bool missed = clock.breached && clock.due == clock.breached_at && more.ms == 0;
    if (clock.due != never && !clock.pinned && !missed)
        found.due = due_counted_on(meter, found.target, clock.due, base,
                                   plan.clocks()[clock.definition].source->land);
    if (due < found.due) {
        found.due = due;
        const Duration left = due < counts_from ? meter.distance(counts_from, due)
                                                : meter.measure(found.consumed, counts_from, due);
        found.target = std::max(found.consumed + left, Duration{});
    }
    if (found.origin == clock.origin && found.due == clock.due) return std::nullopt;
    return Event(found);
}

}  // namespace itr::clock
