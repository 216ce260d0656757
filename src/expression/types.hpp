// Questions about static types.
#pragma once

#include <itr/expression.hpp>
#include <itr/type_notation.hpp>
#include <string>
#include <string_view>

namespace itr::expression {

[[nodiscard]] Type type_of(Type::Of of);
[[nodiscard]] Type list_of(Type element);
[[nodiscard]] Type map_of(Type key, Type value);

/// What the elements of a list or the keys of a map are; dynamic where nothing is known.
[[nodiscard]] Type element_of(const Type& type);
/// What the values of a map are; dynamic where nothing is known.
[[nodiscard]] Type mapped_of(const Type& type);

/// "string", "list(int)", "map(string, dyn)"; objects by their name in `scope`.
[[nodiscard]] std::string to_string(const Type& type, const Scope& scope);

[[nodiscard]] bool is_number(const Type& type) noexcept;

/// Whether a value of type `actual` can be one of type `wanted`; dynamic parts are decided at run time.
[[nodiscard]] bool fits(const Type& wanted, const Type& actual);

/// Whether `==` between the two can ever be true, apart from both being null.
[[nodiscard]] bool comparable(const Type& a, const Type& b);

/// The narrowest type that holds values of both.
[[nodiscard]] Type joined(const Type& a, const Type& b);

}  // namespace itr::expression
