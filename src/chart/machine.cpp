#include "chart/machine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "chart/bits.hpp"
#include "chart/codes.hpp"

namespace itr::chart {
namespace {

[[nodiscard]] bool contains(std::span<const TransitionIndex> list, TransitionIndex t) noexcept {
    return std::find(list.begin(), list.end(), t) != list.end();
}

}  // namespace

Machine::Machine(const Chart& chart, Configuration& configuration, Host& host, Trace& trace)
    : chart_(chart),
      index_(chart.index()),
      states_(chart.states()),
      transitions_(chart.transitions()),
      configuration_(configuration),
      host_(host),
      trace_(trace),
      scratch_(trace.scratch) {
    trace.clear();
    scratch_.active.reset(index_.nodes.size());
    // Each entry empties these two again; only another chart's trace may have them too small.
    if (scratch_.to_enter.words().size() != scratch_.active.words().size()) {
        scratch_.to_enter.reset(index_.nodes.size());
        scratch_.default_entry.reset(index_.nodes.size());
    }
    for (const StateIndex leaf : configuration.atomic) {
        for (StateIndex s = leaf; s != 0 && !scratch_.active.has(s); s = index_.nodes[s].parent)
            scratch_.active.insert(s);
    }
}

void Machine::finish() {
    if (!is_behind_) return;
    configuration_.atomic.clear();
    bits::for_each(scratch_.active, 0, states_.size(), [&](StateIndex s) {
        if (index_.leaves.has(s)) configuration_.atomic.push_back(s);
    });
}

void Machine::execute(Range actions) {
    if (actions.empty()) return;  // as most are
    for (const Action& action : chart_.actions(actions)) host_.execute(action);
}

// ---- the macrostep

Status Machine::settle() {
    bool look_for_eventless = index_.has_eventless;
    for (std::size_t rounds = 0; !configuration_.done;) {
        const bool is_eventless = look_for_eventless && select(none);
        const EventIndex event = is_eventless ? none : host_.next_internal();
        if (!is_eventless && event == none) break;
        // Untaken events count too: the guard of an error handler may itself raise error.execution for ever.
        if (++rounds > max_microsteps) return gone_astray(event);
        look_for_eventless = false;
        if (!is_eventless && !select(event)) continue;
        microstep(event);
        look_for_eventless = index_.has_eventless;
    }
    finish();
    return {};
}

Status Machine::gone_astray(EventIndex event) const {
    return fail(
        endless,
        fmt::format("expected the ticket to come to rest within {} steps, but workflow '{}' goes on with {}",
                    max_microsteps, chart_.workflow().name,
                    event == none ? std::string("eventless transitions")
                                  : fmt::format("the event '{}'", chart_.events()[event].name)));
}

void Machine::microstep(EventIndex event) {
    Microstep& step = trace_.add();
    step.event = event;
    if (scratch_.enabled.size() == 1)
        step.taken.swap(scratch_.enabled);  // what was there is empty
    else
        remove_conflicts(step.taken);
    const StateIndex beside = step.taken.size() == 1 ? index_.beside[step.taken.front()] : none;
    if (beside != none) return move_beside(step, beside);
    collect_exits(step);
    for (const StateIndex s : step.exited) exit(s);
    for (const TransitionIndex t : step.taken) execute(transitions_[t].actions);
    collect_entries(step);
    enter_states(step);
}

/// From a leaf to one of the same parent: what most transitions do. The other takes the place of the one
/// among the active states, for nothing else below their parent is active.
void Machine::move_beside(Microstep& step, StateIndex to) {
    const Transition& transition = transitions_[step.taken.front()];
    const StateIndex from = transition.source;
    step.exited.assign(from);
    exit(from);
    execute(transition.actions);
    step.entered.assign(to);
    enter(to);
    if (index_.nodes[to].kind == model::StateKind::final) finalize(to);
    if (!is_behind_) std::ranges::replace(configuration_.atomic, from, to);
}

// ---- select

Taken Machine::select_external(EventIndex event) {
    scratch_.enabled.clear();
    scratch_.refused.clear();
    bool any_candidate = false;
    bool any_permitted = false;
    const auto ask = [&](StateIndex leaf) {
        for (StateIndex s = index_.nodes[leaf].handler; s != none;) {
            for (const TransitionIndex t : index_.find(index_.nodes[s], event)) {
                any_candidate = true;
                const Transition& transition = transitions_[t];
                if (!transition.roles.empty() && !host_.permitted(transition)) continue;
                any_permitted = true;
                if (guard_holds(t)) return enable(t);
            }
            s = s == 0 ? none : index_.nodes[index_.nodes[s].parent].handler;
        }
    };
    for (const StateIndex leaf : configuration_.atomic) ask(leaf);
    if (!scratch_.enabled.empty()) return Taken::yes;
    if (!any_candidate) return Taken::no_transition;
    return any_permitted ? Taken::guards_refused : Taken::roles_refused;
}

bool Machine::select(EventIndex event) {
    scratch_.enabled.clear();
    scratch_.refused.clear();
    const auto above = [&](const Node& node) { return event == none ? node.always : node.handler; };
    bits::for_each(scratch_.active, 0, states_.size(), [&](StateIndex leaf) {
        if (!index_.leaves.has(leaf)) return;
        for (StateIndex s = above(index_.nodes[leaf]); s != none;) {
            for (const TransitionIndex t : chart_.candidates(s, event)) {
                if (guard_holds(t)) return enable(t);
            }
            s = s == 0 ? none : above(index_.nodes[index_.nodes[s].parent]);
        }
    });
    return !scratch_.enabled.empty();
}

bool Machine::guard_holds(TransitionIndex t) {
    const Transition& transition = transitions_[t];
    if (!transition.guard) return true;
    // Several leaves below one ancestor meet the same transition: its guard is asked once, so that an error
    // in it is raised once.
    if (contains(scratch_.enabled, t)) return true;
    if (contains(scratch_.refused, t)) return false;
    if (host_.holds(*transition.guard)) return true;
    scratch_.refused.push_back(t);
    return false;
}

void Machine::enable(TransitionIndex t) {
    if (scratch_.enabled.empty() || !contains(scratch_.enabled, t)) scratch_.enabled.push_back(t);
}

/// Innermost first, then document order: a transition gives way to an earlier one whose exit set it shares,
/// unless its source lies deeper. Appendix D, removeConflictingTransitions.
void Machine::remove_conflicts(std::vector<TransitionIndex>& taken) {
    for (const TransitionIndex candidate : scratch_.enabled) {
        const StateIndex source = transitions_[candidate].source;
        const bool preempted = std::any_of(taken.begin(), taken.end(), [&](TransitionIndex earlier) {
            return conflicts(candidate, earlier) && !is_within(index_, source, transitions_[earlier].source);
        });
        if (preempted) continue;
        std::erase_if(taken, [&](TransitionIndex earlier) { return conflicts(candidate, earlier); });
        taken.push_back(candidate);
    }
}

/// Exit sets are the active states below the domains, and a domain has active children: so two sets meet
/// exactly if one domain is the other or lies within it.
bool Machine::conflicts(TransitionIndex a, TransitionIndex b) {
    const StateIndex da = domain_of(a);
    const StateIndex db = domain_of(b);
    if (da == none || db == none) return false;
    return da == db || is_within(index_, da, db) || is_within(index_, db, da);
}

// ---- exit

void Machine::collect_exits(Microstep& step) {
    is_behind_ = true;
    for (const TransitionIndex t : step.taken) {
        const StateIndex domain = domain_of(t);
        if (domain == none) continue;
        bits::append_descending(scratch_.active, domain + std::size_t{1}, index_.nodes[domain].end,
                                step.exited);
    }
    if (step.taken.size() > 1) std::sort(step.exited.begin(), step.exited.end(), std::greater<>{});
    for (const StateIndex s : step.exited) {
        if (index_.nodes[s].has_history) remember(s);
    }
}

void Machine::exit(StateIndex s) {
    host_.exited(s);
    execute(states_[s].exit);
    scratch_.active.erase(s);
}

void Machine::remember(StateIndex leaving) {
    auto& all = configuration_.history;
    for (const StateIndex h : states_[leaving].histories) {
        auto* slot = std::lower_bound(all.begin(), all.end(), h,
                                      [](const auto& entry, StateIndex s) { return entry.first < s; });
        if (slot == all.end() || slot->first != h) slot = all.insert(slot, {h, {}});
        slot->second.clear();
        const bool deep = index_.nodes[h].kind == model::StateKind::deep_history;
        bits::for_each(scratch_.active, leaving + std::size_t{1}, index_.nodes[leaving].end,
                       [&](StateIndex s) {
                           if (deep ? index_.leaves.has(s) : index_.nodes[s].parent == leaving)
                               slot->second.push_back(s);
                       });
    }
}

// ---- enter

void Machine::enter_initial() {
    is_behind_ = true;
    Microstep& step = trace_.add();
    if (states_[0].kind == model::StateKind::parallel) {
        add_regions(0);
    } else {
        execute(transitions_[index_.initial].actions);
        compute_entry(index_.initial);
    }
    list_entries(step);
    enter_states(step);
}

void Machine::collect_entries(Microstep& step) {
    for (const TransitionIndex t : step.taken) compute_entry(t);
    list_entries(step);
}

void Machine::list_entries(Microstep& step) {
    bits::for_each(scratch_.to_enter, 0, states_.size(), [&](StateIndex s) { step.entered.push_back(s); });
    for (const StateIndex s : step.entered) scratch_.to_enter.erase(s);
}

void Machine::compute_entry(TransitionIndex t) {
    const Transition& transition = transitions_[t];
    for (const StateIndex target : transition.targets) add_descendants(target);
    const StateIndex domain = domain_of(t);
    if (domain == none) return;
    for (const StateIndex target : effective_targets(transition)) add_ancestors(target, domain);
}

void Machine::add_descendants(StateIndex s) {
    const Node& node = index_.nodes[s];
    if (is_history(node.kind)) return add_history(s);
    scratch_.to_enter.insert(s);
    if (node.kind == model::StateKind::parallel) return add_regions(s);
    if (node.kind != model::StateKind::compound) return;
    scratch_.default_entry.insert(s);
    const auto& targets = transitions_[node.initial].targets;
    for (const StateIndex target : targets) add_descendants(target);
    for (const StateIndex target : targets) add_ancestors(target, s);
}

void Machine::add_history(StateIndex history) {
    const Node& node = index_.nodes[history];
    const std::vector<StateIndex>* states = remembered(history);
    if (states == nullptr) {
        const std::pair content{node.parent, node.initial};
        auto& all = scratch_.default_history;
        if (std::find(all.begin(), all.end(), content) == all.end()) all.push_back(content);
        states = &transitions_[node.initial].targets;
    }
    for (const StateIndex s : *states) add_descendants(s);
    for (const StateIndex s : *states) add_ancestors(s, node.parent);
}

void Machine::add_ancestors(StateIndex s, StateIndex domain) {
    for (StateIndex up = index_.nodes[s].parent; up != domain && up != none; up = index_.nodes[up].parent) {
        scratch_.to_enter.insert(up);
        if (index_.nodes[up].kind == model::StateKind::parallel) add_regions(up);
    }
    // SCXML's root is never parallel; ours stands for a root with one parallel child.
    if (domain == 0 && index_.nodes[0].kind == model::StateKind::parallel) add_regions(0);
}

/// Enters those regions that nothing else enters.
void Machine::add_regions(StateIndex parallel) {
    for (const StateIndex child : states_[parallel].children) {
        if (!bits::any(scratch_.to_enter, child + std::size_t{1}, index_.nodes[child].end))
            add_descendants(child);
    }
}

void Machine::enter(StateIndex s) {
    scratch_.active.insert(s);
    execute(states_[s].entry);
    host_.entered(s);
}

void Machine::enter_states(const Microstep& step) {
    for (const StateIndex s : step.entered) {
        enter(s);
        if (scratch_.default_entry.has(s)) {
            scratch_.default_entry.erase(s);
            execute(transitions_[index_.nodes[s].initial].actions);
        }
        for (const auto& [parent, t] : scratch_.default_history) {
            if (parent == s) execute(transitions_[t].actions);
        }
        if (index_.nodes[s].kind == model::StateKind::final) finalize(s);
    }
    scratch_.default_history.clear();
}

void Machine::finalize(StateIndex final) {
    const StateIndex parent = index_.nodes[final].parent;
    if (parent == 0) {
        configuration_.done = true;
        return;
    }
    host_.done(index_.nodes[parent].done);
    const StateIndex grandparent = index_.nodes[parent].parent;
    if (index_.nodes[grandparent].kind != model::StateKind::parallel || !in_final(grandparent)) return;
    if (grandparent == 0) {
        configuration_.done = true;
    } else {
        host_.done(index_.nodes[grandparent].done);
    }
}

bool Machine::in_final(StateIndex s) const {
    const auto& children = states_[s].children;
    if (index_.nodes[s].kind == model::StateKind::parallel) {
        return std::all_of(children.begin(), children.end(),
                           [&](StateIndex child) { return in_final(child); });
    }
    return std::any_of(children.begin(), children.end(), [&](StateIndex child) {
        return index_.nodes[child].kind == model::StateKind::final && scratch_.active.has(child);
    });
}

// ---- shared by exit and entry

StateIndex Machine::domain_of(TransitionIndex t) {
    const Transition& transition = transitions_[t];
    if (!transition.dynamic_domain) return transition.domain;
    return transition_domain(index_, transition.source, transition.internal, effective_targets(transition));
}

/// The targets, histories replaced by what they remember. Valid until the next call.
std::span<const StateIndex> Machine::effective_targets(const Transition& transition) {
    const auto is_plain = [&](StateIndex target) { return !is_history(index_.nodes[target].kind); };
    if (std::all_of(transition.targets.begin(), transition.targets.end(), is_plain))
        return transition.targets;
    scratch_.effective.clear();
    for (const StateIndex target : transition.targets) {
        if (is_plain(target)) {
            scratch_.effective.push_back(target);
            continue;
        }
        const std::vector<StateIndex>* states = remembered(target);
        if (states == nullptr) states = &transitions_[index_.nodes[target].initial].targets;
        scratch_.effective.insert(scratch_.effective.end(), states->begin(), states->end());
    }
    return scratch_.effective;
}

const std::vector<StateIndex>* Machine::remembered(StateIndex history) const {
    const auto& all = configuration_.history;
    const auto* slot = std::lower_bound(all.begin(), all.end(), history,
                                        [](const auto& entry, StateIndex s) { return entry.first < s; });
    return slot == all.end() || slot->first != history ? nullptr : &slot->second;
}

}  // namespace itr::chart
