#include "chart/scxml_oracle.hpp"

#include <algorithm>
#include <stdexcept>

namespace itr::test::oracle {

using model::StateKind;

namespace {

[[nodiscard]] bool is_history_state(const Node* s) {
    return s->model->kind == StateKind::shallow_history || s->model->kind == StateKind::deep_history;
}
[[nodiscard]] bool is_atomic_state(const Node* s) {
    return s->model->kind == StateKind::atomic || s->model->kind == StateKind::final;
}
[[nodiscard]] bool is_compound_state(const Node* s) { return s->model->kind == StateKind::compound; }
[[nodiscard]] bool is_parallel_state(const Node* s) { return s->model->kind == StateKind::parallel; }
[[nodiscard]] bool is_final_state(const Node* s) { return s->model->kind == StateKind::final; }
[[nodiscard]] bool is_scxml_element(const Node* s) { return s->parent == nullptr; }

[[nodiscard]] bool name_match(const std::string& descriptor, const std::string& name) {
    if (descriptor == "*" || descriptor == name) return true;
    if (!descriptor.ends_with(".*")) return false;
    const std::string prefix = descriptor.substr(0, descriptor.size() - 2);
    return name == prefix || name.starts_with(prefix + ".");
}

[[nodiscard]] std::vector<Node*> sorted(std::vector<Node*> states, bool entry_order) {
    std::sort(states.begin(), states.end(), [&](const Node* a, const Node* b) {
        return entry_order ? a->order < b->order : a->order > b->order;
    });
    return states;
}

constexpr int max_rounds = 1000;

}  // namespace

// ---- the document

Interpreter::Interpreter(const model::Workflow& workflow, Callbacks callbacks)
    : callbacks_(std::move(callbacks)) {
    root_.model = &workflow.root;
    build(root_);
    for (Node* node : all_) build_transitions(*node);
}

void Interpreter::build(Node& node) {
    node.order = all_.size();
    all_.push_back(&node);
    for (const model::State& child : node.model->states) {
        auto made = std::make_unique<Node>();
        made->model = &child;
        made->parent = &node;
        made->id = node.id.empty() ? child.name : node.id + "." + child.name;
        node.children.push_back(std::move(made));
        build(*node.children.back());
    }
}

void Interpreter::build_transitions(Node& node) {
    for (const model::Handler& handler : node.model->handlers) {
        for (const model::Transition& transition : handler.transitions) {
            by_source_[&node].push_back(make_transition(node, transition, handler.event.text));
        }
    }
    if (node.model->initial) {
        initial_[&node] = make_transition(node, *node.model->initial, "");
    } else if (is_compound_state(&node)) {
        auto first = std::make_unique<model::Transition>();
        first->to.push_back({child_states(&node).front()->id, {}});
        initial_[&node] = make_transition(node, *first, "");
        made_up_.push_back(std::move(first));
    }
}

Transition* Interpreter::make_transition(Node& source, const model::Transition& from, std::string event) {
    auto made = std::make_unique<Transition>();
    made->model = &from;
    made->source = &source;
    made->event = std::move(event);
    const std::string done = "done.state.";
    if (made->event.starts_with(done)) made->event = done + find(made->event.substr(done.size()))->id;
    for (const model::Word& word : from.to) made->targets.push_back(find(word.text));
    transitions_.push_back(std::move(made));
    return transitions_.back().get();
}

Node* Interpreter::find(const std::string& reference) const {
    for (Node* node : all_) {
        if (!node->id.empty() && (node->id == reference || node->model->name == reference)) return node;
    }
    throw std::logic_error("no state " + reference);
}

bool Interpreter::in(const std::string& name) const { return configuration_.contains(find(name)); }

std::vector<std::string> Interpreter::atomic_states() const {
    std::vector<std::string> ids;
    for (const Node* node : all_) {
        if (is_atomic_state(node) && configuration_.contains(const_cast<Node*>(node)))
            ids.push_back(node->id);
    }
    return ids;
}

// ---- interpret, mainEventLoop

void Interpreter::start() {
    enter_states({initial_.at(&root_)});
    run_to_rest();
}

void Interpreter::process(const std::string& event) {
    const Set enabled = select_transitions(event);
    if (!enabled.is_empty()) microstep(enabled);
    run_to_rest();
}

void Interpreter::run_to_rest() {
    int rounds = 0;
    bool macrostep_done = false;
    while (running_ && !macrostep_done) {
        Set enabled = select_eventless_transitions();
        if (enabled.is_empty()) {
            if (internal_queue_.empty()) {
                macrostep_done = true;
                break;
            }
            const std::string event = internal_queue_.front();
            internal_queue_.pop_front();
            enabled = select_transitions(event);
        }
        // The one thing the recommendation does not have: an end to what goes on for ever.
        if (++rounds > max_rounds) {
            endless_ = true;
            return;
        }
        if (!enabled.is_empty()) microstep(enabled);
    }
    if (!running_) internal_queue_.clear();
}

// ---- selection

Interpreter::Set Interpreter::select_eventless_transitions() {
    return select([](const Transition& t) { return t.event.empty(); });
}

Interpreter::Set Interpreter::select_transitions(const std::string& event) {
    return select([&](const Transition& t) { return !t.event.empty() && name_match(t.event, event); });
}

Interpreter::Set Interpreter::select(const std::function<bool(const Transition&)>& fits) {
    Set enabled;
    for (Node* state : all_) {
        if (!is_atomic_state(state) || !configuration_.contains(state)) continue;
        std::vector<Node*> chain{state};
        for (Node* s : proper_ancestors(state, nullptr)) chain.push_back(s);
        bool found = false;
        for (Node* s : chain) {
            for (Transition* t : by_source_[s]) {
                if (!fits(*t) || (t->model->when && !callbacks_.holds(t->model->when->text))) continue;
                enabled.add(t);
                found = true;
                break;
            }
            if (found) break;
        }
    }
    return remove_conflicting_transitions(enabled);
}

Interpreter::Set Interpreter::remove_conflicting_transitions(const Set& enabled) {
    Set filtered;
    for (Transition* t1 : enabled.to_list()) {
        bool preempted = false;
        Set to_remove;
        for (Transition* t2 : filtered.to_list()) {
            const States exit1 = compute_exit_set({t1});
            const States exit2 = compute_exit_set({t2});
            const bool intersect = std::any_of(exit1.to_list().begin(), exit1.to_list().end(),
                                               [&](Node* s) { return exit2.is_member(s); });
            if (!intersect) continue;
            if (is_descendant(t1->source, t2->source)) {
                to_remove.add(t2);
            } else {
                preempted = true;
                break;
            }
        }
        if (preempted) continue;
        for (Transition* t3 : to_remove.to_list()) filtered.remove(t3);
        filtered.add(t1);
    }
    return filtered;
}

// ---- the microstep

void Interpreter::microstep(const Set& enabled) {
    exit_states(enabled);
    for (Transition* t : enabled.to_list()) execute_content(t->model->actions);
    enter_states(enabled.to_list());
}

void Interpreter::exit_states(const Set& enabled) {
    const States exit = compute_exit_set(enabled.to_list());
    const std::vector<Node*> order = sorted(exit.to_list(), false);
    for (Node* s : order) {
        for (const auto& child : s->children) {
            Node* h = child.get();
            if (!is_history_state(h)) continue;
            std::vector<Node*> value;
            for (Node* s0 : all_) {
                if (!configuration_.contains(s0)) continue;
                const bool kept = h->model->kind == StateKind::deep_history
                                      ? is_atomic_state(s0) && is_descendant(s0, s)
                                      : s0->parent == s;
                if (kept) value.push_back(s0);
            }
            history_value_[h] = value;
        }
    }
    for (Node* s : order) {
        callbacks_.log("exit " + s->id);
        execute_content(s->model->exit);
        configuration_.erase(s);
    }
}

Interpreter::States Interpreter::compute_exit_set(const std::vector<Transition*>& transitions) {
    States exit;
    for (Transition* t : transitions) {
        if (t->targets.empty()) continue;
        Node* domain = transition_domain(t);
        for (Node* s : all_) {
            if (configuration_.contains(s) && is_descendant(s, domain)) exit.add(s);
        }
    }
    return exit;
}

void Interpreter::execute_content(const std::vector<model::Action>& actions) {
    for (const model::Action& action : actions) callbacks_.execute(action);
}

void Interpreter::enter_states(const std::vector<Transition*>& transitions) {
    States to_enter;
    States default_entry;
    std::map<Node*, Transition*> default_history;
    compute_entry_set(transitions, to_enter, default_entry, default_history);
    for (Node* s : sorted(to_enter.to_list(), true)) {
        configuration_.insert(s);
        execute_content(s->model->entry);
        callbacks_.log("enter " + s->id);
        if (default_entry.is_member(s)) execute_content(initial_.at(s)->model->actions);
        if (default_history.contains(s)) execute_content(default_history.at(s)->model->actions);
        if (!is_final_state(s)) continue;
        if (is_scxml_element(s->parent)) {
            running_ = false;
            continue;
        }
        Node* parent = s->parent;
        Node* grandparent = parent->parent;
        internal_queue_.push_back("done.state." + parent->id);
        if (!is_parallel_state(grandparent)) continue;
        const std::vector<Node*> regions = child_states(grandparent);
        if (std::all_of(regions.begin(), regions.end(), [&](Node* r) { return is_in_final_state(r); })) {
            internal_queue_.push_back("done.state." + grandparent->id);
        }
    }
}

void Interpreter::compute_entry_set(const std::vector<Transition*>& transitions, States& to_enter,
                                    States& default_entry, std::map<Node*, Transition*>& default_history) {
    for (Transition* t : transitions) {
        for (Node* s : t->targets) add_descendant_states(s, to_enter, default_entry, default_history);
        if (t->targets.empty()) continue;
        Node* ancestor = transition_domain(t);
        for (Node* s : effective_target_states(t).to_list()) {
            add_ancestor_states(s, ancestor, to_enter, default_entry, default_history);
        }
    }
}

void Interpreter::add_descendant_states(Node* state, States& to_enter, States& default_entry,
                                        std::map<Node*, Transition*>& default_history) {
    if (is_history_state(state)) {
        std::vector<Node*> states;
        if (history_value_.contains(state)) {
            states = history_value_.at(state);
        } else {
            default_history[state->parent] = initial_.at(state);
            states = initial_.at(state)->targets;
        }
        for (Node* s : states) add_descendant_states(s, to_enter, default_entry, default_history);
        for (Node* s : states)
            add_ancestor_states(s, state->parent, to_enter, default_entry, default_history);
        return;
    }
    to_enter.add(state);
    if (is_compound_state(state)) {
        default_entry.add(state);
        const std::vector<Node*>& states = initial_.at(state)->targets;
        for (Node* s : states) add_descendant_states(s, to_enter, default_entry, default_history);
        for (Node* s : states) add_ancestor_states(s, state, to_enter, default_entry, default_history);
    } else if (is_parallel_state(state)) {
        for (Node* child : child_states(state)) {
            const auto list = to_enter.to_list();
            if (std::none_of(list.begin(), list.end(), [&](Node* s) { return is_descendant(s, child); })) {
                add_descendant_states(child, to_enter, default_entry, default_history);
            }
        }
    }
}

void Interpreter::add_ancestor_states(Node* state, Node* ancestor, States& to_enter, States& default_entry,
                                      std::map<Node*, Transition*>& default_history) {
    for (Node* anc : proper_ancestors(state, ancestor)) {
        to_enter.add(anc);
        if (!is_parallel_state(anc)) continue;
        for (Node* child : child_states(anc)) {
            const auto list = to_enter.to_list();
            if (std::none_of(list.begin(), list.end(), [&](Node* s) { return is_descendant(s, child); })) {
                add_descendant_states(child, to_enter, default_entry, default_history);
            }
        }
    }
}

bool Interpreter::is_in_final_state(Node* state) const {
    const std::vector<Node*> children = child_states(state);
    if (is_compound_state(state)) {
        return std::any_of(children.begin(), children.end(),
                           [&](Node* s) { return is_final_state(s) && configuration_.contains(s); });
    }
    if (is_parallel_state(state)) {
        return std::all_of(children.begin(), children.end(), [&](Node* s) { return is_in_final_state(s); });
    }
    return false;
}

// ---- relations between states

Node* Interpreter::transition_domain(Transition* t) {
    const std::vector<Node*> targets = effective_target_states(t).to_list();
    if (targets.empty()) return nullptr;
    const bool all_inside =
        std::all_of(targets.begin(), targets.end(), [&](Node* s) { return is_descendant(s, t->source); });
    if (t->model->internal && is_compound_state(t->source) && all_inside) return t->source;
    std::vector<Node*> states{t->source};
    states.insert(states.end(), targets.begin(), targets.end());
    return find_lcca(states);
}

Node* Interpreter::find_lcca(const std::vector<Node*>& states) const {
    for (Node* anc : proper_ancestors(states.front(), nullptr)) {
        if (!is_compound_state(anc) && !is_scxml_element(anc)) continue;
        if (std::all_of(states.begin() + 1, states.end(), [&](Node* s) { return is_descendant(s, anc); }))
            return anc;
    }
    return const_cast<Node*>(&root_);
}

Interpreter::States Interpreter::effective_target_states(Transition* t) {
    States targets;
    for (Node* s : t->targets) {
        if (!is_history_state(s)) {
            targets.add(s);
        } else if (history_value_.contains(s)) {
            for (Node* each : history_value_.at(s)) targets.add(each);
        } else {
            for (Node* each : effective_target_states(initial_.at(s)).to_list()) targets.add(each);
        }
    }
    return targets;
}

std::vector<Node*> Interpreter::proper_ancestors(Node* one, Node* two) {
    std::vector<Node*> ancestors;
    for (Node* s = one->parent; s != nullptr && s != two; s = s->parent) ancestors.push_back(s);
    return ancestors;
}

bool Interpreter::is_descendant(Node* one, Node* two) {
    for (Node* s = one->parent; s != nullptr; s = s->parent) {
        if (s == two) return true;
    }
    return false;
}

std::vector<Node*> Interpreter::child_states(Node* state) {
    std::vector<Node*> children;
    for (const auto& child : state->children) {
        if (!is_history_state(child.get())) children.push_back(child.get());
    }
    return children;
}

}  // namespace itr::test::oracle
