#include "scenario/mutants.hpp"

#include <fmt/format.h>

namespace itr::scenario {

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

void add_shift(calendar::Target& target, const Location& at, const std::string& where, std::string name,
               Sites& sites) {
    calendar::Target shifted = target;
    if (!shift(shifted)) return;
    std::string text =
        fmt::format("{}: {} shifted to {}", where, calendar::to_string(target), calendar::to_string(shifted));
    sites.push_back({{Mutation::shift_target, std::move(text), at}, std::move(name), {}, [&target, shifted] {
                         target = shifted;
                     }});
}

void add_negation(Mutation mutation, model::Source& condition, const std::string& where, std::string name,
                  Sites& sites) {
    sites.push_back(
        {{mutation, fmt::format("{}: {} ({})", where, to_string(mutation), condition.text), condition.at},
         std::move(name),
         {},
         [&condition] { condition.text = fmt::format("!({})", condition.text); }});
}

void find_in_actions(std::vector<model::Action>& actions, const std::string& where, Sites& sites) {
    for (model::Action& action : actions) {
        if (action.when) add_negation(Mutation::negate_guard, *action.when, where + ": action", {}, sites);
        if (action.delay)
            add_shift(*action.delay, action.at, fmt::format("{}: send {}", where, action.event.text),
                      action.event.text, sites);
    }
}

Sites sites_of(model::Pack& pack) {
    Sites sites;
    for (model::Workflow& workflow : pack.workflows) find_in_workflow(workflow, sites);
    for (model::Agreement& agreement : pack.agreements) find_in_agreement(agreement, sites);
    for (model::Table& table : pack.tables) find_in_table(table, sites);
    for (model::Ladder& ladder : pack.ladders)
        for (model::LadderLevel& level : ladder.levels) find_in_actions(level.actions, ladder.name, sites);
    return sites;
}

}  // namespace itr::scenario
