// Codes of the time room.
#pragma once

#include <itr/error.hpp>

namespace itr::calendar {

inline constexpr Code date_invalid{"date.invalid"};
inline constexpr Code window_invalid{"window.invalid"};
inline constexpr Code target_invalid{"target.invalid"};
inline constexpr Code zones_unavailable{"zones.unavailable"};
inline constexpr Code calendar_unknown_zone{"calendar.unknown_zone"};
inline constexpr Code calendar_no_working_time{"calendar.no_working_time"};
inline constexpr Code calendar_invalid{"calendar.invalid"};

}  // namespace itr::calendar
