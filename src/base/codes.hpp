// Codes of the base room.
#pragma once

#include <itr/error.hpp>

namespace itr {

inline constexpr Code id_invalid{"id.invalid"};
inline constexpr Code json_invalid{"json.invalid"};
inline constexpr Code value_not_storable{"value.not_storable"};
inline constexpr Code time_invalid{"time.invalid"};
inline constexpr Code time_out_of_range{"time.out_of_range"};
inline constexpr Code duration_invalid{"duration.invalid"};
inline constexpr Code duration_out_of_range{"duration.out_of_range"};

}  // namespace itr
