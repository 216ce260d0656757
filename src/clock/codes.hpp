// Codes of the clock room.
#pragma once

#include <itr/error.hpp>

namespace itr::clock {

inline constexpr Code clock_not_running{"clock.not_running"};
inline constexpr Code clock_not_paused{"clock.not_paused"};
inline constexpr Code clock_not_breached{"clock.not_breached"};
inline constexpr Code clock_no_promise{"clock.no_promise"};
inline constexpr Code clock_nothing_to_correct{"clock.nothing_to_correct"};

// Problems of a pass: the clock goes on without what failed.
inline constexpr Code clock_condition_failed{"clock.condition_failed"};
inline constexpr Code clock_anchor_unusable{"clock.anchor_unusable"};
inline constexpr Code clock_pause_end_unusable{"clock.pause_end_unusable"};
inline constexpr Code clock_no_history{"clock.no_history"};
inline constexpr Code clock_share_without_target{"clock.share_without_target"};
inline constexpr Code clock_too_many_cycles{"clock.too_many_cycles"};
inline constexpr Code clock_zone_not_told{"clock.zone_not_told"};

// Mistakes in a pack.
inline constexpr Code clock_unknown_calendar{"clock.unknown_calendar"};
inline constexpr Code clock_unknown_clock{"clock.unknown_clock"};
inline constexpr Code clock_unknown_field{"clock.unknown_field"};
inline constexpr Code clock_duplicate{"clock.duplicate"};
inline constexpr Code clock_share_circle{"clock.share_circle"};
inline constexpr Code clock_target_needs_calendar{"clock.target_needs_calendar"};
inline constexpr Code clock_reopen_target{"clock.reopen_target"};
inline constexpr Code clock_too_many_thresholds{"clock.too_many_thresholds"};
inline constexpr Code clock_too_many_clocks{"clock.too_many_clocks"};

}  // namespace itr::clock
