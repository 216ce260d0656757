// Circles of eventless transitions that a ticket with certain values never leaves.
#pragma once

#include <vector>

#include "validation/report.hpp"

namespace itr::validation {

/// Gives vertices that lie on a common circle of a graph the same number. `followers`: by vertex.
[[nodiscard]] std::vector<int> number_circles(const std::vector<std::vector<chart::StateIndex>>& followers);

/// Tells of circles that every ticket goes round in that comes there, and of those that some ticket goes
/// round in: their guards let it pass and read nothing that changes on the way. Never wrong about what
/// happens once a ticket with these values is there; silent of regions that move beside each other, and where
/// the values are too many. `reachable`: by state.
void check_endless(const chart::Chart& chart, const std::vector<bool>& reachable, Report& report);

}  // namespace itr::validation
