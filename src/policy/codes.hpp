// Codes of the policy room.
#pragma once

#include <itr/error.hpp>

namespace itr::policy {

inline constexpr Code table_not_unique{"table.not_unique"};
inline constexpr Code table_not_any{"table.not_any"};
inline constexpr Code table_not_a_number{"table.not_a_number"};
inline constexpr Code table_overflow{"table.overflow"};

// Mistakes in a pack.
inline constexpr Code table_cell_type{"table.cell_type"};
inline constexpr Code table_row_width{"table.row_width"};
inline constexpr Code table_no_values{"table.no_values"};
inline constexpr Code table_too_large{"table.too_large"};

}  // namespace itr::policy
