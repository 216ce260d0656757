#include "clock/goal.hpp"

#include <fmt/core.h>

#include "clock/codes.hpp"

namespace itr::clock {
namespace {

Choice row(const Definition& definition, std::size_t index) {
    const Goal& goal = definition.goals[index];
    return {static_cast<std::uint16_t>(index), goal.calendar, &goal};
}

std::optional<Choice> first(const Definition& definition, const Judge& judge) {
    for (std::size_t i = 0; i < definition.goals.size(); ++i) {
        if (judge.holds_or_absent(definition.goals[i].when)) return row(definition, i);
    }
    return std::nullopt;
}

std::optional<Choice> strictest(const Plan& plan, ClockIndex clock, const Judge& judge, const Base& base,
                                const Sources& sources) {
    const Definition& definition = plan.clocks()[clock];
    std::optional<Choice> best;
    Instant earliest = never;
    for (std::size_t i = 0; i < definition.goals.size(); ++i) {
        if (!definition.goals[i].target || !judge.holds_or_absent(definition.goals[i].when)) continue;
        Choice candidate = row(definition, i);
        candidate.calendar = judge.in_zone(plan, candidate.calendar);
        const Instant due = settle(plan, clock, candidate, base, sources).due;
        if (best && due >= earliest) continue;
        best = candidate;
        earliest = due;
    }
    return best;
}

int weight(const Goal& goal) { return goal.source == nullptr ? 0 : goal.source->weight; }

std::optional<Choice> most_specific(const Definition& definition, const Judge& judge) {
    std::optional<Choice> best;
    for (std::size_t i = 0; i < definition.goals.size(); ++i) {
        if (best && weight(definition.goals[i]) <= weight(*best->target)) continue;
        if (judge.holds_or_absent(definition.goals[i].when)) best = row(definition, i);
    }
    return best;
}

/// Cell by cell: of the rows that hold, the one with the greatest weight (of equals the later) gives each
/// cell it has.
std::optional<Choice> layered(const Definition& definition, const Judge& judge) {
    const Goal* target = nullptr;
    const Goal* calendar = nullptr;
    Choice found;
    for (std::size_t i = 0; i < definition.goals.size(); ++i) {
        const Goal& goal = definition.goals[i];
        if (!judge.holds_or_absent(goal.when)) continue;
        if (goal.target && (target == nullptr || weight(goal) >= weight(*target))) {
            target = &goal;
            found.goal = static_cast<std::uint16_t>(i);
        }
        if (goal.own_calendar && (calendar == nullptr || weight(goal) >= weight(*calendar))) calendar = &goal;
    }
    if (target == nullptr) return std::nullopt;
    found.target = target;
    // Real time is part of the promise itself, whatever calendar another layer names.
    const bool real = target->target->kind == calendar::Target::Kind::real;
    found.calendar = calendar != nullptr && !real ? calendar->calendar : target->calendar;
    return found;
}

std::optional<Choice> matched(const Plan& plan, ClockIndex clock, const Judge& judge, const Base& base,
                              const Sources& sources) {
    const Definition& definition = plan.clocks()[clock];
    switch (definition.agreement->match) {
        case model::Match::first: return first(definition, judge);
        case model::Match::strictest: return strictest(plan, clock, judge, base, sources);
        case model::Match::most_specific: return most_specific(definition, judge);
        case model::Match::layered: return layered(definition, judge);
    }
    return std::nullopt;
}

}  // namespace

bool Judge::evaluated(const expression::Expression& condition) const {
    Error error{clock_condition_failed, {}};
    const bool result = condition.holds(frame_, &error);
    if (!error.message.empty()) {
        problems_.push_back({clock_condition_failed, fmt::format("{}: {} ({})", condition.source(),
                                                                 error.message, error.code.text())});
    }
    return result;
}

Choice choose(const Plan& plan, ClockIndex clock, const Judge& judge, const Base& base,
              const Sources& sources) {
    const auto found = matched(plan, clock, judge, base, sources);
    Choice choice = found ? *found : Choice{none, plan.clocks()[clock].calendar, nullptr};
    choice.calendar = judge.in_zone(plan, choice.calendar);
    return choice;
}

}  // namespace itr::clock
