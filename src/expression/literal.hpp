// Literals of the language: numbers and quoted text.
#pragma once

#include <itr/result.hpp>
#include <itr/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "expression/token.hpp"

namespace itr::expression {

/// Decimal floating point, correctly rounded; a magnitude too small is zero, one too large is nothing.
[[nodiscard]] std::optional<double> read_double(std::string_view text);

/// What stands between the quotes, with escapes replaced. `inner_at` is its offset, for the problem's place.
struct Quoted {
    std::string_view inner;
    std::uint32_t inner_at = 0;
    bool raw = false;
    bool bytes = false;
};
[[nodiscard]] tl::expected<Value, Problem> read_quoted(const Quoted& quoted);

/// A part of a source as a message shows it: in quotes, control characters by their numbers.
[[nodiscard]] std::string as_shown(std::string_view part);

}  // namespace itr::expression
