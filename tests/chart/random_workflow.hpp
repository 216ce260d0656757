// Workflows of every shape the algorithm must cope with, drawn by rapidcheck.
#pragma once

#include <itr/model.hpp>
#include <string>
#include <vector>

namespace itr::test {

/// The events of random workflows.
[[nodiscard]] const std::vector<std::string>& random_events();

/// Up to about thirty states "s1" …: compound, parallel, final, history; transitions by exact event, prefix,
/// wildcard, done and error events, eventless ones; guards on the field `x` and on states; actions that raise
/// events and set `x`. Only within a rapidcheck property.
[[nodiscard]] model::Workflow random_workflow();

}  // namespace itr::test
