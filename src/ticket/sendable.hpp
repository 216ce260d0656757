// What a person may do next.
#pragma once

#include <itr/pack.hpp>
#include <string>
#include <vector>

namespace itr::ticket {

/// Declared events that some active state waits for and one with these rights may send; guards are not
/// asked.
[[nodiscard]] std::vector<std::string> sendable_events(const Flow& flow,
                                                       const chart::Configuration& configuration,
                                                       const Rights& rights);

}  // namespace itr::ticket
