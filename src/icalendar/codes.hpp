// Codes of the iCalendar room.
#pragma once

#include <itr/error.hpp>

namespace itr::icalendar {

inline constexpr Code icalendar_invalid{"icalendar.invalid"};
inline constexpr Code icalendar_too_large{"icalendar.too_large"};

}  // namespace itr::icalendar
