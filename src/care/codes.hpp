// Codes of the care of the data.
#pragma once

#include <itr/error.hpp>

namespace itr {

inline constexpr Code care_invalid{"care.invalid"};
inline constexpr Code care_newer_format{"care.newer_format"};

}  // namespace itr
