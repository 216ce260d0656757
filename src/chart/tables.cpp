// Fills what the algorithm reads.
#include <fmt/format.h>

#include <algorithm>

#include "chart/codes.hpp"
#include "chart/lowering.hpp"

namespace itr::chart {
namespace {

[[nodiscard]] bool matches(const Transition& t, EventIndex event, std::string_view name) {
    if (t.event != none) return t.event == event;
    if (!t.any) return false;
    if (t.prefix.empty()) return true;
    return name.starts_with(t.prefix) && (name.size() == t.prefix.size() || name[t.prefix.size()] == '.');
}

}  // namespace

void Lowering::fill_nodes() {
    index_.leaves.reset(models_.size());
    for (StateIndex s = 0; s < models_.size(); ++s) {
        const State& state = chart_->states_[s];
        Node& node = index_.nodes.emplace_back();
        node.parent = state.parent;
        node.end = state.end;
        node.kind = state.kind;
        node.has_history = !state.histories.empty();
        node.initial = state.initial;
        node.done = state.done;
        if (is_leaf(state.kind)) index_.leaves.insert(s);
    }
    index_.initial = chart_->states_[0].initial;
}

void Lowering::fill_beside() {
    index_.beside.reserve(chart_->transitions_.size());
    for (const Transition& t : chart_->transitions_) {
        const auto is_leaf_of = [&](StateIndex s, StateIndex parent) {
            return is_leaf(index_.nodes[s].kind) && index_.nodes[s].parent == parent;
        };
        const StateIndex parent = index_.nodes[t.source].parent;
        const bool beside = parent != none && index_.nodes[parent].kind == model::StateKind::compound &&
                            t.targets.size() == 1 && is_leaf_of(t.source, parent) &&
                            is_leaf_of(t.targets.front(), parent);
        index_.beside.push_back(beside ? t.targets.front() : none);
    }
}

/// Per state: its eventless transitions, then for each event that it handles those that match.
void Lowering::fill_candidates() {
    const auto transitions = std::span(chart_->transitions_);
    auto& candidates = index_.candidates;
    for (StateIndex s = 0; s < models_.size(); ++s) {
        Node& node = index_.nodes[s];
        const Range own = chart_->states_[s].transitions;
        std::vector<std::pair<EventIndex, TransitionIndex>> pairs;
        node.eventless.begin = static_cast<std::uint32_t>(candidates.size());
        for (std::uint32_t i = own.begin; i < own.end; ++i) {
            const auto t = static_cast<TransitionIndex>(i);
            if (transitions[t].eventless) candidates.push_back(t);
            if (transitions[t].event != none) pairs.emplace_back(transitions[t].event, t);
            // Before a wildcard is expanded, so that a hostile workflow cannot ask for more than one such
            // list too many.
            if (candidates.size() + pairs.size() > max_candidates) break;
            if (!transitions[t].any) continue;
            for (EventIndex e = 0; e < chart_->events_.size(); ++e) {
                if (matches(transitions[t], e, chart_->events_[e].name)) pairs.emplace_back(e, t);
            }
        }
        node.eventless.end = static_cast<std::uint32_t>(candidates.size());
        if (candidates.size() + pairs.size() > max_candidates) {
            report(limit_exceeded, models_[s]->at,
                   fmt::format("expected at most {} pairs of a state and an event it handles in a workflow",
                               max_candidates));
            return;
        }
        std::sort(pairs.begin(), pairs.end());
        node.handled.begin = static_cast<std::uint32_t>(index_.handled.size());
        for (const auto& [event, t] : pairs) {
            const bool same =
                index_.handled.size() > node.handled.begin && index_.handled.back().event == event;
            if (!same) index_.handled.push_back({event, 0, static_cast<std::uint32_t>(candidates.size())});
            ++index_.handled.back().count;
            candidates.push_back(t);
        }
        node.handled.end = static_cast<std::uint32_t>(index_.handled.size());
        node.handler = !node.handled.empty() ? s
                       : node.parent == none ? none
                                             : index_.nodes[node.parent].handler;
        node.always = !node.eventless.empty() ? s
                      : node.parent == none   ? none
                                              : index_.nodes[node.parent].always;
        index_.has_eventless = index_.has_eventless || !node.eventless.empty();
    }
}

}  // namespace itr::chart
