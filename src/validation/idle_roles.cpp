// Roles that have no part in anything: a right, or the name in the 'role' of an event, was forgotten. Who is
// only told of things, or only answers for them, needs neither.
#include <algorithm>
#include <set>

#include "validation/report.hpp"

namespace itr::validation {
namespace {

using Roles = std::set<std::string_view>;

void add_senders(const model::Workflow& workflow, Roles& roles) {
    for (const model::Word& role : workflow.opened_by) roles.insert(role.text);
    for (const model::EventType& event : workflow.events)
        for (const model::Word& role : event.roles) roles.insert(role.text);
}

void add_told(const model::Action& action, Roles& roles) {
    if (action.kind == model::Action::Kind::notify) roles.insert(action.name.text);
}

void add_told(const std::vector<model::Action>& actions, Roles& roles) {
    for (const model::Action& action : actions) add_told(action, roles);
}

void add_accountable(const model::Agreement& agreement, Roles& roles) {
    for (const model::ClockDefinition& clock : agreement.clocks)
        if (clock.accountable) roles.insert(clock.accountable->text);
    for (const model::Threshold& threshold : agreement.thresholds) add_told(threshold.actions, roles);
}

/// Those that something else in the pack has a use for.
Roles used(const model::Pack& pack) {
    Roles roles;
    for (const model::Workflow& workflow : pack.workflows) {
        add_senders(workflow, roles);
        each_action(workflow.root, [&](const model::Action& action) { add_told(action, roles); });
    }
    for (const model::Agreement& agreement : pack.agreements) add_accountable(agreement, roles);
    for (const model::Ladder& ladder : pack.ladders)
        for (const model::LadderLevel& level : ladder.levels) add_told(level.actions, roles);
    return roles;
}

bool anybody_may_send(const model::Pack& pack) {
    return std::ranges::any_of(pack.workflows, [](const model::Workflow& workflow) {
        return std::ranges::any_of(workflow.events, &model::EventType::any_role);
    });
}

/// Adds every role that includes one of them, until none is left.
void add_including(const model::Pack& pack, Roles& roles) {
    const auto includes_one = [&](const model::Role& role) {
        return std::ranges::any_of(role.includes,
                                   [&](const auto& word) { return roles.contains(word.text); });
    };
    for (bool grown = true; grown;) {
        grown = false;
        for (const model::Role& role : pack.roles)
            if (!roles.contains(role.name) && includes_one(role)) grown = roles.insert(role.name).second;
    }
}

}  // namespace

void check_idle_roles(const model::Pack& pack, Report& report) {
    // Whose name is written wrong where it sends something is not idle.
    const auto is_unknown = [](const Diagnostic& each) { return each.code == unknown_role; };
    if (anybody_may_send(pack) || std::ranges::any_of(report.diagnostics(), is_unknown)) return;
    Roles busy = used(pack);
    for (const model::Role& role : pack.roles)
        if (!role.rights.empty()) busy.insert(role.name);
    add_including(pack, busy);
    for (const model::Role& role : pack.roles)
        if (!busy.contains(role.name))
            report.warn(
                idle_role, role.at,
                fmt::format("the role '{}' has no rights, sends no event and is told of nothing", role.name),
                "give it rights, or name it in the 'role' of an event");
}

}  // namespace itr::validation
