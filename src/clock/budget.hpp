// How much pausing a clock bears.
#pragma once

#include <itr/clock.hpp>

namespace itr::clock {

/// When a length of time or a number of working days from `from` on is over, in a calendar.
[[nodiscard]] Instant end_of(const Plan& plan, const Goal& length, std::uint16_t calendar, Instant from);
/// The end that the budget sets to a pause that begins at `at`; not later than `at`: it bears none.
[[nodiscard]] Instant budget_end(const Plan& plan, const State& clock, Instant at);
/// What the budget's total has spent when a paused clock goes on, or stops, at `at`.
[[nodiscard]] Duration spent_pausing(const Plan& plan, const State& clock, Instant at);

}  // namespace itr::clock
