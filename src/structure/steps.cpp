#include "structure/steps.hpp"

#include <algorithm>

#include "chart/index.hpp"

namespace itr::structure {

using chart::StateIndex;
using chart::Transition;
using model::StateKind;

namespace {

/// Beyond these the steps of a chart are not followed.
constexpr std::size_t max_states = 1000;

}  // namespace

Steps::Steps(const chart::Chart& chart, const RefusedElsewhere& events)
    : chart_(chart),
      events_(events),
      understood_(std::ranges::none_of(chart.transitions(), [](const Transition& transition) {
          return transition.event_unknown || transition.targets_unknown;
      })) {
    const auto& states = chart.states();
    const bool regions = std::ranges::any_of(
        states, [](const chart::State& state) { return state.kind == StateKind::parallel; });
    if (regions || !understood_ || states.size() > max_states) events_.clear();
    if (!events_.empty()) find_what_follows();
}

bool Steps::knows(chart::EventIndex event) const {
    return std::ranges::find(events_, event) != events_.end();
}

bool Steps::within(StateIndex state, StateIndex outer) const {
    return state >= outer && state < chart_.states()[outer].end;
}

bool Steps::takes(const Transition& transition, chart::EventIndex event) const {
    if (transition.eventless || transition.timer != chart::none) return false;
    if (transition.event != chart::none) return transition.event == event;
    const std::string& name = chart_.events()[event].name;
    return transition.prefix.empty() || name == transition.prefix ||
           name.starts_with(transition.prefix + ".");
}

/// The state below which a transition ends; none: it stays.
StateIndex Steps::landing(const Transition& transition) const {
    if (transition.targets.empty()) return chart::none;
    const StateIndex target = transition.targets.front();
    return chart::is_history(chart_.states()[target].kind) ? chart_.states()[target].parent : target;
}

/// Whatever is not refused elsewhere may come within the same step: what is eventless, raised, or told by the
/// engine.
void Steps::find_what_follows() {
    const auto& states = chart_.states();
    std::vector<const Transition*> inner;
    for (const chart::State& state : states)
        for (auto t = state.transitions.begin; t < state.transitions.end; ++t) {
            const Transition& transition = chart_.transitions()[t];
            const bool from_outside = transition.event != chart::none && knows(transition.event);
            const bool moves = !transition.targets.empty() && transition.timer == chart::none;
            if (!from_outside && moves) inner.push_back(&transition);
        }
    follows_.resize(states.size());
    for (StateIndex leaf = 0; leaf < states.size(); ++leaf) {
        if (!chart::is_leaf(states[leaf].kind)) continue;
        auto& reached = follows_[leaf];
        reached.resize(states.size());
        std::vector<StateIndex> pending{leaf};
        reached[leaf] = true;
        while (!pending.empty()) {
            const StateIndex at = pending.back();
            pending.pop_back();
            for (const Transition* transition : inner) {
                if (!within(at, transition->source)) continue;
                const StateIndex below = landing(*transition);
                for (StateIndex next = below; next < states[below].end; ++next)
                    if (chart::is_leaf(states[next].kind) && !reached[next]) {
                        reached[next] = true;
                        pending.push_back(next);
                    }
            }
        }
    }
}

bool Steps::may_be(const Situation& situation) const {
    if (!knows(situation.event)) return true;
    const auto& states = chart_.states();
    if (follows_[situation.after].empty()) return false;  // nobody rests in a history
    const auto leads_there = [&](StateIndex from) {
        return !follows_[from].empty() && follows_[from][situation.after];
    };
    for (const chart::State& state : states)
        for (auto t = state.transitions.begin; t < state.transitions.end; ++t) {
            const Transition& transition = chart_.transitions()[t];
            if (!takes(transition, situation.event)) continue;
            if (situation.before != chart::none && !within(situation.before, transition.source)) continue;
            StateIndex below = landing(transition);
            if (below == chart::none)
                below = situation.before == chart::none ? transition.source : situation.before;
            for (StateIndex landed = below; landed < states[below].end; ++landed)
                if (leads_there(landed)) return true;
        }
    return false;
}

}  // namespace itr::structure
