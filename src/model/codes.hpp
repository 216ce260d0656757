// Codes of the model room.
#pragma once

#include <itr/error.hpp>

namespace itr::model {

inline constexpr Code threshold_invalid{"threshold.invalid"};
inline constexpr Code cell_invalid{"cell.invalid"};

}  // namespace itr::model
