// + - * / % and unary minus: overflow is an error, never a wrapped result.
#pragma once

#include "expression/run.hpp"
#include "expression/syntax.hpp"

namespace itr::expression {

/// a op b into `out`; false with the error noted in `run`. Precondition: op is add … modulo.
[[nodiscard]] bool calculate(Run& run, Operator op, const Value& a, const Value& b, Value& out);
[[nodiscard]] bool negate(Run& run, const Value& a, Value& out);

/// What the language calls the operator.
[[nodiscard]] std::string_view mark_of(Operator op) noexcept;

/// Timestamps are those of the years 1 to 9999; durations those whose nanoseconds fit 64 bits (292 years), as
/// in the reference implementation.
[[nodiscard]] bool in_range(Timestamp t) noexcept;
[[nodiscard]] bool in_range(TimeSpan d) noexcept;

}  // namespace itr::expression
