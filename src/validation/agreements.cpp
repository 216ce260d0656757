#include <algorithm>

#include "structure/condition.hpp"
#include "structure/situations.hpp"
#include "structure/truth.hpp"
#include "validation/report.hpp"

namespace itr::validation {
namespace {

using calendar::Target;
using model::Agreement;
using model::ClockDefinition;
using model::Goal;
using model::Threshold;
using structure::excludes;
using structure::implies;
using structure::Term;
using structure::term_of;

/// Whether a condition can never hold in any of the workflows that the agreement speaks of.
class Constants {
  public:
    explicit Constants(std::vector<const chart::Chart*> charts) : charts_(std::move(charts)) {}

    [[nodiscard]] bool is(const std::optional<model::Source>& source, bool wanted) const {
        if (!source || charts_.empty()) return false;
        return std::ranges::all_of(charts_, [&](const chart::Chart* chart) {
            Diagnostics ignored;  // what does not compile is told by clock::Plan
            const auto compiled =
                expression::Expression::compile(source->text, chart->condition_scope(), source->at, ignored);
            return compiled && compiled->constant() && *compiled->constant() == Value(wanted);
        });
    }

    /// Whether it holds in every one of them when a ticket is opened.
    [[nodiscard]] bool at_opening(const model::Source& source) const {
        const Term term = term_of(source.text);
        return !charts_.empty() && std::ranges::all_of(charts_, [&](const chart::Chart* chart) {
            return structure::truth(term, *chart, structure::opening_of(*chart)) == structure::Truth::yes;
        });
    }

    /// Whether in none of them any step makes it hold.
    [[nodiscard]] bool never(const std::optional<model::Source>& source) const {
        if (is(source, false)) return true;
        if (!source || charts_.empty()) return false;
        const Term term = term_of(source->text);
        return std::ranges::all_of(charts_, [&](const chart::Chart* chart) {
            return structure::never_holds_in_chart(term, *chart);
        });
    }

    /// Whether in all of them whatever makes the one hold makes the other hold too.
    [[nodiscard]] bool implied(const model::Source& one, const model::Source& other) const {
        const Term first = term_of(one.text);
        const Term second = term_of(other.text);
        return implies(first, second) ||
               (!charts_.empty() && std::ranges::all_of(charts_, [&](const chart::Chart* chart) {
                   return structure::implies_in_chart(first, second, *chart);
               }));
    }

  private:
    std::vector<const chart::Chart*> charts_;
};

class AgreementChecks {
  public:
    AgreementChecks(const Agreement& agreement, Constants constants, Report& report)
        : agreement_(agreement), constants_(std::move(constants)), report_(report) {
        for (const ClockDefinition& clock : agreement.clocks) clocks_.push_back(clock.name);
    }

    void check() {
        for (const ClockDefinition& clock : agreement_.clocks) check_clock(clock);
        for (std::size_t i = 0; i < agreement_.goals.size(); ++i) check_goal(i);
        for (const Threshold& threshold : agreement_.thresholds) {
            report_.need(threshold.clock, clocks_, "clock", unknown_clock);
            check_threshold(threshold);
        }
    }

  private:
    void check_clock(const ClockDefinition& clock) {
        const bool stops = clock.stop && !constants_.never(clock.stop);
        const bool cancels = clock.cancel && !constants_.never(clock.cancel);
        if (!stops && !cancels)
            report_.error(never_stops, clock.at, fmt::format("the clock '{}' can never stop", clock.name),
                          "add 'stop: …'");
        if (clock.start && clock.stop && constants_.implied(*clock.start, *clock.stop))
            report_.error(start_implies_stop, clock.start->at,
                          fmt::format("the clock '{}' would be stopped whenever it is started", clock.name));
        const bool from_opening = !clock.start && !agreement_.applies;
        if (from_opening && clock.stop && constants_.at_opening(*clock.stop))
            report_.error(
                start_implies_stop, clock.stop->at,
                fmt::format("the clock '{}' starts when a ticket is opened, and its stop holds then",
                            clock.name),
                "add a 'start', or stop it later");
        for (const model::PauseReason& pause : clock.pauses) {
            if (clock.start && excludes(term_of(clock.start->text), term_of(pause.when.text)))
                report_.warn(start_excludes_pause, pause.when.at,
                             fmt::format("the pause '{}' never holds when the clock '{}' starts",
                                         pause.when.text, clock.name),
                             "a clock keeps running after 'start'; say in 'pause' alone when it rests");
            if (constants_.is(pause.when, false))
                report_.warn(never_true, pause.when.at,
                             fmt::format("the condition '{}' never holds", pause.when.text));
        }
    }

    void check_goal(std::size_t row) {
        const Goal& goal = agreement_.goals[row];
        for (const auto& [clock, target] : goal.targets) {
            report_.need(clock, clocks_, "clock", unknown_clock);
            if (target.kind == Target::Kind::share)
                report_.need({target.reference, clock.at}, clocks_, "clock", unknown_clock);
            check_pinned(clock, target);
        }
        if (constants_.is(goal.when, false))
            report_.warn(unreachable_goal, goal.at,
                         fmt::format("the condition '{}' never holds", goal.when->text));
        if (agreement_.match == model::Match::first) check_covered(row);
        const bool weighs =
            agreement_.match == model::Match::most_specific || agreement_.match == model::Match::layered;
        if (weighs) check_overlap(row);
        if (weighs) check_outweighed(row);
    }

    void check_pinned(const model::Word& name, const Target& target) {
        const auto clock = std::ranges::find(agreement_.clocks, name.text, &ClockDefinition::name);
        if (target.kind == Target::Kind::date && clock != agreement_.clocks.end() && !clock->pauses.empty() &&
            !clock->dates_move)
            report_.warn(
                pause_on_pinned_date, name.at,
                fmt::format("the clock '{}' pauses, but a pause does not move a negotiated date", name.text));
    }

    /// A row is in vain if an earlier one takes every ticket it could, for every clock it speaks of.
    void check_covered(std::size_t row) {
        const Goal& goal = agreement_.goals[row];
        for (std::size_t i = 0; i < row; ++i) {
            const Goal& before = agreement_.goals[i];
            const bool always = !before.when || constants_.is(before.when, true);
            if (!always && !(goal.when && implies(term_of(goal.when->text), term_of(before.when->text))))
                continue;
            const bool all = std::ranges::all_of(
                goal.targets, [&](const auto& target) { return names_clock(before, target.first.text); });
            if (!all) continue;
            report_.error(unreachable_goal, goal.at,
                          fmt::format("this goal is never reached: the one in line {} always comes first",
                                      before.at.line),
                          "put the narrower goal first");
            return;
        }
    }

    /// A row is in vain as well if a heavier one always fits when it does. Layers give cell by cell.
    void check_outweighed(std::size_t row) {
        const Goal& goal = agreement_.goals[row];
        const bool layered = agreement_.match == model::Match::layered;
        for (const Goal& other : agreement_.goals) {
            const bool always = !other.when || constants_.is(other.when, true);
            const bool fits =
                always || (goal.when && implies(term_of(goal.when->text), term_of(other.when->text)));
            if (other.weight <= goal.weight || !fits) continue;
            const bool gives_all = (!goal.calendar || other.calendar) &&
                                   std::ranges::all_of(goal.targets, [&](const auto& target) {
                                       return names_clock(other, target.first.text);
                                   });
            if (layered && !gives_all) continue;
            report_.error(
                unreachable_goal, goal.at,
                fmt::format(
                    "this goal is never reached: the one in line {} fits whenever it does, and weighs "
                    "more",
                    other.at.line),
                "give the narrower goal more weight");
            return;
        }
    }

    void check_overlap(std::size_t row) {
        const Goal& goal = agreement_.goals[row];
        for (std::size_t i = 0; i < row; ++i) {
            const Goal& before = agreement_.goals[i];
            const bool shared = std::ranges::any_of(
                goal.targets, [&](const auto& t) { return names_clock(before, t.first.text); });
            const bool apart =
                goal.when && before.when && excludes(term_of(goal.when->text), term_of(before.when->text));
            if (!shared || apart || goal.weight != before.weight) continue;
            report_.warn(overlapping_goals, goal.at,
                         fmt::format("this goal and the one in line {} may both fit, and weigh the same",
                                     before.at.line),
                         "give them different weights");
        }
    }

    static bool names_clock(const Goal& goal, const std::string& clock) {
        return std::ranges::any_of(goal.targets,
                                   [&](const auto& target) { return target.first.text == clock; });
    }

    void check_threshold(const Threshold& threshold) {
        constexpr std::int64_t whole = 1000;
        if (threshold.by == Threshold::At::percent && threshold.per_mille > whole)
            report_.warn(warning_past_target, threshold.at, "a share beyond 100% lies behind the breach",
                         "write \"1h after breach\"");
        for (const Goal& goal : agreement_.goals)
            for (const auto& [clock, target] : goal.targets) {
                if (clock.text != threshold.clock.text || target.then_real > Duration{}) continue;
                if (target.kind != Target::Kind::working && target.kind != Target::Kind::real) continue;
                const bool before_start =
                    threshold.by == Threshold::At::before_due && threshold.offset >= target.length;
                const bool after_due = threshold.by == Threshold::At::after_start && !threshold.every &&
                                       threshold.offset > target.length;
                if (before_start || after_due)
                    report_.warn(
                        warning_past_target, threshold.at,
                        fmt::format("with the target {} in line {} this lies {}", to_string(target),
                                    clock.at.line, after_due ? "behind the breach" : "before the start"));
            }
    }

    const Agreement& agreement_;
    Constants constants_;
    Report& report_;
    std::vector<std::string_view> clocks_;
};

}  // namespace

void check_agreements(const model::Pack& pack, const Charts& charts, Report& report) {
    for (const Agreement& agreement : pack.agreements) {
        std::vector<const chart::Chart*> spoken_of;
        for (const auto& chart : charts) {
            const bool named = std::ranges::any_of(agreement.workflows, [&](const model::Word& word) {
                return chart && word.text == chart->workflow().name;
            });
            if (chart && (agreement.workflows.empty() || named)) spoken_of.push_back(chart.get());
        }
        AgreementChecks(agreement, Constants(std::move(spoken_of)), report).check();
    }
}

}  // namespace itr::validation
