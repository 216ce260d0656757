// What a move makes of the active states, and of what history states remember.
#pragma once

#include <itr/chart.hpp>
#include <itr/event.hpp>

#include "chart/index.hpp"

namespace itr::ticket {

/// Most moves lead from the only active state to one beside it: whether this one did.
[[nodiscard]] inline bool move_alone(const chart::Chart& chart, chart::Configuration& now,
                                     const event::Moved& moved) {
    const bool alone = now.atomic.size() == 1 && moved.exited.size() == 1 && moved.entered.size() == 1 &&
                       moved.exited.data()[0] == now.atomic.data()[0];
    if (!alone || !chart::is_leaf(chart.states()[moved.entered.data()[0]].kind)) return false;
    now.atomic.data()[0] = moved.entered.data()[0];
    return true;
}

/// Any other: within parallel regions, into a state with states within it, out of several at once.
void move_among(const chart::Chart& chart, chart::Configuration& now, const event::Moved& moved);

inline void move(const chart::Chart& chart, chart::Configuration& now, const event::Moved& moved) {
    if (!move_alone(chart, now, moved)) move_among(chart, now, moved);
}

}  // namespace itr::ticket
