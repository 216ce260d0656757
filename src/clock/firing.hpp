// What is passed over because it comes too late.
#pragma once

#include <itr/clock.hpp>

namespace itr::clock {

/// A wake-up this much behind is still on time: schedulers are never exact.
inline constexpr Duration late_after = minutes(1);

/// Appends suppressed ThresholdFired for what was overdue when the clock started, as `born_breached` says.
/// The breach itself, and what is not suppressed, fires in the usual way.
void pass_over_at_birth(const Plan& plan, const State& clock, Instant at, std::vector<Event>& events);

}  // namespace itr::clock
