// Codes of the model room.
#pragma once

#include <itr/error.hpp>

namespace itr::model {

inline constexpr Code threshold_invalid{"threshold.invalid"};
inline constexpr Code cell_invalid{"cell.invalid"};
inline constexpr Code calendar_unknown_part{"calendar.unknown_part"};
inline constexpr Code calendar_cycle{"calendar.cycle"};
inline constexpr Code calendar_zones_disagree{"calendar.zones_disagree"};

}  // namespace itr::model
