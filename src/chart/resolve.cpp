// Transitions: their events, targets and domains.
#include <fmt/format.h>

#include <algorithm>

#include "base/spelling.hpp"
#include "chart/codes.hpp"
#include "chart/lowering.hpp"

namespace itr::chart {

using model::StateKind;

namespace {

constexpr int max_told = 5;  ///< of the states that a word could mean

}  // namespace

void Lowering::lower_handlers(StateIndex s) {
    const auto begin = static_cast<std::uint32_t>(chart_->transitions_.size());
    std::size_t timers = 0;
    for (const model::Handler& handler : models_[s]->handlers) {
        Descriptor descriptor;
        const bool eventless = handler.event.text.empty() && !handler.after;
        const auto timer = handler.after ? static_cast<std::uint16_t>(chart_->timers_.size()) : none;
        if (handler.after) {
            lower_timer(s, handler, ++timers, descriptor);
        } else if (!eventless) {
            descriptor = describe(handler.event);
        }
        for (const model::Transition& transition : handler.transitions) {
            const TransitionIndex t = add_transition(s, transition, descriptor, eventless);
            chart_->transitions_[t].timer = timer;
        }
    }
    chart_->states_[s].transitions = {begin, static_cast<std::uint32_t>(chart_->transitions_.size())};
}

void Lowering::lower_timer(StateIndex s, const model::Handler& handler, std::size_t number,
                           Descriptor& descriptor) {
    content_.check_delay(*handler.after, handler.at);
    if (s == 0) report(not_allowed, handler.at, "a workflow has no 'after' of its own, only its states have");
    descriptor.event = chart_->event(fmt::format("after.{}.{}", chart_->states_[s].id, number));
    const bool real = handler.after->kind == calendar::Target::Kind::real;
    chart_->timers_.push_back({s, *handler.after, descriptor.event, real ? std::string{} : calendar_of(s)});
}

std::string Lowering::calendar_of(StateIndex s) const {
    for (; s != none; s = chart_->states_[s].parent) {
        if (!chart_->states_[s].calendar.empty()) return chart_->states_[s].calendar;
    }
    return chart_->workflow_.calendar ? chart_->workflow_.calendar->text : std::string{};
}

TransitionIndex Lowering::add_transition(StateIndex source, const model::Transition& from,
                                         const Descriptor& descriptor, bool eventless) {
    Transition to;
    to.source = source;
    to.event = descriptor.event;
    to.event_unknown = descriptor.unknown;
    to.eventless = eventless;
    to.prefix = descriptor.prefix;
    to.any = descriptor.any;
    to.internal = from.internal;
    to.times = from.times;
    to.at = from.at;
    for (const model::Word& role : from.roles) to.roles.push_back(role.text);
    for (const model::Word& word : from.to) {
        const StateIndex target = resolve(word);
        if (target != none) to.targets.push_back(target);
        to.targets_unknown = to.targets_unknown || target == none;
    }
    if (!check_targets(to.targets, from.to)) to.targets_unknown = true;
    if (from.when) {
        to.guard = content_.compile(*from.when, scope_of(descriptor.event), boolean_type());
        to.guard_unknown = !to.guard;
    }
    to.actions = lower_actions(from.actions, descriptor.event);
    chart_->transitions_.push_back(std::move(to));
    return static_cast<TransitionIndex>(chart_->transitions_.size() - 1);
}

/// A state by its path or by a last part that is unique.
StateIndex Lowering::resolve(const model::Word& word) {
    if (const StateIndex exact = Chart::Index::find(index_.states, word.text); exact != none) return exact;
    const StateIndex* known = index_.last_parts.find(word.text);
    if (known != nullptr && *known != none) return *known;
    std::vector<std::string_view> names;
    if (known != nullptr) {
        std::string all;
        int told = 0;
        for (StateIndex s = 1; s < models_.size() && told < max_told; ++s) {
            if (models_[s]->name != word.text) continue;
            all += fmt::format("{}'{}'", all.empty() ? "" : ", ", chart_->states_[s].id);
            if (++told == max_told) all += " …";
        }
        report_unknown(ambiguous_state, word.at, fmt::format("'{}' could be any of {}", word.text, all),
                       "write the path");
        return none;
    }
    for (StateIndex s = 1; s < models_.size(); ++s) names.push_back(models_[s]->name);
    std::string hint = spelling::did_you_mean(word.text, names);
    if (hint.empty()) {
        names.clear();
        for (StateIndex s = 1; s < models_.size(); ++s) names.push_back(chart_->states_[s].id);
        hint = spelling::did_you_mean(word.text, names);
    }
    report_unknown(unknown_state, word.at, fmt::format("there is no state '{}'", word.text), std::move(hint));
    return none;
}

/// Several targets must be able to be active together: each pair in different regions of a parallel state.
bool Lowering::check_targets(const std::vector<StateIndex>& targets, const std::vector<model::Word>& words) {
    const auto& states = chart_->states_;
    const auto covers = [&](StateIndex outer, StateIndex s) { return s >= outer && s < states[outer].end; };
    for (std::size_t i = 0; i < targets.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            StateIndex common = targets[i];
            while (!covers(common, targets[j])) common = states[common].parent;
            const auto stands_for_common = [&](StateIndex t) {
                return is_history(states[t].kind) && states[t].parent == common;
            };
            const bool nested = common == targets[i] || covers(targets[j], targets[i]);
            if (!nested && states[common].kind == StateKind::parallel && !stands_for_common(targets[i]) &&
                !stands_for_common(targets[j])) {
                continue;
            }
            report_unknown(conflicting_targets, words.empty() ? Location{} : words.front().at,
                           fmt::format("'{}' and '{}' cannot be active together: they are not in different "
                                       "regions of a parallel state",
                                       states[targets[j]].id, states[targets[i]].id));
            return false;
        }
    }
    return true;
}

// ---- initial states and defaults of history

/// An initial state is named among its siblings: there a name means the sibling, whatever else is called so.
void Lowering::prefer_children(StateIndex s, std::vector<model::Word>& words) const {
    const std::string& id = chart_->states_[s].id;
    for (model::Word& word : words) {
        std::string child = id.empty() ? word.text : fmt::format("{}.{}", id, word.text);
        if (Chart::Index::find(index_.states, child) != none) word.text = std::move(child);
    }
}

void Lowering::lower_initial(StateIndex s) {
    State& state = chart_->states_[s];
    if (is_history(state.kind)) return lower_history(s);
    if (state.kind != StateKind::compound || state.children.empty()) return;
    model::Transition initial;
    if (models_[s]->initial) {
        initial = *models_[s]->initial;
    } else {
        initial.to = {{chart_->states_[state.children.front()].id, models_[s]->at}};
        initial.at = models_[s]->at;
    }
    prefer_children(s, initial.to);
    state.initial = add_transition(s, initial, {}, true);
    Transition& lowered = chart_->transitions_[state.initial];
    if (initial.to.empty()) {
        report(bad_initial, initial.at,
               fmt::format("expected the initial state of '{}' to be named", state.id));
    }
    for (const StateIndex target : lowered.targets) {
        if (target > s && target < state.end) continue;
        lowered.targets_unknown = true;
        report_unknown(bad_initial, initial.at,
                       fmt::format("expected the initial state to lie within '{}', but '{}' does not",
                                   state.id, chart_->states_[target].id));
    }
    if (lowered.guard) report(bad_initial, initial.at, "an initial state has no condition");
}

void Lowering::lower_history(StateIndex s) {
    State& state = chart_->states_[s];
    if (!models_[s]->initial || models_[s]->initial->to.empty()) {
        report(bad_history, models_[s]->at,
               fmt::format("expected '{}' to name its default: where to go when there is nothing to remember",
                           state.id),
               "add 'initial: STATE'");
        return;
    }
    const model::Transition& from = *models_[s]->initial;
    model::Transition initial = from;
    prefer_children(state.parent, initial.to);
    state.initial = add_transition(s, initial, {}, true);
    const State& parent = chart_->states_[state.parent];
    Transition& lowered = chart_->transitions_[state.initial];
    for (const StateIndex target : lowered.targets) {
        const bool inside = target > state.parent && target < parent.end;
        if (inside && !is_history(chart_->states_[target].kind)) continue;
        lowered.targets_unknown = true;
        report_unknown(bad_history, from.at,
                       fmt::format("expected the default of '{}' to lie within '{}', but '{}' does not",
                                   state.id, parent.id, chart_->states_[target].id));
    }
    if (from.when) report(bad_history, from.at, "the default of a history state has no condition");
}

// ---- domains

void Lowering::compute_domains() {
    for (Transition& t : chart_->transitions_) {
        t.domain = transition_domain(index_, t.source, t.internal, t.targets);
        t.dynamic_domain = std::any_of(t.targets.begin(), t.targets.end(), [&](StateIndex target) {
            return is_history(index_.nodes[target].kind) &&
                   is_within(index_, t.source, index_.nodes[target].parent);
        });
    }
    // The initial transition of a state is taken within it.
    for (StateIndex s = 0; s < models_.size(); ++s) {
        const TransitionIndex initial = chart_->states_[s].initial;
        if (initial == none) continue;
        chart_->transitions_[initial].domain = is_history(index_.nodes[s].kind) ? index_.nodes[s].parent : s;
        chart_->transitions_[initial].dynamic_domain = false;
    }
}

}  // namespace itr::chart
