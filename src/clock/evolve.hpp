// One clock changed by one event.
#pragma once

#include <itr/clock.hpp>

namespace itr::clock {

/// Precondition: the event is about this clock.
void apply(State& clock, const Event& event);
[[nodiscard]] ClockIndex clock_of(const Event& event);
/// Among states in the order of evolve(); null if the clock never started.
[[nodiscard]] const State* find_state(std::span<const State> clocks, ClockIndex index) noexcept;
[[nodiscard]] constexpr bool is_active(Phase phase) noexcept {
    return phase == Phase::running || phase == Phase::paused;
}
[[nodiscard]] constexpr bool is_finished(Phase phase) noexcept {
    return phase == Phase::met || phase == Phase::missed;
}

}  // namespace itr::clock
