// Conditions looked at in every step that a chart can make.
#pragma once

#include <itr/chart.hpp>

#include "structure/cases.hpp"
#include "structure/steps.hpp"

namespace itr::structure {

/// Whether `stop` surely holds in every step of the chart in which `start` may hold, and there is such a
/// step. Never wrong, often silent: also where there are too many steps to look at.
[[nodiscard]] bool implies_in_chart(const Term& start, const Term& stop, const chart::Chart& chart,
                                    const Steps& steps, Cases& cases);

/// Whether the condition surely holds in no step of the chart.
[[nodiscard]] bool never_holds_in_chart(const Term& condition, const chart::Chart& chart, const Steps& steps);

}  // namespace itr::structure
