// Tokens to a syntax tree.
#pragma once

#include <string_view>

#include "expression/syntax.hpp"
#include "expression/token.hpp"

namespace itr::expression {

/// The tree of a source, or the first mistake: `expression.syntax`, `expression.too_long`,
/// `expression.too_deep`. Depth is limited while reading, so hostile nesting costs no stack. Linear in the
/// length of the source.
[[nodiscard]] tl::expected<SyntaxTree, Problem> parse(std::string_view source);

}  // namespace itr::expression
