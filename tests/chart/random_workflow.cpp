#include "chart/random_workflow.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include "chart/sample.hpp"

namespace itr::test {
namespace {

using model::State;
using model::StateKind;

/// Full range from the first chart on: rapidcheck would begin with small numbers, that is, with dull charts.
[[nodiscard]] int below(int n) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, n)); }
[[nodiscard]] bool one_in(int n) { return below(n) == n - 1; }
template <typename T>
[[nodiscard]] const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
}

[[nodiscard]] bool is_history(const State& s) {
    return s.kind == StateKind::shallow_history || s.kind == StateKind::deep_history;
}
[[nodiscard]] bool has_states(const State& s) {
    return s.kind == StateKind::compound || s.kind == StateKind::parallel;
}

class Builder {
  public:
    model::Workflow build() {
        model::Workflow made = workflow(children(0, false), random_events());
        made.data = {integer_field("x", 0), integer_field("zero", 0)};
        collect(made.root);
        furnish(made.root);
        return made;
    }

  private:
    static constexpr int max_depth = 4;
    static constexpr int max_states = 24;

    std::string name() { return fmt::format("s{}", ++made_); }

    std::vector<State> children(int depth, bool in_parallel) {
        std::vector<State> all;
        const int count = 2 + below(2);
        for (int i = 0; i < count; ++i) all.push_back(state(depth, in_parallel));
        // A first child that is final would end the ticket, or the state, before it began.
        if (all.front().kind == StateKind::final) all.front().kind = StateKind::atomic;
        return all;
    }

    State state(int depth, bool in_parallel) {
        const std::string own = name();
        const bool nests = depth < max_depth && made_ < max_states;
        const int kind = below(nests ? 7 : 3);
        if (kind == 2 && !in_parallel) return final_state(own);
        if (kind < 4) return atomic(own);
        State made =
            kind == 6 ? parallel(own, children(depth + 1, true)) : compound(own, children(depth + 1, false));
        for (int n = below(3); n > 1; --n) made.states.push_back(history(name(), one_in(2), ""));
        return made;
    }

    void collect(const State& s) {
        for (const State& child : s.states) {
            (is_history(child) ? histories_ : states_).push_back(child.name);
            if (child.kind == StateKind::parallel) parallels_.push_back(&child);
            if (has_states(child)) done_events_.push_back("done.state." + child.name);
            collect(child);
        }
    }

    static void inside(const State& s, std::vector<std::string>& names) {
        for (const State& child : s.states) {
            if (!is_history(child)) names.push_back(child.name);
            inside(child, names);
        }
    }

    /// Gives the states what refers to other states.
    void furnish(State& s) {
        if (s.kind == StateKind::compound && !s.name.empty() && one_in(3)) {
            std::vector<std::string> names;
            inside(s, names);
            s.initial = doing({pick(names)}, actions());
        }
        if (has_states(s) || s.kind == StateKind::atomic) {
            if (!s.name.empty()) {
                s.entry = actions();
                s.exit = actions();
            }
            for (int n = below(6); n > 0; --n) s.handlers.push_back(handler(s));
        }
        for (State& child : s.states) {
            if (is_history(child)) {
                std::vector<std::string> names;
                if (child.kind == StateKind::deep_history) {
                    inside(s, names);
                } else {
                    for (const State& sibling : s.states) {
                        if (!is_history(sibling)) names.push_back(sibling.name);
                    }
                }
                child.initial = doing({pick(names)}, actions());
            }
            furnish(child);
        }
    }

    model::Handler handler(const State& source) {
        std::string event;
        switch (below(8)) {
            case 0: event = "*"; break;
            case 1: event = "f.*"; break;
            case 2: event = done_events_.empty() ? "error.*" : pick(done_events_); break;
            case 3: event = "error.execution"; break;
            case 4: break;  // eventless
            default: event = pick(random_events()); break;
        }
        std::vector<model::Transition> transitions;
        for (int n = 1 + below(2); n > 0; --n) transitions.push_back(transition(source, event.empty()));
        return on(event, std::move(transitions));
    }

    model::Transition transition(const State& source, bool eventless) {
        model::Transition made = doing(targets(), actions());
        made.internal = one_in(3);
        switch (below(6)) {
            case 0: made.when = test::source(fmt::format("ticket.x < {}", below(6))); break;
            case 1: made.when = test::source(fmt::format("inState('{}')", pick(states_))); break;
            case 2: made.when = test::source(fmt::format("!inState('{}')", pick(states_))); break;
            case 3:
                // A guard that fails is asked for each leaf by the recommendation, once by us: the same for a
                // leaf's own.
                if (!eventless && source.kind == StateKind::atomic)
                    made.when = test::source("1 / ticket.zero == 1");
                break;
            default: break;
        }
        // Most unguarded eventless transitions make an endless loop: a few are enough.
        if (eventless && !made.when && !one_in(12)) {
            made.when = test::source("ticket.x < 4");
            made.actions.push_back(set("x", "ticket.x + 1"));
        }
        return made;
    }

    std::vector<std::string> targets() {
        const int choice = below(8);
        if (choice == 0) return {};
        if (choice == 1 && !histories_.empty()) return {pick(histories_)};
        if (choice == 2 && !parallels_.empty()) {
            std::vector<std::string> chosen;
            for (const State& region : pick(parallels_)->states) {
                if (is_history(region)) continue;
                std::vector<std::string> names{region.name};
                inside(region, names);
                if (!one_in(4)) chosen.push_back(pick(names));
            }
            return chosen;
        }
        return {pick(states_)};
    }

    std::vector<model::Action> actions() {
        switch (below(14)) {
            case 0: return {raise(pick(random_events()))};
            case 1: return {set("x", "ticket.x + 1")};
            case 2: return {raise("r"), notify("n")};
            default: return {};
        }
    }

    int made_ = 0;
    std::vector<std::string> states_, histories_, done_events_;
    std::vector<const State*> parallels_;
};

}  // namespace

const std::vector<std::string>& random_events() {
    static const std::vector<std::string> events{"e1", "e2", "e3", "f.a", "f.b", "r"};
    return events;
}

model::Workflow random_workflow() { return Builder().build(); }

}  // namespace itr::test
