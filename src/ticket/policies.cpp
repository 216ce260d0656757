// What the host's policies are asked: they see the ticket as it is, and what they propose becomes facts.
#include <fmt/format.h>

#include <algorithm>

#include "ticket/codes.hpp"
#include "ticket/turn.hpp"

namespace itr::ticket {
namespace {

constexpr Duration shortest_proposal = seconds(1);
constexpr Duration longest_proposal = hours(24 * 3653);  // 10 years, as in packs

template <typename Policy>
using Named = std::vector<std::pair<std::string, std::shared_ptr<const Policy>>>;

/// Null if the engine has none of that name.
template <typename Policy>
const Policy* find_policy(const policy::Policies* all, Named<Policy> policy::Policies::*kind,
                          std::string_view name) {
    if (all == nullptr) return nullptr;
    const auto& known = all->*kind;
    const auto at = std::ranges::find(known, name, &Named<Policy>::value_type::first);
    return at == known.end() ? nullptr : at->second.get();
}

bool is_given_by_host(const clock::Goal& goal) {
    return goal.target && goal.target->kind == calendar::Target::Kind::host;
}

}  // namespace

std::optional<policy::Assignment> Turn::propose_assignment(std::string_view name) {
    if (const auto* policy = find_policy(around_.policies, &policy::Policies::assignment, name))
        return policy->propose(snapshot());
    fail_action("assign", {action_failed,
                           fmt::format("expected an assignment policy '{}', but the engine has none", name)});
    return std::nullopt;
}

policy::Snapshot Turn::snapshot() const {
    const auto text = [](const Value& v) { return v.is_null() ? std::string_view() : v.as_string(); };
    const Draft& t = scratch_.ticket;
    return {base_.tenant.text(),
            base_.id.text(),
            chart().workflow().name,
            text(t.owner()),
            text(t.team()),
            text(t.line()),
            at_,
            flow_->chart.get(),
            &scratch_.frame};
}

const policy::EscalationPolicy* Turn::escalation_policy(std::string_view name) const {
    return find_policy(around_.policies, &policy::Policies::escalation, name);
}

void Turn::follow_route(const std::string& name) {
    const auto* policy = find_policy(around_.policies, &policy::Policies::routing, name);
    if (policy == nullptr)
        return fail_action(
            "raise",
            {action_failed, fmt::format("expected a routing policy '{}', but the engine has none", name)});
    auto route = policy->propose(snapshot());
    if (!route) return;
    if (chart().event(route->event) == chart::none)
        return fail_action("raise", {action_failed, fmt::format("expected routing policy '{}' to propose an "
                                                                "event of the workflow, but found '{}'",
                                                                name, route->event)});
    queue(route->event, std::move(route->data));
}

/// For clocks that this macrostep may start or give another goal, unless the command says it.
void Turn::propose_targets(bool opening) {
    if (around_.policies == nullptr || around_.policies->target.empty()) return;
    const auto clocks = flow_->plan->clocks();
    for (clock::ClockIndex i = 0; i < clocks.size(); ++i) {
        if (!opening && !flow_->plan->touches()[i].meets(touched_)) continue;
        if (std::ranges::none_of(clocks[i].goals, is_given_by_host)) continue;
        auto& targets = scratch_.targets;
        if (std::ranges::find(targets, i, &clock::HostTarget::clock) != targets.end()) continue;
        const auto* policy =
            find_policy(around_.policies, &policy::Policies::target, std::string_view(clocks[i].key));
        if (policy == nullptr)
            policy =
                find_policy(around_.policies, &policy::Policies::target, std::string_view(clocks[i].name));
        const auto target = policy == nullptr ? std::nullopt : policy->propose(snapshot(), clocks[i].key);
        if (!target) continue;
        if (*target < shortest_proposal || *target > longest_proposal) {
            // The macrostep is over: nobody can take `error.execution` any more.
            emit(event::Failed{std::string(action_failed.text()),
                               fmt::format("clock '{}': expected a target policy to propose 1 s to 10 years, "
                                           "but found {}",
                                           clocks[i].key, to_string(*target))});
            continue;
        }
        targets.push_back({i, *target});
        proposed_.push_back(i);
    }
}

/// The next macrostep asks anew.
void Turn::forget_proposed_targets() {
    for (const clock::ClockIndex clock : proposed_)
        std::erase_if(scratch_.targets, [&](const clock::HostTarget& t) { return t.clock == clock; });
    proposed_.clear();
}

}  // namespace itr::ticket
