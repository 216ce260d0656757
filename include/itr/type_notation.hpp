// Types of expressions as texts, for whoever takes declarations from outside: the C API, tools, tests.
#pragma once

#include <itr/export.hpp>
#include <itr/expression.hpp>
#include <itr/result.hpp>
#include <itr/value.hpp>
#include <string_view>

namespace itr::expression {

/// Reads a type in CEL's notation: "int", "list(string)", "map(string, dyn)"; int64 and uint64 are int and
/// uint, and timestamp and duration may stand without "google.protobuf.". Fails with `expression.syntax`.
[[nodiscard]] ITR_API Result<Type> parse_type(std::string_view notation);

/// Whether a value is of a type, so that a Frame may hold it in a slot of that type. Linear in the value.
[[nodiscard]] ITR_API bool is_of(const Value& value, const Type& type);

}  // namespace itr::expression
