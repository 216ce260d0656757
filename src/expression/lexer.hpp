// Text to tokens.
#pragma once

#include <string_view>
#include <vector>

#include "expression/token.hpp"

namespace itr::expression {

/// The tokens of a source, the last of them `end`; or the first mistake. Linear in the length of the source.
[[nodiscard]] tl::expected<std::vector<Token>, Problem> tokenize(std::string_view source);

}  // namespace itr::expression
