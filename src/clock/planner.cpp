#include "clock/planner.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <itr/calendars.hpp>

#include "base/spelling.hpp"
#include "clock/codes.hpp"

namespace itr::clock {
namespace {

expression::Type truth() {
    expression::Type type;
    type.of = expression::Type::Of::boolean;
    return type;
}

bool speaks_of(const model::Agreement& agreement, const std::string& workflow) {
    return agreement.workflows.empty() ||
           std::ranges::any_of(agreement.workflows, [&](const auto& word) { return word.text == workflow; });
}

std::vector<std::vector<chart::StateIndex>> states_by_tag(const chart::Chart& chart) {
    std::vector<std::vector<chart::StateIndex>> tagged(chart.tags().size());
    for (chart::StateIndex state = 0; state < chart.states().size(); ++state) {
        for (const std::uint16_t tag : chart.states()[state].tags) tagged[tag].push_back(state);
    }
    return tagged;
}

bool is_share(const Goal& goal) {
    return goal.target && goal.target->kind == calendar::Target::Kind::share && goal.reference != none;
}

/// The clocks that are shares of `wanted`, directly or not, and `wanted` itself; `shares_of[i]` are those
/// directly of i.
std::vector<bool> that_reach(std::size_t wanted, const std::vector<std::set<std::size_t>>& shares_of) {
    std::vector<bool> found(shares_of.size());
    found[wanted] = true;
    for (std::vector<std::size_t> open{wanted}; !open.empty();) {
        const std::size_t of = open.back();
        open.pop_back();
        for (const std::size_t share : shares_of[of])
            if (!found[share]) found[share] = true, open.push_back(share);
    }
    return found;
}

}  // namespace

Planner::Planner(const model::Pack& pack, const chart::Chart& chart,
                 std::span<const calendar::Calendar> calendars, Diagnostics& diagnostics,
                 std::shared_ptr<const Plan> before)
    : pack_(pack),
      chart_(chart),
      calendars_(calendars.begin(), calendars.end()),
      diagnostics_(diagnostics),
      conditions_(chart.condition_scope()),
      guards_(chart.guard_scope()),
      owned_(std::make_shared<Owned>()) {
    owned_->before = std::move(before);
}

std::shared_ptr<const Plan> Planner::run() {
    const auto before = std::ranges::count(diagnostics_, Severity::error, &Diagnostic::severity);
    const model::Workflow& workflow = chart_.workflow();
    if (!within_limit(clocks_of(workflow))) return nullptr;  // every row of goals is one for each clock
    workflow_calendar_ = calendar_of(workflow.calendar, none);
    for (const model::Agreement& agreement : pack_.agreements) {
        if (!speaks_of(agreement, workflow.name)) continue;
        owned_->agreements.push_back(std::make_unique<const model::Agreement>(agreement));
        add_agreement(*owned_->agreements.back());
    }
    chart::StateIndex next = 0;
    add_state_olas(workflow.root, next, workflow.calendar);
    if (owned_->before) keep_numbers();
    resolve_shares();
    for (const chart::Timer& timer : chart_.timers())
        if (!timer.calendar.empty()) (void)calendar_of(model::Word{timer.calendar, workflow.at}, none);
    locate_calendars();
    (void)within_limit(definitions_.size());  // with those of earlier versions
    const auto after = std::ranges::count(diagnostics_, Severity::error, &Diagnostic::severity);
    if (after > before) return nullptr;
    return Plan::of(std::move(definitions_), std::move(calendars_), states_by_tag(chart_), owned_,
                    std::move(located_));
}

std::size_t Planner::clocks_of(const model::Workflow& workflow) const {
    std::size_t clocks = 0;
    for (const model::Agreement& agreement : pack_.agreements)
        if (speaks_of(agreement, workflow.name)) clocks += agreement.clocks.size();
    return clocks;
}

bool Planner::within_limit(std::size_t clocks) {
    if (clocks <= max_clocks) return true;
    report(clock_too_many_clocks, chart_.workflow().at,
           fmt::format("expected at most {} clocks on one workflow, but found {}", max_clocks, clocks));
    return false;
}

void Planner::add_agreement(const model::Agreement& agreement) {
    check_references(agreement);
    for (const model::ClockDefinition& clock : agreement.clocks) add_clock(agreement, clock);
}

void Planner::add_clock(const model::Agreement& agreement, const model::ClockDefinition& clock) {
    Definition to;
    to.agreement = &agreement;
    to.source = &clock;
    to.name = clock.name;
    to.key = fmt::format("{}.{}", agreement.name, clock.name);
    if (std::ranges::any_of(definitions_, [&](const Definition& other) { return other.key == to.key; })) {
        report(clock_duplicate, clock.at, fmt::format("there is already a clock '{}'", to.key));
    }
    to.calendar = calendar_of(agreement.calendar, workflow_calendar_);
    to.applies = condition(agreement.applies);
    to.start = condition(clock.start);
    to.resume = condition(clock.resume);
    to.stop = condition(clock.stop);
    to.cancel = condition(clock.cancel);
    to.reset = condition(clock.reset);
    to.silent = condition(clock.silent);
    if (clock.anchor) to.anchor = compile(*clock.anchor, std::nullopt);
    for (const model::PauseReason& pause : clock.pauses) {
        auto when = condition(pause.when);
        if (!when) continue;
        to.pauses.push_back({*std::move(when), pause.reason, {}});
        if (pause.until) to.pauses.back().until = compile(*pause.until, std::nullopt);
    }
    for (const auto& [field, policy] : clock.retarget_by_field) {
        const chart::FieldIndex index = chart_.field(field.text);
        if (index == chart::none) {
            report(clock_unknown_field, field.at, fmt::format("there is no data field '{}'", field.text));
        } else {
            to.retarget_by_field.emplace_back(index, policy);
        }
    }
    if (clock.budget.total) to.pause_total = compile_target(*clock.budget.total, to.calendar, clock.at);
    if (clock.budget.longest) to.pause_longest = compile_target(*clock.budget.longest, to.calendar, clock.at);
    add_goals(agreement, clock, to);
    add_thresholds(agreement, clock, to);
    definitions_.push_back(std::move(to));
}

/// Goals and thresholds name clocks of their own agreement.
void Planner::check_references(const model::Agreement& agreement) {
    std::vector<std::string_view> names;
    for (const model::ClockDefinition& clock : agreement.clocks) names.push_back(clock.name);
    const auto check = [&](const model::Word& word) {
        if (std::ranges::find(names, word.text) != names.end()) return;
        report(clock_unknown_clock, word.at,
               fmt::format("there is no clock '{}' in agreement '{}'", word.text, agreement.name),
               spelling::did_you_mean(word.text, names));
    };
    for (const model::Goal& goal : agreement.goals) {
        for (const auto& [clock, target] : goal.targets) check(clock);
    }
    for (const model::Threshold& threshold : agreement.thresholds) check(threshold.clock);
}

/// "60% of restore": restore of the same agreement, else the only clock of that name.
void Planner::resolve_shares() {
    for (ClockIndex i = 0; i < definitions_.size(); ++i) {
        Definition& definition = definitions_[i];
        if (definition.retired) continue;
        for (Goal& goal : definition.goals) {
            if (!goal.target || goal.target->kind != calendar::Target::Kind::share) continue;
            const auto named = [&](const Definition& other, bool same) {
                return other.name == goal.target->reference && !other.retired &&
                       (!same || other.agreement == definition.agreement);
            };
            auto found =
                std::ranges::find_if(definitions_, [&](const auto& other) { return named(other, true); });
            if (found == definitions_.end()) {
                found = std::ranges::find_if(definitions_,
                                             [&](const auto& other) { return named(other, false); });
            }
            const Location& at = goal.source == nullptr ? definition.source->at : goal.source->at;
            if (found == definitions_.end()) {
                report(clock_unknown_clock, at,
                       fmt::format("there is no clock '{}' to be a share of", goal.target->reference));
                continue;
            }
            goal.reference = static_cast<std::uint32_t>(found - definitions_.begin());
        }
    }
    check_share_circles();
}

/// Clocks are visited once for each clock: however many rows name them, they lead to the same others.
void Planner::check_share_circles() {
    const std::size_t count = definitions_.size();
    std::vector<std::set<std::size_t>> shares_of(count);
    for (std::size_t i = 0; i < count; ++i)
        for (const Goal& goal : definitions_[i].goals)
            if (is_share(goal)) shares_of[goal.reference].insert(i);
    for (std::size_t i = 0; i < count; ++i) {
        const std::vector<bool> leading = that_reach(i, shares_of);
        for (const Goal& goal : definitions_[i].goals) {
            if (!is_share(goal) || !leading[goal.reference]) continue;
            report(clock_share_circle, definitions_[i].source->at,
                   fmt::format("clock '{}' is a share of itself, by way of '{}'", definitions_[i].name,
                               goal.target->reference));
            return;
        }
    }
}

std::uint16_t Planner::calendar_of(const std::optional<model::Word>& word, std::uint16_t otherwise) {
    if (!word) return otherwise;
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < calendars_.size(); ++i) {
        names.push_back(calendars_[i].definition().name);
        if (names.back() != word->text) continue;
        used_.insert(static_cast<std::uint16_t>(i));
        return static_cast<std::uint16_t>(i);
    }
    if (word->text == model::around_the_clock) return none;
    report(clock_unknown_calendar, word->at, fmt::format("there is no calendar '{}'", word->text),
           spelling::did_you_mean(word->text, names));
    return unknown_calendar;
}

std::optional<expression::Expression> Planner::condition(const std::optional<model::Source>& source) {
    return source ? compile(*source, truth()) : std::nullopt;
}

std::optional<expression::Expression> Planner::compile(const model::Source& source,
                                                       std::optional<expression::Type> wanted) {
    return expression::Expression::compile(source.text, conditions_, source.at, diagnostics_,
                                           std::move(wanted));
}

void Planner::report(Code code, const Location& at, std::string message, std::string hint) {
    diagnostics_.push_back({code, Severity::error, at, std::move(message), std::move(hint)});
}

std::shared_ptr<const Plan> Plan::compile(const model::Pack& pack, const chart::Chart& chart,
                                          std::span<const calendar::Calendar> calendars,
                                          Diagnostics& diagnostics, std::shared_ptr<const Plan> before) {
    return Planner(pack, chart, calendars, diagnostics, std::move(before)).run();
}

}  // namespace itr::clock
