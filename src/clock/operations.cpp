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

}  // namespace itr::clock
