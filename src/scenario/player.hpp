// Plays a script on a backend.
#pragma once

#include <itr/scenario.hpp>
#include <map>
#include <string>
#include <vector>

#include "scenario/script.hpp"

namespace itr::scenario {

/// The failures of the first step that fails; empty: all is as expected.
[[nodiscard]] std::vector<Failure> play(const Script& script, const Pack& pack, Backend& backend);

}  // namespace itr::scenario
