// What the checks share: where their findings go, and the names that a pack defines.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <itr/chart.hpp>
#include <itr/clock.hpp>
#include <itr/diagnostic.hpp>
#include <itr/model.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/spelling.hpp"
#include "chart/sketch.hpp"
#include "validation/codes.hpp"

namespace itr::validation {

/// The nearest of the names; where none is near, all of them if they are few.
[[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string_view>& names);

/// Of one row or threshold: of thousands of mistakes of a kind the first few are enough.
inline constexpr std::size_t max_told = 10;

class Report {
  public:
    explicit Report(Diagnostics& out) : out_(out) {}

    void error(Code code, const Location& at, std::string message, std::string hint = {}) {
        out_.push_back({code, Severity::error, at, std::move(message), std::move(hint)});
    }
    void warn(Code code, const Location& at, std::string message, std::string hint = {}) {
        out_.push_back({code, Severity::warning, at, std::move(message), std::move(hint)});
    }
    void note(Code code, const Location& at, std::string message, std::string hint = {}) {
        out_.push_back({code, Severity::note, at, std::move(message), std::move(hint)});
    }
    /// An error unless `word` is one of `names`.
    void need(const model::Word& word, const std::vector<std::string_view>& names, std::string_view what,
              Code code) {
        for (const std::string_view name : names)
            if (name == word.text) return;
        error(code, word.at, fmt::format("there is no {} '{}'", what, word.text),
              suggestion(word.text, names));
    }
    [[nodiscard]] Diagnostics& diagnostics() { return out_; }

  private:
    Diagnostics& out_;
};

/// The names of a pack by kind.
struct Names {
    std::vector<std::string_view> workflows, calendars, tables, ladders, roles, lines;
};
[[nodiscard]] Names names_of(const model::Pack& pack);

/// Whether its clocks run on tickets of the workflow.
[[nodiscard]] inline bool speaks_of(const model::Agreement& agreement, std::string_view workflow) {
    const auto named = [&](const model::Word& word) { return word.text == workflow; };
    return agreement.workflows.empty() || std::ranges::any_of(agreement.workflows, named);
}

/// Calls visit(action) for every action of a workflow.
template <typename Visit>
void each_action(const model::State& state, Visit&& visit) {
    const auto all = [&](const std::vector<model::Action>& actions) {
        for (const model::Action& action : actions) visit(action);
    };
    all(state.entry);
    all(state.exit);
    if (state.initial) all(state.initial->actions);
    for (const model::Handler& handler : state.handlers)
        for (const model::Transition& transition : handler.transitions) all(transition.actions);
    for (const model::State& child : state.states) each_action(child, visit);
}

/// Calls visit(action) for every action of an agreement's thresholds, or of a ladder's levels.
template <typename Visit>
void each_action(const model::Agreement& agreement, Visit&& visit) {
    for (const model::Threshold& threshold : agreement.thresholds)
        for (const model::Action& action : threshold.actions) visit(action);
}
template <typename Visit>
void each_action(const model::Ladder& ladder, Visit&& visit) {
    for (const model::LadderLevel& level : ladder.levels)
        for (const model::Action& action : level.actions) visit(action);
}

template <typename Visit>
void each_state(const model::State& state, Visit&& visit) {
    visit(state);
    for (const model::State& child : state.states) each_state(child, visit);
}

/// What is understood of the pack's workflows, in their order.
using Charts = std::vector<chart::Sketch>;
using ChartList = std::vector<const chart::Chart*>;

void check_references(const model::Pack& pack, Report& report);
void check_roles(const model::Pack& pack, Report& report);
/// After the references: who is named wrongly is not taken for idle.
void check_idle_roles(const model::Pack& pack, Report& report);
void check_calendars(const model::Pack& pack, Report& report);
/// Says from when on a promise may reach days that a calendar does not know yet.
void check_known_days(const model::Pack& pack, const std::vector<calendar::Calendar>& calendars,
                      Report& report);
void check_forms(const model::Pack& pack, Report& report);
void check_storable_values(const model::Pack& pack, Report& report);
void check_reachability(const chart::Chart& chart, Report& report);
void check_transitions(const model::Pack& pack, const chart::Chart& chart, Report& report);
void check_agreements(const model::Pack& pack, const Charts& charts, Report& report);
/// What is nobody is null, and is compared with '' in vain.
void check_nulls(const model::Pack& pack, Report& report);
/// What is personal is to be gone when it is erased.
void check_personal(const model::Pack& pack, Report& report);
void check_resources(const model::Pack& pack, Report& report);
void check_structure(const model::Pack& pack, const chart::Chart& chart, const clock::Plan& plan,
                     Report& report);
void check_outputs(const model::Pack& pack, Report& report);
/// The workflows whose data a table fills.
[[nodiscard]] ChartList users_of(const model::Table& table, const Charts& charts);
void check_tables(const model::Pack& pack, const Charts& charts, Report& report);
/// Texts of comments and assignments, instants of clocks, defaults.
void check_results(const model::Pack& pack, const Charts& charts, Report& report);
/// Ladders, and tables that fill no data, must make sense in one of the workflows.
void check_unused(const model::Pack& pack, const Charts& charts, Report& report);
/// The conditions outside of workflows, where nothing but their syntax can be told.
void check_syntax(const model::Pack& pack, Report& report);

}  // namespace itr::validation
