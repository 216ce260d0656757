// Clock changes in words.
#pragma once

#include <itr/explain.hpp>

#include "insight/holders.hpp"
#include "insight/occasion.hpp"

namespace itr::insight {

/// What, rule and row of a change; `before`: the clock before it, null if it never ran.
[[nodiscard]] ClockChange describe(const Occasion& occasion, const clock::State* before);
/// Whether a pause goes on, with another end.
[[nodiscard]] bool is_put_off(const clock::State* before, const clock::Event& event);
/// "ann of team net, line L2"; "nobody".
[[nodiscard]] std::string holder_words(const Holder& holder);
[[nodiscard]] std::string sentence_of(const ClockChange& change);
/// `insight.unknown_clock`, with the names there are.
[[nodiscard]] Error unknown_clock_of(const std::vector<ClockStory>& stories, std::string_view wanted);

}  // namespace itr::insight
