// Whether two tickets are one and the same, in memory as well as in what a snapshot tells.
#pragma once

#include <itr/ticket.hpp>
#include <tuple>

namespace itr::test {

/// All members: a new one has to be compared here too.
inline bool are_same(const Ticket& one, const Ticket& other) {
    const auto members = [](const Ticket& t) {
        const auto& [pack, flow, comments, effects, version, last_at, next_due, closed_at, configuration,
                     data, clocks, timers, ladders, remembered, links, owner, team, line, party, parent,
                     opened_at, its_tenant, id, number] = t;
        return std::tie(pack, flow, comments, effects, version, last_at, next_due, closed_at, configuration,
                        data, clocks, timers, ladders, remembered, links, owner, team, line, party, parent,
                        opened_at, its_tenant, id, number);
    };
    return members(one) == members(other);
}

}  // namespace itr::test
