#include "clock/budget.hpp"

#include <algorithm>

#include "clock/meter.hpp"

namespace itr::clock {

Instant end_of(const Plan& plan, const Goal& length, Instant from) {
    const calendar::Target& target = *length.target;
    const Meter own = meter(plan, length.calendar, target);
    if (target.kind == calendar::Target::Kind::working_days)
        return calendar::due(*own.calendar, from, target);
    return own.advance(Duration{}, from, target.length + target.then_real);
}

Instant budget_end(const Plan& plan, const State& clock, Instant at) {
    const Definition& definition = plan.clocks()[clock.definition];
    const int count = definition.source->budget.count;
    if (count > 0 && clock.pauses >= count) return at;
    Instant end = never;
    if (definition.pause_longest) end = end_of(plan, *definition.pause_longest, at);
    if (!definition.pause_total) return end;
    const Goal& total = *definition.pause_total;
    const Duration left = total.target->length - clock.pause_spent;
    if (left <= Duration{}) return at;
    return std::min(end, meter(plan, total.calendar, total.target).advance(Duration{}, at, left));
}

Duration spent_pausing(const Plan& plan, const State& clock, Instant at) {
    const auto& total = plan.clocks()[clock.definition].pause_total;
    if (!total || clock.phase != Phase::paused) return clock.pause_spent;
    return clock.pause_spent +
           meter(plan, total->calendar, total->target).measure(Duration{}, clock.since, at);
}

}  // namespace itr::clock
