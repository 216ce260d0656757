// Promises and their slack in words: for the table of `validate --agreements` and the picture of `graph
// --slack`.
#pragma once

#include <itr/diagram.hpp>
#include <itr/pack.hpp>
#include <itr/structure.hpp>
#include <string>
#include <vector>

namespace itr::cli {

/// Of all workflows of the pack.
[[nodiscard]] std::vector<structure::Promise> promises_of(const Pack& pack);
/// "−35m", "+1h".
[[nodiscard]] std::string slack_text(Duration slack);
/// A table, a line for each path; those that are not kept say which steps are critical and what to cut.
void print_promises(const std::vector<structure::Promise>& promises);
/// What a picture of the workflow says of its steps: their promise, and the slack of the worst path through
/// them.
[[nodiscard]] std::vector<diagram::Note> notes_of(const Flow& flow,
                                                  const std::vector<structure::Promise>& promises);

}  // namespace itr::cli
