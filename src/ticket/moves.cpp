#include "ticket/moves.hpp"

#include <algorithm>

namespace itr::ticket {
namespace {

using chart::Configuration;
using chart::StateIndex;

/// The states that a history state of `parent` will bring back, given what is active now.
std::vector<StateIndex> remembered_by(const chart::Chart& chart, const Configuration& now, StateIndex parent,
                                      bool deep) {
    std::vector<StateIndex> kept;
    if (deep) {
        for (const StateIndex leaf : now.atomic)
            if (leaf > parent && leaf < chart.states()[parent].end) kept.push_back(leaf);
    } else {
        for (const StateIndex child : chart.states()[parent].children)
            if (chart::is_active(chart, now, child)) kept.push_back(child);
    }
    return kept;
}

void record_history(const chart::Chart& chart, Configuration& now, StateIndex left) {
    for (const StateIndex history : chart.states()[left].histories) {
        const bool deep = chart.states()[history].kind == model::StateKind::deep_history;
        auto kept = remembered_by(chart, now, left, deep);
        auto* const at = std::ranges::lower_bound(now.history, history, {},
                                                  &std::pair<StateIndex, std::vector<StateIndex>>::first);
        if (at != now.history.end() && at->first == history)
            at->second = std::move(kept);
        else
            now.history.insert(at, {history, std::move(kept)});
    }
}

}  // namespace

void move_among(const chart::Chart& chart, Configuration& now, const event::Moved& moved) {
    const auto states = chart.states();
    for (const StateIndex left : moved.exited)
        if (!states[left].histories.empty()) record_history(chart, now, left);
    for (const StateIndex left : moved.exited)
        if (chart::is_leaf(states[left].kind)) now.atomic.remove(left);
    for (const StateIndex entered : moved.entered)
        if (chart::is_leaf(states[entered].kind))
            now.atomic.insert(std::ranges::lower_bound(now.atomic, entered), entered);
}

}  // namespace itr::ticket
