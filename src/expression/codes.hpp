// Codes of the expression room: first what compilation reports, then what an evaluation can end with.
#pragma once

#include <itr/error.hpp>

namespace itr::expression {

inline constexpr Code expression_syntax{"expression.syntax"};      ///< the text is no expression
inline constexpr Code expression_too_long{"expression.too_long"};  ///< more than 16 KiB of source
inline constexpr Code expression_too_deep{"expression.too_deep"};  ///< more than 64 levels of nesting
inline constexpr Code expression_unknown_name{
    "expression.unknown_name"};  ///< no variable, record or type has this name here
inline constexpr Code expression_unknown_function{
    "expression.unknown_function"};  ///< no function has this name
inline constexpr Code expression_no_such_field{
    "expression.no_such_field"};  ///< the record, or the value, has no such field
inline constexpr Code expression_no_such_overload{
    "expression.no_such_overload"};  ///< an operator or function that is not defined for these types
inline constexpr Code expression_wrong_type{
    "expression.wrong_type"};  ///< a condition, key, range or result of another type than needed
inline constexpr Code expression_not_a_value{
    "expression.not_a_value"};  ///< a text that the enumeration compared with does not have
inline constexpr Code expression_not_literal{
    "expression.not_literal"};  ///< an argument that must be one text in quotes
inline constexpr Code expression_whole_record{
    "expression.whole_record"};  ///< a record where a value is needed
inline constexpr Code expression_bad_pattern{
    "expression.bad_pattern"};  ///< a regular expression that is malformed or too large

inline constexpr Code expression_no_such_key{"expression.no_such_key"};  ///< a map without the key asked for
inline constexpr Code expression_duplicate_key{
    "expression.duplicate_key"};                                   ///< a map literal that says one key twice
inline constexpr Code expression_overflow{"expression.overflow"};  ///< a result beyond the range of its type
inline constexpr Code expression_division_by_zero{
    "expression.division_by_zero"};  ///< an integer divided by zero, or its remainder
inline constexpr Code expression_out_of_range{
    "expression.out_of_range"};  ///< an index behind the end of a list, or a conversion that does not fit
inline constexpr Code expression_invalid_argument{
    "expression.invalid_argument"};  ///< a text that cannot be converted, or a malformed line of a batch
inline constexpr Code expression_unknown_zone{
    "expression.unknown_zone"};  ///< a time zone that the zone database does not know
inline constexpr Code expression_cost_exceeded{
    "expression.cost_exceeded"};  ///< an evaluation that takes more steps than its limit

}  // namespace itr::expression
