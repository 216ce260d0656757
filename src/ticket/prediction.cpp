#include "ticket/prediction.hpp"

#include <algorithm>

namespace itr::ticket {
namespace {

/// When a step that is under way will be over by its own promise; at once where that is used up.
Instant end_of(const Draft& ticket, clock::ClockIndex step) {
    const Instant now = ticket.last_at();
    const auto clocks = ticket.clocks();
    const auto own = std::ranges::find(clocks, step, &clock::State::definition);
    const bool promised = own != clocks.end() && own->phase == clock::Phase::running && own->due != never;
    return promised ? std::max(own->due, now) : now;
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
    Instant latest = clock.due;
    for (const auto& step :
         flow.ahead[clock.definition].steps(clock.goal, ticket.configuration().atomic, clock.due)) {
        if (end_of(ticket, step.clock) > step.latest_end) return ticket.last_at();
        latest = std::min(latest, step.latest_end);
    }
    if (latest == clock.due) return never;
    return std::max(latest + milliseconds(1), ticket.last_at());
}

}  // namespace itr::ticket
