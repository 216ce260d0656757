// What people answer for: more time, an end without a result, a breach excused.
#include <fmt/core.h>

#include <algorithm>

#include "clock/codes.hpp"
#include "clock/evolve.hpp"
#include "clock/promise.hpp"

namespace itr::clock {
namespace {

Status need_active(const Plan& plan, const State& clock) {
    if (is_active(clock.phase)) return {};
    return fail(clock_not_running, fmt::format("expected clock '{}' to be running or paused, but it is {}",
                                               plan.clocks()[clock.definition].key, to_string(clock.phase)));
}

}  // namespace

Result<Event> extend(const Plan& plan, const State& clock, Instant at, Duration by) {
    if (auto ok = need_active(plan, clock); !ok) return fail(ok.error());
    if (clock.due == never)
        return fail(clock_no_promise,
                    fmt::format("expected clock '{}' to have a promise that can be extended, "
                                "but it only measures",
                                plan.clocks()[clock.definition].key));
    if (!clock.pinned) return promise(plan, clock, at, clock.target + by);
    return promise_date(plan, clock, at, meter_of(plan, clock).advance(Duration{}, clock.due, by));
}

Result<Event> cancel(const Plan& plan, const State& clock, Instant at) {
    if (auto ok = need_active(plan, clock); !ok) return fail(ok.error());
    const Instant from = std::max(at, clock.since);
    return Event(Cancelled{clock.definition, from, elapsed(plan, clock, from), false});
}

Result<Event> waive(const Plan& plan, const State& clock, Instant at) {
    if (clock.breached && !clock.waived) return Event(Waived{clock.definition, at});
    return fail(clock_not_breached,
                fmt::format("expected clock '{}' to have a breach that is not excused yet, but it {}",
                            plan.clocks()[clock.definition].key, clock.waived ? "is" : "has none"));
}

Result<Event> correct(const Plan& plan, const State& clock, Instant at, const Correction& correction) {
    if (auto ok = need_active(plan, clock); !ok) return fail(ok.error());
    const Instant from = std::max(correction.from, clock.origin);
    const Instant to = std::min(correction.to, at);
    if (to <= from)
        return fail(
            clock_nothing_to_correct,
            fmt::format("expected a stretch of time from {}, where clock '{}' begins to count, to {}, "
                        "but found {} to {}",
                        to_string(clock.origin), plan.clocks()[clock.definition].key, to_string(at),
                        to_string(correction.from), to_string(correction.to)));
    const Meter meter = meter_of(plan, clock);
    const Instant since = clock.phase == Phase::paused ? clock.since : std::max(at, clock.since);
    const Duration stretch = meter.distance(from, to);
    const Duration before = elapsed(plan, clock, since);
    const Duration consumed = correction.counted ? before + stretch : std::max(before - stretch, Duration{});
    Instant due = clock.due;
    if (due != never && !clock.pinned) {
        const Base base{clock.origin, since, consumed, clock.breached ? clock.breached_at : since};
        due = length_due(meter, clock.target, base, plan.clocks()[clock.definition].source->land);
    }
    // A breach of an earlier, stricter promise is none of this one's.
    const bool is_earlier = clock.breached && clock.breached_at != clock.due;
    return Event(Corrected{clock.definition, at, from, to, correction.counted, since, consumed, due,
                           is_earlier || (clock.breached && due < at)});
}

}  // namespace itr::clock
