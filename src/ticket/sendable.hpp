// What a person may do next.
#pragma once

#include <itr/pack.hpp>
#include <string>
#include <vector>

namespace itr::ticket {

/// Whether one with these rights may send a declared event, wherever the ticket is.
[[nodiscard]] inline bool may_send(const Flow& flow, chart::EventIndex event, const Rights& rights) {
    return rights.system || flow.anyone_may_send[event] || (flow.may_send[event] & rights.roles) != 0;
}

/// Declared events that some active state waits for and one with these rights may send; guards are not
/// asked.
[[nodiscard]] std::vector<std::string> sendable_events(const Flow& flow,
                                                       const chart::Configuration& configuration,
                                                       const Rights& rights);

}  // namespace itr::ticket
