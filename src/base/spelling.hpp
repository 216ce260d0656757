// "Did you mean": the nearest of the words that would have been right.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace itr::spelling {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`; stops counting at
/// `limit`.
[[nodiscard]] std::size_t distance(std::string_view a, std::string_view b, std::size_t limit);

/// The candidate nearest to `word` if it is near enough to be a slip of the pen (a third of its length, at
/// least one), the first of equals; else "". Looks at no more than `max_candidates`.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "did you mean 'closed'?", or "".
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

inline constexpr std::size_t max_candidates = 2000;

}  // namespace itr::spelling
