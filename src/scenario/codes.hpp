// Codes of mistakes in scenarios.
#pragma once

#include <itr/error.hpp>

namespace itr {

inline constexpr Code scenario_unknown_key{"scenario.unknown_key"};
inline constexpr Code scenario_missing_key{"scenario.missing_key"};
inline constexpr Code scenario_wrong_type{"scenario.wrong_type"};
inline constexpr Code scenario_unknown_name{"scenario.unknown_name"};
inline constexpr Code scenario_invalid_time{"scenario.invalid_time"};
inline constexpr Code scenario_goes_back{"scenario.goes_back"};
inline constexpr Code scenario_two_commands{"scenario.two_commands"};
inline constexpr Code scenario_too_long{"scenario.too_long"};
inline constexpr Code scenario_name_taken{"scenario.name_taken"};

// ---- of the core backend
inline constexpr Code scenario_no_ticket{"scenario.no_such_ticket"};
inline constexpr Code scenario_endless{"scenario.endless"};

}  // namespace itr
