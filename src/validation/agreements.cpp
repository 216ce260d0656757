#include <algorithm>
#include <itr/validation.hpp>
#include <map>

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
        return of(source) == wanted;
    }

    /// The truth that it always has, in all of them.
    [[nodiscard]] std::optional<bool> of(const std::optional<model::Source>& source) const {
        if (!source) return std::nullopt;
        std::optional<bool> found;
        for (const chart::Chart* chart : charts_) {
            Diagnostics ignored;  // what does not compile is told by clock::Plan
            const auto compiled =
                expression::Expression::compile(source->text, chart->condition_scope(), source->at, ignored);
            const auto& constant = compiled ? compiled->constant() : std::nullopt;
            if (!constant || !constant->is(Kind::boolean)) return std::nullopt;
            if (found && *found != constant->as_bool()) return std::nullopt;
            found = constant->as_bool();
        }
        return found;
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

/// Of one row or threshold: of thousands of mistakes of a kind the first few are enough.
constexpr std::size_t max_told = 10;

/// What is asked again and again of a row of goals.
struct Row {
    const Goal* goal = nullptr;
    std::optional<Term> when;
    std::optional<bool> constant;     ///< of its condition
    std::vector<std::size_t> clocks;  ///< that it speaks of, as numbers, ascending

    [[nodiscard]] bool always() const { return !when || constant == true; }
};

bool speaks_of_all(const Row& one, const Row& other) {
    return std::ranges::includes(one.clocks, other.clocks);
}

bool share_a_clock(const Row& one, const Row& other) {
    return std::ranges::any_of(
        one.clocks, [&](std::size_t clock) { return std::ranges::binary_search(other.clocks, clock); });
}

class AgreementChecks {
  public:
    AgreementChecks(const Agreement& agreement, Constants constants, Report& report)
        : agreement_(agreement), constants_(std::move(constants)), report_(report) {
        for (const ClockDefinition& clock : agreement.clocks) clocks_.push_back(clock.name);
    }

    void check() {
        for (const ClockDefinition& clock : agreement_.clocks) check_clock(clock);
        read_rows();
        for (const Row& row : rows_) check_goal(row);
        compare_rows();
        for (const Threshold& threshold : agreement_.thresholds) {
            report_.need(threshold.clock, clocks_, "clock", unknown_clock);
            check_threshold(threshold);
        }
    }

  private:
    void read_rows() {
        std::map<std::string_view, std::size_t> numbers;
        for (const Goal& goal : agreement_.goals) {
            Row& row = rows_.emplace_back(Row{&goal, {}, constants_.of(goal.when), {}});
            if (goal.when) row.when = term_of(goal.when->text);
            for (const auto& cell : goal.targets) {
                row.clocks.push_back(numbers.try_emplace(cell.first.text, numbers.size()).first->second);
                cells_[cell.first.text].push_back(&cell);
            }
            std::ranges::sort(row.clocks);
            row.clocks.erase(std::unique(row.clocks.begin(), row.clocks.end()), row.clocks.end());
        }
    }

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

    void check_goal(const Row& row) {
        for (const auto& [clock, target] : row.goal->targets) {
            report_.need(clock, clocks_, "clock", unknown_clock);
            if (target.kind == Target::Kind::share)
                report_.need({target.reference, clock.at}, clocks_, "clock", unknown_clock);
            check_pinned(clock, target);
        }
        if (row.constant == false)
            report_.warn(unreachable_goal, row.goal->at,
                         fmt::format("the condition '{}' never holds", row.goal->when->text));
    }

    void compare_rows() {
        const bool weighs =
            agreement_.match == model::Match::most_specific || agreement_.match == model::Match::layered;
        if (!weighs && agreement_.match != model::Match::first) return;
        if (rows_.size() > max_compared_rows) {
            report_.warn(agreement_too_large, agreement_.at,
                         fmt::format("the {} rows of goals of '{}' are not compared; the limit is {}",
                                     rows_.size(), agreement_.name, max_compared_rows));
            return;
        }
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            if (!weighs) check_covered(row);
            if (weighs) check_overlap(row);
            if (weighs) check_outweighed(rows_[row]);
        }
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
        const Row& late = rows_[row];
        for (std::size_t i = 0; i < row; ++i) {
            const Row& before = rows_[i];
            if (!speaks_of_all(before, late) || !fits_whenever(before, late)) continue;
            report_.error(unreachable_goal, late.goal->at,
                          fmt::format("this goal is never reached: the one in line {} always comes first",
                                      before.goal->at.line),
                          "put the narrower goal first");
            return;
        }
    }

    /// A row is in vain as well if a heavier one always fits when it does. Layers give cell by cell.
    void check_outweighed(const Row& row) {
        const bool layered = agreement_.match == model::Match::layered;
        for (const Row& other : rows_) {
            if (other.goal->weight <= row.goal->weight) continue;
            const bool gives_all = (!row.goal->calendar || other.goal->calendar) && speaks_of_all(other, row);
            if ((layered && !gives_all) || !fits_whenever(other, row)) continue;
            report_.error(
                unreachable_goal, row.goal->at,
                fmt::format(
                    "this goal is never reached: the one in line {} fits whenever it does, and weighs "
                    "more",
                    other.goal->at.line),
                "give the narrower goal more weight");
            return;
        }
    }

    void check_overlap(std::size_t row) {
        const Goal& goal = *rows_[row].goal;
        std::size_t told = 0;
        for (std::size_t i = 0; i < row && told < max_told; ++i) {
            const Goal& before = *rows_[i].goal;
            if (goal.weight != before.weight || !share_a_clock(rows_[row], rows_[i])) continue;
            if (rows_[row].when && rows_[i].when && excludes(*rows_[row].when, *rows_[i].when)) continue;
            ++told;
            report_.warn(overlapping_goals, goal.at,
                         fmt::format("this goal and the one in line {} may both fit, and weigh the same",
                                     before.at.line),
                         "give them different weights");
        }
    }

    static bool fits_whenever(const Row& one, const Row& other) {
        return one.always() || (other.when && implies(*other.when, *one.when));
    }

    void check_threshold(const Threshold& threshold) {
        constexpr std::int64_t whole = 1000;
        if (threshold.by == Threshold::At::percent && threshold.per_mille > whole)
            report_.warn(warning_past_target, threshold.at, "a share beyond 100% lies behind the breach",
                         "write \"1h after breach\"");
        std::size_t told = 0;
        for (const auto* cell : cells_[threshold.clock.text]) {
            const auto& [clock, target] = *cell;
            if (target.then_real > Duration{}) continue;
            if (target.kind != Target::Kind::working && target.kind != Target::Kind::real) continue;
            const bool before_start =
                threshold.by == Threshold::At::before_due && threshold.offset >= target.length;
            const bool after_due = threshold.by == Threshold::At::after_start && !threshold.every &&
                                   threshold.offset > target.length;
            if ((!before_start && !after_due) || ++told > max_told) continue;
            report_.warn(warning_past_target, threshold.at,
                         fmt::format("with the target {} in line {} this lies {}", to_string(target),
                                     clock.at.line, after_due ? "behind the breach" : "before the start"));
        }
    }

    const Agreement& agreement_;
    Constants constants_;
    Report& report_;
    std::vector<std::string_view> clocks_;
    std::vector<Row> rows_;
    std::map<std::string_view, std::vector<const std::pair<model::Word, Target>*>> cells_;  ///< by clock
};

}  // namespace

void check_agreements(const model::Pack& pack, const Charts& charts, Report& report) {
    for (const Agreement& agreement : pack.agreements) {
        std::vector<const chart::Chart*> spoken_of;
        for (const auto& chart : charts) {
            if (chart && speaks_of(agreement, chart->workflow().name)) spoken_of.push_back(chart.get());
        }
        AgreementChecks(agreement, Constants(std::move(spoken_of)), report).check();
    }
}

}  // namespace itr::validation
