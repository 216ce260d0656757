#include "clock/meter.hpp"

#include <algorithm>

namespace itr::clock {
namespace {

Instant later(Instant from, Duration length) {
    return from == never || length > max_own_time ? never : from + length;
}

}  // namespace

Duration Meter::measure(Duration before, Instant from, Instant to) const {
    if (to <= from) return Duration{};
    if (calendar == nullptr || before >= working) return to - from;
    const Duration counted = calendar->measure(from, to);
    if (working == unbounded || counted < working - before) return counted;
    const Duration left = working - before;
    return left + (to - calendar->advance(from, left));
}

Instant Meter::advance(Duration before, Instant from, Duration length, calendar::Land land) const {
    const Duration ahead = std::max(length, Duration{});
    if (calendar == nullptr || before >= working) return later(from, ahead);
    if (ahead > max_own_time) return never;
    if (working == unbounded || ahead <= working - before) return calendar->advance(from, ahead, land);
    const Duration left = working - before;
    return later(calendar->advance(from, left), ahead - left);
}

Duration Meter::distance(Instant from, Instant to) const {
    return calendar == nullptr ? to - from : calendar->measure(from, to);
}

Meter meter(const Plan& plan, std::uint16_t calendar, const std::optional<calendar::Target>& target) {
    Meter result;
    if (calendar != none) result.calendar = &plan.calendars()[calendar];
    const bool mixed = target && target->kind == calendar::Target::Kind::working && target->then_real.ms > 0;
    if (mixed) result.working = target->length;
    return result;
}

Meter meter_of(const Plan& plan, const State& clock) {
    static const std::optional<calendar::Target> measured;
    const auto& goals = plan.clocks()[clock.definition].goals;
    return meter(plan, clock.calendar, clock.goal < goals.size() ? goals[clock.goal].target : measured);
}

}  // namespace itr::clock
