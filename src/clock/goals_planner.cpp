// Targets, thresholds, and the `ola:` of states.
#include <fmt/core.h>

#include <algorithm>

#include "clock/codes.hpp"
#include "clock/planner.hpp"

namespace itr::clock {
namespace {

using Kind = calendar::Target::Kind;

std::string_view field_name(std::string_view reference) {
    constexpr std::string_view prefix = "ticket.";
    return reference.substr(reference.starts_with(prefix) ? prefix.size() : 0);
}

}  // namespace

void Planner::add_goals(const model::Agreement& agreement, const model::ClockDefinition& clock,
                        Definition& to) {
    for (const model::Goal& row : agreement.goals) {
        const std::uint16_t calendar = calendar_of(row.calendar, to.calendar);
        const auto cell =
            std::ranges::find_if(row.targets, [&](const auto& one) { return one.first.text == clock.name; });
        Goal goal;
        goal.calendar = calendar;
        if (cell != row.targets.end()) goal = compile_target(cell->second, calendar, cell->first.at);
        goal.when = condition_of(row);
        goal.own_calendar = row.calendar.has_value();
        goal.source = &row;
        to.goals.push_back(std::move(goal));
    }
    if (clock.reopen_target) {
        const auto& target = *clock.reopen_target;
        if (target.kind == Kind::share || target.kind == Kind::host || target.then_real.ms > 0) {
            report(clock_reopen_target, clock.at, "expected a length, a number of working days or a date");
        }
        to.reopened = compile_target(target, to.calendar, clock.at);
    }
    if (clock.reopen_within) {
        const auto& window = *clock.reopen_within;
        if (window.kind != Kind::working && window.kind != Kind::real && window.kind != Kind::working_days) {
            report(clock_reopen_target, clock.at,
                   "expected the window to be a length or a number of working days");
        }
        to.within = compile_target(window, to.calendar, clock.at);
    }
}

const std::optional<expression::Expression>& Planner::condition_of(const model::Goal& row) {
    const auto [at, is_new] = conditions_of_rows_.try_emplace(&row);
    if (is_new) at->second = condition(row.when);
    return at->second;
}

Goal Planner::compile_target(const calendar::Target& target, std::uint16_t calendar, const Location& at) {
    Goal goal;
    goal.target = target;
    goal.calendar = target.kind == Kind::real ? none : calendar;
    if (target.kind == Kind::working_days && calendar == none) {
        report(clock_target_needs_calendar, at, "expected a calendar, since the target counts working days");
    }
    if (target.kind != Kind::date) return goal;
    const chart::FieldIndex field = chart_.field(field_name(target.reference));
    const bool usable = field != chart::none && chart_.fields()[field].type == model::FieldType::timestamp;
    if (!usable) {
        report(
            clock_unknown_field, at,
            fmt::format("expected a timestamp among the workflow's data, but found '{}'", target.reference));
    } else {
        goal.reference = chart::slot::data + field;
    }
    return goal;
}

void Planner::add_thresholds(const model::Agreement& agreement, const model::ClockDefinition& clock,
                             Definition& to) {
    std::size_t repeating = 0;
    for (const model::Threshold& threshold : agreement.thresholds) {
        if (threshold.clock.text != clock.name) continue;
        Threshold compiled;
        compiled.source = &threshold;
        if (threshold.every) compiled.series = static_cast<std::uint8_t>(repeating++);
        compiled.actions = chart::compile_actions(threshold.actions, chart_, guards_, diagnostics_);
        to.thresholds.push_back(std::move(compiled));
    }
    if (to.thresholds.size() > max_thresholds || repeating > max_repeating) {
        report(clock_too_many_thresholds, clock.at,
               fmt::format("expected at most {} thresholds on a clock, {} of them with 'every'",
                           max_thresholds, max_repeating));
    }
}

/// Walks the states as lowering numbers them: pre-order.
void Planner::add_state_olas(const model::State& state, chart::StateIndex& next,
                             const std::optional<model::Word>& calendar) {
    const chart::StateIndex index = next++;
    const auto& own = state.calendar ? state.calendar : calendar;
    if (state.ola) add_state_ola(state, index, own);
    for (const model::State& child : state.states) add_state_olas(child, next, own);
}

/// Every stay in the state is a cycle of its own.
void Planner::add_state_ola(const model::State& state, chart::StateIndex index,
                            const std::optional<model::Word>& calendar) {
    const std::string& id = chart_.states()[index].id;
    const Location& at = state.ola->second;
    auto agreement = std::make_unique<model::Agreement>();
    agreement->name = fmt::format("ola.{}", id);
    agreement->kind = model::AgreementKind::ola;
    agreement->calendar = calendar;
    agreement->at = at;
    model::ClockDefinition clock;
    clock.name = id;
    clock.start = model::Source{fmt::format("entered('{}')", id), at};
    clock.stop = model::Source{fmt::format("left('{}')", id), at};
    clock.cycle = model::Cycle::repeat;
    clock.internal = true;
    clock.accountable = state.role;
    clock.at = at;
    model::Goal goal;
    goal.targets.emplace_back(model::Word{id, at}, state.ola->first);
    goal.at = at;
    agreement->clocks.push_back(std::move(clock));
    agreement->goals.push_back(std::move(goal));
    owned_->agreements.push_back(std::move(agreement));
    add_clock(*owned_->agreements.back(), owned_->agreements.back()->clocks.front());
    definitions_.back().key = fmt::format("ola.{}", id);
}

}  // namespace itr::clock
