// The statechart algorithm a second time: W3C SCXML's Appendix D as it stands, with lists and sets of states
// by pointer, straight from the model. Slow, and independent of everything in src/chart.
// https://www.w3.org/TR/scxml/#AlgorithmforSCXMLInterpretation
#pragma once

#include <deque>
#include <functional>
#include <itr/model.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace itr::test::oracle {

struct Node {
    const model::State* model = nullptr;
    Node* parent = nullptr;
    std::string id;
    std::size_t order = 0;  ///< document order
    std::vector<std::unique_ptr<Node>> children;
};

struct Transition {
    const model::Transition* model = nullptr;
    Node* source = nullptr;
    std::string event;  ///< descriptor; empty: eventless
    std::vector<Node*> targets;
};

/// "OrderedSet" of the recommendation: keeps the order of insertion.
template <typename T>
class OrderedSet {
  public:
    void add(T item) {
        if (!is_member(item)) items_.push_back(item);
    }
    void remove(T item) { std::erase(items_, item); }
    [[nodiscard]] bool is_member(T item) const {
        for (const T& each : items_) {
            if (each == item) return true;
        }
        return false;
    }
    [[nodiscard]] bool is_empty() const { return items_.empty(); }
    [[nodiscard]] const std::vector<T>& to_list() const& { return items_; }
    [[nodiscard]] std::vector<T> to_list() && { return std::move(items_); }
    void clear() { items_.clear(); }

  private:
    std::vector<T> items_;
};

/// What the surroundings do with content; `active(name)` tells whether a state of that last name is active.
struct Callbacks {
    std::function<bool(const std::string& guard)> holds;
    std::function<void(const model::Action&)> execute;
    std::function<void(const std::string& line)> log;
};

class Interpreter {
  public:
    Interpreter(const model::Workflow& workflow, Callbacks callbacks);

    void start();
    /// mainEventLoop's body for one external event.
    void process(const std::string& event);
    void raise(const std::string& event) { internal_queue_.push_back(event); }

    [[nodiscard]] bool running() const { return running_; }
    [[nodiscard]] bool endless() const { return endless_; }
    [[nodiscard]] bool in(const std::string& name) const;
    [[nodiscard]] std::vector<std::string> atomic_states() const;

  private:
    using Set = OrderedSet<Transition*>;
    using States = OrderedSet<Node*>;

    void build(Node& node);
    void build_transitions(Node& node);
    [[nodiscard]] Node* find(const std::string& reference) const;
    Transition* make_transition(Node& source, const model::Transition& model, std::string event);

    void run_to_rest();
    [[nodiscard]] Set select_eventless_transitions();
    [[nodiscard]] Set select_transitions(const std::string& event);
    [[nodiscard]] Set select(const std::function<bool(const Transition&)>& fits);
    [[nodiscard]] Set remove_conflicting_transitions(const Set& enabled);
    void microstep(const Set& enabled);
    void exit_states(const Set& enabled);
    [[nodiscard]] States compute_exit_set(const std::vector<Transition*>& transitions);
    void execute_content(const std::vector<model::Action>& actions);
    void enter_states(const std::vector<Transition*>& transitions);
    void compute_entry_set(const std::vector<Transition*>& transitions, States& to_enter,
                           States& default_entry, std::map<Node*, Transition*>& default_history);
    void add_descendant_states(Node* state, States& to_enter, States& default_entry,
                               std::map<Node*, Transition*>& default_history);
    void add_ancestor_states(Node* state, Node* ancestor, States& to_enter, States& default_entry,
                             std::map<Node*, Transition*>& default_history);
    [[nodiscard]] bool is_in_final_state(Node* state) const;
    [[nodiscard]] Node* transition_domain(Transition* t);
    [[nodiscard]] Node* find_lcca(const std::vector<Node*>& states) const;
    [[nodiscard]] States effective_target_states(Transition* t);
    [[nodiscard]] static std::vector<Node*> proper_ancestors(Node* one, Node* two);
    [[nodiscard]] static bool is_descendant(Node* one, Node* two);
    [[nodiscard]] static std::vector<Node*> child_states(Node* state);

    Callbacks callbacks_;
    Node root_;
    std::vector<Node*> all_;
    std::vector<std::unique_ptr<Transition>> transitions_;
    std::map<Node*, std::vector<Transition*>> by_source_;
    std::map<Node*, Transition*> initial_;  ///< of compound and history states
    std::vector<std::unique_ptr<model::Transition>> made_up_;

    std::set<Node*> configuration_;
    std::map<Node*, std::vector<Node*>> history_value_;
    std::deque<std::string> internal_queue_;
    bool running_ = true;
    bool endless_ = false;
};

}  // namespace itr::test::oracle
