// What the algorithm reads: the chart once more, dense, without names.
#pragma once

#include <itr/chart.hpp>
#include <string_view>

#include "chart/names.hpp"

namespace itr::chart {

/// 32 bytes a state: two to a cache line.
struct Node {
    StateIndex parent = none;
    StateIndex end = none;
    model::StateKind kind = model::StateKind::atomic;
    bool has_history = false;
    StateIndex handler = none;  ///< itself or the nearest ancestor that handles any event
    StateIndex always = none;   ///< itself or the nearest ancestor with an eventless transition
    TransitionIndex initial = none;
    EventIndex done = none;
    Range handled;    ///< in Index::handled
    Range eventless;  ///< in Index::candidates
};

/// Transitions of one state for one event.
struct Handled {
    EventIndex event = none;
    std::uint16_t count = 0;
    std::uint32_t begin = 0;  ///< in Index::candidates
};

struct Chart::Index {
    std::vector<Node> nodes;
    std::vector<Handled> handled;             ///< per state ascending by event
    std::vector<TransitionIndex> candidates;  ///< wildcards expanded
    StateSet leaves;                          ///< atomic and final states
    bool has_eventless = false;
    /// By transition: the target, where a leaf leads to a leaf of the same compound parent, and so nothing
    /// but the one is left and the other entered; none for all others.
    std::vector<StateIndex> beside;
    std::vector<std::vector<StateIndex>> tagged;
    TransitionIndex initial = none;  ///< the root's

    Names events, fields, tags, states;
    Names last_parts;  ///< last part of a state's id → the state, or none where several end so

    [[nodiscard]] std::span<const TransitionIndex> find(const Node& node, EventIndex event) const noexcept;
    [[nodiscard]] static std::uint16_t find(const Names& names, std::string_view name) noexcept;
};

[[nodiscard]] inline bool is_leaf(model::StateKind kind) noexcept {
    return kind == model::StateKind::atomic || kind == model::StateKind::final;
}
[[nodiscard]] inline bool is_history(model::StateKind kind) noexcept {
    return kind == model::StateKind::shallow_history || kind == model::StateKind::deep_history;
}
/// Whether a ticket that enters it has ended.
[[nodiscard]] inline bool ends_ticket(const State& state) noexcept {
    return state.kind == model::StateKind::final && state.parent == 0;
}
/// Whether `inner` lies properly within `outer`.
[[nodiscard]] inline bool is_within(const Chart::Index& index, StateIndex inner, StateIndex outer) noexcept {
    return inner > outer && inner < index.nodes[outer].end;
}

/// The least common compound ancestor of `source` and `targets` (Appendix D, findLCCA), or `source` itself
/// for an internal transition of a compound state to targets within it. The root counts as compound.
[[nodiscard]] StateIndex transition_domain(const Chart::Index& index, StateIndex source, bool internal,
                                           std::span<const StateIndex> targets) noexcept;

}  // namespace itr::chart
