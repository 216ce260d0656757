// Codes of the expression room: first what compilation reports, then what an evaluation can end with.
#pragma once

#include <itr/error.hpp>

namespace itr::expression {

inline constexpr Code expression_syntax{"expression.syntax"};
inline constexpr Code expression_too_long{"expression.too_long"};
inline constexpr Code expression_too_deep{"expression.too_deep"};
inline constexpr Code expression_unknown_name{"expression.unknown_name"};
inline constexpr Code expression_unknown_function{"expression.unknown_function"};
inline constexpr Code expression_no_such_field{"expression.no_such_field"};
inline constexpr Code expression_no_such_overload{"expression.no_such_overload"};
inline constexpr Code expression_wrong_type{"expression.wrong_type"};
inline constexpr Code expression_not_a_value{"expression.not_a_value"};
inline constexpr Code expression_not_literal{"expression.not_literal"};
inline constexpr Code expression_whole_record{"expression.whole_record"};
inline constexpr Code expression_bad_pattern{"expression.bad_pattern"};

inline constexpr Code expression_no_such_key{"expression.no_such_key"};
inline constexpr Code expression_duplicate_key{"expression.duplicate_key"};
inline constexpr Code expression_overflow{"expression.overflow"};
inline constexpr Code expression_division_by_zero{"expression.division_by_zero"};
inline constexpr Code expression_out_of_range{"expression.out_of_range"};
inline constexpr Code expression_invalid_argument{"expression.invalid_argument"};
inline constexpr Code expression_unknown_zone{"expression.unknown_zone"};
inline constexpr Code expression_cost_exceeded{"expression.cost_exceeded"};

}  // namespace itr::expression
