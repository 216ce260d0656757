#include "clock/budget.hpp"

#include <algorithm>

#include "clock/meter.hpp"

namespace itr::clock {
namespace {

/// A budget counts in the zone in which the clock counts.
std::uint16_t calendar_of(const Plan& plan, const State& clock, const Goal& length) {
    return plan.in_zone_of(length.calendar, clock.calendar);
}

Meter meter_of_pauses(const Plan& plan, const State& clock, const Goal& total) {
    return meter(plan, calendar_of(plan, clock, total), total.target);
}

}  // namespace

Instant end_of(const Plan& plan, const Goal& length, std::uint16_t calendar, Instant from) {
    const calendar::Target& target = *length.target;
    const Meter own = meter(plan, calendar, target);
    if (target.kind == calendar::Target::Kind::working_days)
        return calendar::due(*own.calendar, from, target);
    return own.advance(Duration{}, from, target.length + target.then_real);
}

Instant budget_end(const Plan& plan, const State& clock, Instant at) {
    const Definition& definition = plan.clocks()[clock.definition];
    const int count = definition.source->budget.count;
    if (count > 0 && clock.pauses >= count) return at;
    Instant end = never;
    if (const auto& longest = definition.pause_longest)
        end = end_of(plan, *longest, calendar_of(plan, clock, *longest), at);
    if (!definition.pause_total) return end;
    const Goal& total = *definition.pause_total;
    const Duration left = total.target->length - clock.pause_spent;
    if (left <= Duration{}) return at;
    return std::min(end, meter_of_pauses(plan, clock, total).advance(Duration{}, at, left));
}

Duration spent_pausing(const Plan& plan, const State& clock, Instant at) {
    const auto& total = plan.clocks()[clock.definition].pause_total;
    if (!total || clock.phase != Phase::paused) return clock.pause_spent;
    return clock.pause_spent + meter_of_pauses(plan, clock, *total).measure(Duration{}, clock.since, at);
}

}  // namespace itr::clock
