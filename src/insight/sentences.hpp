// Clock changes in words.
#pragma once

#include <itr/explain.hpp>

namespace itr::insight {

/// What, rule and row of a change; `before`: the clock before it, null if it never ran.
[[nodiscard]] ClockChange describe(const Flow& flow, const event::ClockChanged& changed,
                                   const clock::State* before, Instant at);
[[nodiscard]] std::string sentence_of(const ClockChange& change);
/// `insight.unknown_clock`, with the names there are.
[[nodiscard]] Error unknown_clock_of(const std::vector<ClockStory>& stories, std::string_view wanted);

}  // namespace itr::insight
