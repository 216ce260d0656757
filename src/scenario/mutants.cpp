#include "scenario/mutants.hpp"

#include <fmt/format.h>

namespace itr::scenario {
namespace {

class SiteFinder {
  public:
    std::vector<Site> find(model::Pack& pack) {
        for (model::Workflow& workflow : pack.workflows) {
            workflow_ = workflow.name;
            visit_state(workflow.root, workflow.name);
        }
        workflow_.clear();
        for (model::Agreement& agreement : pack.agreements) visit_agreement(agreement);
        return std::move(sites_);
    }

  private:
    void visit_state(model::State& state, const std::string& path) {
        if (state.ola) add_shift(state.ola->first, state.ola->second, fmt::format("{}: ola", path));
        visit_actions(state.entry, path);
        visit_actions(state.exit, path);
        for (std::size_t h = 0; h < state.handlers.size(); ++h) visit_handler(state, h, path);
        for (model::State& child : state.states)
            visit_state(child, state.name.empty() ? child.name : fmt::format("{}.{}", path, child.name));
    }

    void visit_handler(model::State& state, std::size_t index, const std::string& path) {
        model::Handler& handler = state.handlers[index];
        const std::string trigger = handler.after ? "after " + calendar::to_string(*handler.after)
                                    : handler.event.text.empty() ? std::string("always")
                                                                 : "on " + handler.event.text;
        const std::string where = fmt::format("{}: {}", path, trigger);
        if (handler.after) add_shift(*handler.after, handler.at, where);
        for (std::size_t t = 0; t < handler.transitions.size(); ++t) visit_transition(state, index, t, where);
    }

    void visit_transition(model::State& state, std::size_t h, std::size_t t, const std::string& where) {
        model::Transition& transition = state.handlers[h].transitions[t];
        std::string text = where;
        for (std::size_t i = 0; i < transition.to.size(); ++i)
            text += (i == 0 ? " to " : ", ") + transition.to[i].text;
        const auto remove = [&state, h, t] {
            auto& transitions = state.handlers[h].transitions;
            transitions.erase(transitions.begin() + static_cast<std::ptrdiff_t>(t));
            if (transitions.empty())
                state.handlers.erase(state.handlers.begin() + static_cast<std::ptrdiff_t>(h));
        };
        add(Mutation::remove_transition, transition.at, fmt::format("{}: transition removed", text),
            transition.at, remove);
        if (transition.when) {
            model::Source& guard = *transition.when;
            add(Mutation::negate_guard, guard.at, fmt::format("{}: guard negated ({})", text, guard.text),
                transition.at, [&guard] { guard.text = fmt::format("!({})", guard.text); });
        }
        visit_actions(transition.actions, text);
    }

    void visit_actions(std::vector<model::Action>& actions, const std::string& where) {
        for (model::Action& action : actions)
            if (action.delay)
                add_shift(*action.delay, action.at, fmt::format("{}: send {}", where, action.event.text));
    }

    void visit_agreement(model::Agreement& agreement) {
        for (model::ClockDefinition& clock : agreement.clocks)
            if (clock.reopen_target)
                add_shift(*clock.reopen_target, clock.at,
                          fmt::format("{}: reopened {}", agreement.name, clock.name));
        for (std::size_t row = 0; row < agreement.goals.size(); ++row)
            for (auto& [clock, target] : agreement.goals[row].targets)
                add_shift(target, clock.at,
                          fmt::format("{}: goal {} of {}", agreement.name, row + 1, clock.text));
    }

    void add_shift(calendar::Target& target, const Location& at, std::string where) {
        calendar::Target shifted = target;
        if (!shift(shifted)) return;
        std::string text = fmt::format("{}: {} shifted to {}", where, calendar::to_string(target),
                                       calendar::to_string(shifted));
        add(Mutation::shift_target, at, std::move(text), {}, [&target, shifted] { target = shifted; });
    }

    void add(Mutation mutation, const Location& at, std::string text, Location transition,
             std::function<void()> apply) {
        sites_.push_back(
            {{mutation, std::move(text), at}, workflow_, std::move(transition), std::move(apply)});
    }

    std::string workflow_;
    std::vector<Site> sites_;
};

}  // namespace

bool shift(calendar::Target& target) {
    using Of = calendar::Target::Kind;
    switch (target.kind) {
        case Of::working:
        case Of::real: target.length = target.length + seconds(1); return true;
        case Of::working_days:
            if (target.by_minute)
                *target.by_minute += *target.by_minute < 1440 ? 1 : -1;
            else
                ++target.days;
            return true;
        case Of::share: ++target.share_per_mille; return true;
        case Of::date:
        case Of::host:
        case Of::unlimited: return false;
    }
    return false;
}

std::vector<Site> sites_of(model::Pack& pack) { return SiteFinder().find(pack); }

}  // namespace itr::scenario
