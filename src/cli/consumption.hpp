// Who consumed a clock, in words.
#pragma once

#include <itr/explain.hpp>
#include <string>

namespace itr::cli {

/// A table of each way to tell it: by line, team, owner, step and party.
void print_consumption(const insight::Consumption& consumption);
/// Of all clocks: who held the broken promises longest.
void print_blame(const insight::ConsumptionReport& report);

}  // namespace itr::cli
