#include "ticket/prediction.hpp"

#include <algorithm>

#include "clock/meter.hpp"

namespace itr::ticket {
namespace {

using StepAhead = structure::Ahead::Step;

/// What a step may still take by its own promise; nothing once that is used up.
Duration left_of(const Draft& ticket, const StepAhead& step) {
    const auto clocks = ticket.clocks();
    const auto own = std::ranges::find(clocks, step.clock, &clock::State::definition);
    if (own == clocks.end() || own->phase != clock::Phase::running) return {};
    const auto left = clock::remaining(*ticket.workflow().plan, *own, ticket.last_at());
    return std::max(left.value_or(Duration{}), Duration{});
}

/// The last instant at which so much remains of the promise.
Instant last_with(const clock::Plan& plan, const clock::State& clock, Duration rest) {
    const clock::Meter meter = clock::meter_of(plan, clock);
    const Duration tail = clock.target - std::min(meter.working, clock.target);
    if (meter.calendar == nullptr || rest <= tail) return clock.due - rest;
    return meter.calendar->retreat(clock.due - tail, rest - tail);
}

}  // namespace

std::uint16_t waiting_prediction(const Flow& flow, const clock::State& clock) {
    const auto& thresholds = flow.plan->clocks()[clock.definition].thresholds;
    for (std::uint16_t i = 0; i < thresholds.size(); ++i)
        if (!thresholds[i].retired && thresholds[i].source->by == model::Threshold::At::predicted)
            return (clock.fired >> i & 1U) == 0 ? i : clock::none;
    return clock::none;
}

Instant predicted_at(const Draft& ticket, const clock::State& clock) {
    const Flow& flow = ticket.workflow();
    const bool promises = clock.phase == clock::Phase::running && !clock.breached && clock.due != never;
    if (!promises || flow.ahead.empty() || waiting_prediction(flow, clock) == clock::none) return never;
    const auto& rows = flow.ahead[clock.definition].rows;
    if (clock.goal >= rows.size() || rows[clock.goal].empty()) return never;
    Duration now, after;
    for (const chart::StateIndex state : ticket.configuration().atomic) {
        const StepAhead& step = rows[clock.goal][state];
        if (!step.after) continue;
        after = std::max(after, *step.after);
        now = std::max(now, *step.after + left_of(ticket, step));
    }
    const auto remaining = clock::remaining(*flow.plan, clock, ticket.last_at());
    if (remaining && *remaining < now) return ticket.last_at();
    if (after.ms == 0) return never;
    const Instant last = last_with(*flow.plan, clock, after);
    return last == never ? never : std::max(last + milliseconds(1), ticket.last_at());
}

}  // namespace itr::ticket
