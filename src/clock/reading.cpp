// What a clock shows.
#include <algorithm>

#include "clock/evolve.hpp"
#include "clock/meter.hpp"
#include "clock/promise.hpp"

namespace itr::clock {

Duration elapsed(const Plan& plan, const State& clock, Instant now) {
    if (clock.phase != Phase::running) return clock.consumed;
    return clock.consumed + meter_of(plan, clock).measure(clock.consumed, clock.since, now);
}

Duration elapsed_real(const State& clock, Instant now) {
    return std::max((is_active(clock.phase) ? now : clock.since) - clock.origin, Duration{});
}

std::optional<Duration> remaining(const Plan& plan, const State& clock, Instant now) {
    if (clock.due == never) return std::nullopt;
    if (clock.pinned && is_active(clock.phase)) return meter_of(plan, clock).distance(now, clock.due);
    return clock.target - elapsed(plan, clock, now);
}

Instant due_if_resumed(const Plan& plan, const State& clock, Instant now) {
    return clock.phase == Phase::paused ? due_when_resumed(plan, clock, now) : clock.due;
}

}  // namespace itr::clock
