// Mutants of workflows: transitions, their guards and delays, and who may send what.
#include <fmt/format.h>

#include "scenario/mutants.hpp"

namespace itr::scenario {
namespace {

class WorkflowSites {
  public:
    explicit WorkflowSites(Sites& sites) : sites_(sites) {}

    void visit_event(model::EventType& event, const std::string& workflow) {
        if (event.any_role) return;
        add(Mutation::widen_senders, event.at, fmt::format("{}: event {}", workflow, event.name), event.name,
            {}, [&event] {
                event.roles.clear();
                event.any_role = true;
            });
    }

    void visit_state(model::State& state, const std::string& path) {
        if (state.ola)
            add_shift(state.ola->first, state.ola->second, fmt::format("{}: ola", path), state.name, sites_);
        find_in_actions(state.entry, path, sites_);
        find_in_actions(state.exit, path, sites_);
        for (std::size_t h = 0; h < state.handlers.size(); ++h) visit_handler(state, h, path);
        for (model::State& child : state.states)
            visit_state(child, state.name.empty() ? child.name : fmt::format("{}.{}", path, child.name));
    }

  private:
    void visit_handler(model::State& state, std::size_t index, const std::string& path) {
        model::Handler& handler = state.handlers[index];
        const std::string trigger = handler.after ? "after " + calendar::to_string(*handler.after)
                                    : handler.event.text.empty() ? std::string("always")
                                                                 : "on " + handler.event.text;
        const std::string where = fmt::format("{}: {}", path, trigger);
        if (handler.after) add_shift(*handler.after, handler.at, where, {}, sites_);
        for (std::size_t t = 0; t < handler.transitions.size(); ++t) visit_transition(state, index, t, where);
    }

    void visit_transition(model::State& state, std::size_t h, std::size_t t, const std::string& where) {
        const std::string& event = state.handlers[h].event.text;
        model::Transition& transition = state.handlers[h].transitions[t];
        std::string text = where;
        for (std::size_t i = 0; i < transition.to.size(); ++i)
            text += (i == 0 ? " to " : ", ") + transition.to[i].text;
        add(Mutation::remove_transition, transition.at, text, event, transition.at, [&state, h, t] {
            erase_at(state.handlers[h].transitions, t);
            if (state.handlers[h].transitions.empty()) erase_at(state.handlers, h);
        });
        if (transition.when) {
            add_negation(Mutation::negate_guard, *transition.when, text, event, sites_);
            sites_.back().transition = transition.at;
        }
        if (!transition.roles.empty())
            add(Mutation::widen_senders, transition.at, text, event, transition.at,
                [&transition] { transition.roles.clear(); });
        find_in_actions(transition.actions, text, sites_);
    }

    void add(Mutation mutation, const Location& at, const std::string& where, const std::string& name,
             const Location& transition, std::function<void()> apply) {
        sites_.push_back({{mutation, fmt::format("{}: {}", where, to_string(mutation)), at},
                          name,
                          transition,
                          std::move(apply)});
    }

    Sites& sites_;
};

}  // namespace

void find_in_workflow(model::Workflow& workflow, Sites& sites) {
    WorkflowSites found(sites);
    for (model::EventType& event : workflow.events) found.visit_event(event, workflow.name);
    found.visit_state(workflow.root, workflow.name);
}

}  // namespace itr::scenario
