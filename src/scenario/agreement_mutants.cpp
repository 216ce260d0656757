// Mutants of agreements: when their clocks run, which goal counts, what happens on the way to it.
#include <fmt/format.h>

#include "scenario/mutants.hpp"

namespace itr::scenario {
namespace {

void add_change(Mutation mutation, const Location& at, const std::string& where, const std::string& name,
                std::function<void()> apply, Sites& sites) {
    sites.push_back(
        {{mutation, fmt::format("{}: {}", where, to_string(mutation)), at}, name, {}, std::move(apply)});
}

void find_in_condition(std::optional<model::Source>& condition, const std::string& where,
                       const std::string& clock, Sites& sites) {
    if (!condition) return;
    add_change(
        Mutation::remove_condition, condition->at, where, clock, [&condition] { condition.reset(); }, sites);
    add_negation(Mutation::negate_condition, *condition, where, clock, sites);
}

void find_in_pauses(model::ClockDefinition& clock, const std::string& where, Sites& sites) {
    for (std::size_t i = 0; i < clock.pauses.size(); ++i) {
        model::Source& when = clock.pauses[i].when;
        const std::string text = fmt::format("{}: pause for {}", where, clock.pauses[i].reason);
        add_change(
            Mutation::remove_condition, when.at, text, clock.name, [&clock, i] { erase_at(clock.pauses, i); },
            sites);
        add_negation(Mutation::negate_condition, when, text, clock.name, sites);
    }
}

void find_in_clock(model::ClockDefinition& clock, const std::string& agreement, Sites& sites) {
    const std::string where = fmt::format("{}: {}", agreement, clock.name);
    find_in_condition(clock.start, where + ": start", clock.name, sites);
    find_in_pauses(clock, where, sites);
    find_in_condition(clock.resume, where + ": resume", clock.name, sites);
    find_in_condition(clock.stop, where + ": stop", clock.name, sites);
    find_in_condition(clock.cancel, where + ": cancel", clock.name, sites);
    find_in_condition(clock.reset, where + ": reset", clock.name, sites);
    find_in_condition(clock.silent, where + ": silent", clock.name, sites);
    if (clock.reopen_target)
        add_shift(*clock.reopen_target, clock.at, fmt::format("{}: reopened {}", agreement, clock.name),
                  clock.name, sites);
}

void find_in_goal(model::Goal& goal, const std::string& where, Sites& sites) {
    if (goal.when) add_negation(Mutation::negate_guard, *goal.when, where, {}, sites);
    for (auto& [clock, target] : goal.targets)
        add_shift(target, clock.at, fmt::format("{} of {}", where, clock.text), clock.text, sites);
}

/// The least step: a thousandth of a share, or a second.
bool shift_threshold(model::Threshold& threshold) {
    if (threshold.by == model::Threshold::At::predicted) return false;
    if (threshold.by == model::Threshold::At::percent)
        ++threshold.per_mille;
    else
        threshold.offset = threshold.offset + seconds(1);
    return true;
}

void find_in_threshold(model::Agreement& agreement, std::size_t index, Sites& sites) {
    model::Threshold& threshold = agreement.thresholds[index];
    const std::string where = fmt::format("{}: threshold {}", agreement.name, threshold.key);
    const std::string& clock = threshold.clock.text;
    add_change(
        Mutation::remove_threshold, threshold.at, where, clock,
        [&agreement, index] { erase_at(agreement.thresholds, index); }, sites);
    if (model::Threshold shifted = threshold; shift_threshold(shifted))
        add_change(
            Mutation::shift_threshold, threshold.at, where, clock,
            [&threshold] { static_cast<void>(shift_threshold(threshold)); }, sites);
    if (threshold.every)
        add_change(
            Mutation::shift_threshold, threshold.at, where + ": repeated", clock,
            [&threshold] { *threshold.every = *threshold.every + seconds(1); }, sites);
    find_in_actions(threshold.actions, where, sites);
}

}  // namespace

void find_in_agreement(model::Agreement& agreement, Sites& sites) {
    if (agreement.applies)
        add_negation(Mutation::negate_guard, *agreement.applies, agreement.name + ": applies", {}, sites);
    for (model::ClockDefinition& clock : agreement.clocks) find_in_clock(clock, agreement.name, sites);
    for (std::size_t row = 0; row < agreement.goals.size(); ++row)
        find_in_goal(agreement.goals[row], fmt::format("{}: goal {}", agreement.name, row + 1), sites);
    for (std::size_t i = 0; i < agreement.thresholds.size(); ++i) find_in_threshold(agreement, i, sites);
}

}  // namespace itr::scenario
