// Codes of the program itself.
#pragma once

#include <itr/error.hpp>

namespace itr::cli {

inline constexpr Code no_database{"cli.no_database"};
inline constexpr Code bad_value{"cli.bad_value"};
inline constexpr Code unknown_op{"cli.unknown_op"};
inline constexpr Code no_file{"cli.no_file"};
inline constexpr Code stopped{"cli.stopped"};
inline constexpr Code unknown_calendar{"cli.unknown_calendar"};
inline constexpr Code unknown_effect{"cli.unknown_effect"};
inline constexpr Code invalid_pack{"cli.invalid_pack"};
inline constexpr Code ambiguous_ticket{"cli.ambiguous_ticket"};
inline constexpr Code not_understood{"cli.not_understood"};
inline constexpr Code no_program{"cli.no_program"};

}  // namespace itr::cli
