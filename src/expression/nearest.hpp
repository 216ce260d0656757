// "Did you mean": the known name that a mistyped one is closest to.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace itr::expression {

/// The candidate with the fewest edits (insert, delete, replace, swap of neighbours) from `name`, the first
/// of equals; empty if none is within a third of the length (at least one edit). Names longer than 64 bytes
/// match nothing.
[[nodiscard]] std::string_view nearest(std::string_view name, std::span<const std::string> candidates);

/// "did you mean 'X'?", or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

}  // namespace itr::expression
