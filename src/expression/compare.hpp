// Equality, order and lookup as CEL has them.
#pragma once

#include <compare>

#include "expression/run.hpp"

namespace itr::expression {

/// Equality that pays for each element it looks at; nothing if the budget ended.
[[nodiscard]] std::optional<bool> equal_within(Run& run, const Value& a, const Value& b);

/// Numbers in order across kinds (an integer beside a double is taken as a double); NaN is unordered.
/// Precondition: both are numbers.
[[nodiscard]] std::partial_ordering order_numbers(const Value& a, const Value& b) noexcept;

/// The order of two values of one ordered kind, or of two numbers; nothing for any others.
[[nodiscard]] std::optional<std::partial_ordering> order(const Value& a, const Value& b) noexcept;

/// The ends of the 64-bit integers as doubles, which hold no greatest integer but the power behind it.
inline constexpr double two_to_63 = 9223372036854775808.0;
inline constexpr double two_to_64 = 18446744073709551616.0;

[[nodiscard]] inline bool is_number(const Value& v) noexcept {
    return v.is(Kind::integer) || v.is(Kind::unsigned_integer) || v.is(Kind::floating);
}

/// What a map holds under a key of any kind; a double that is a whole number is the key of that integer.
[[nodiscard]] const Value* look_up(const Value& map, const Value& key) noexcept;

/// The whole number that an int, uint or double is, as the integer kind that can hold it.
[[nodiscard]] std::optional<Value> whole_number(const Value& number) noexcept;

}  // namespace itr::expression
