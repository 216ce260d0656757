// Regular expressions with bounded cost (RE2: matching is linear in the text).
#pragma once

#include <memory>
#include <string_view>

#include "expression/run.hpp"

namespace re2 {
class RE2;
}

namespace itr::expression {

inline constexpr std::int64_t max_pattern_memory =
    1 << 20;                                       ///< bytes of one compiled pattern and its automaton
inline constexpr int max_pattern_program = 4'000;  ///< instructions of one compiled pattern

/// A compiled pattern: immutable, safe for concurrent use.
class Pattern {
  public:
    /// Fails with `expression.bad_pattern`.
    [[nodiscard]] static Result<Pattern> compile(std::string_view text);

    /// Whether the pattern is found anywhere in `text`; nothing if the budget ended.
    [[nodiscard]] std::optional<bool> found_in(Run& run, std::string_view text) const;

  private:
    explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}
    std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace itr::expression
