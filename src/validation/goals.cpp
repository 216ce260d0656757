#include <algorithm>
#include <map>

#include "validation/constants.hpp"
#include "validation/report.hpp"

namespace itr::validation {
namespace {

using calendar::Target;
using model::Agreement;
using model::ClockDefinition;
using model::Goal;
using structure::Term;
using structure::term_of;

/// Rows whose conditions are taken together.
constexpr std::size_t max_joined = 32;

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

class GoalChecks {
  public:
    GoalChecks(const Agreement& agreement, const Constants& constants, structure::Cases& cases,
               Report& report)
        : agreement_(agreement), constants_(constants), cases_(cases), report_(report) {
        for (const ClockDefinition& clock : agreement.clocks) clocks_.push_back(clock.name);
    }

    void check() {
        read_rows();
        for (const Row& row : rows_) check_goal(row);
        compare_rows();
    }

  private:
    void read_rows() {
        std::map<std::string_view, std::size_t> numbers;
        for (const Goal& goal : agreement_.goals) {
            Row& row = rows_.emplace_back(Row{&goal, {}, constants_.of(goal.when), {}});
            if (goal.when) row.when = term_of(goal.when->text);
            for (const auto& cell : goal.targets) {
                row.clocks.push_back(numbers.try_emplace(cell.first.text, numbers.size()).first->second);
            }
            std::ranges::sort(row.clocks);
            row.clocks.erase(std::unique(row.clocks.begin(), row.clocks.end()), row.clocks.end());
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
        if (rows_.size() > max_compared_rows) {
            report_.warn(agreement_too_large, agreement_.at,
                         fmt::format("the {} rows of goals of '{}' are not compared; the limit is {}",
                                     rows_.size(), agreement_.name, max_compared_rows));
            return;
        }
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            if (agreement_.match == model::Match::first) check_covered(row);
            if (agreement_.match == model::Match::strictest) check_never_strictest(row);
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

    /// A row is in vain if those before it take every ticket it could, for every clock it speaks of.
    void check_covered(std::size_t row) {
        const Row& late = rows_[row];
        std::vector<const Row*> before;
        for (std::size_t i = 0; i < row; ++i) {
            if (!speaks_of_all(rows_[i], late)) continue;
            if (fits_whenever(rows_[i], late)) return unreachable(late, rows_[i], "always comes first");
            if (rows_[i].when) before.push_back(&rows_[i]);
        }
        if (before.size() < 2 || before.size() > max_joined) return;
        std::vector<Term> conditions;
        for (const Row* one : before) conditions.push_back(*one->when);
        if (cases_.imply(late.when.value_or(term_of("true")), expression::either_of(std::move(conditions))))
            report_.error(
                unreachable_goal, late.goal->at,
                fmt::format("this goal is never reached: the {} before it fit every ticket it could",
                            before.size()),
                "remove it, or put it first");
    }

    void unreachable(const Row& row, const Row& instead, std::string_view why) {
        report_.error(
            unreachable_goal, row.goal->at,
            fmt::format("this goal is never reached: the one in line {} {}", instead.goal->at.line, why),
            "put the narrower goal first");
    }

    /// A row is in vain if for each clock it speaks of another one always fits when it does, and is due no
    /// later.
    void check_never_strictest(std::size_t row) {
        const Row& late = rows_[row];
        const Row* instead = nullptr;
        for (const auto& [clock, target] : late.goal->targets) {
            instead = nullptr;
            for (std::size_t i = 0; i < rows_.size() && instead == nullptr; ++i)
                if (i != row && is_due_no_later(rows_[i], i < row, clock.text, late, target) &&
                    fits_whenever(rows_[i], late))
                    instead = &rows_[i];
            if (instead == nullptr) return;
        }
        if (instead != nullptr)
            report_.error(unreachable_goal, late.goal->at,
                          fmt::format("this goal is never reached: the one in line {} fits whenever it does, "
                                      "and is due no later",
                                      instead->goal->at.line),
                          "remove it, or give it a shorter target");
    }

    /// Of those that are due at one instant the first counts; with a floor or ceiling they may be.
    bool is_due_no_later(const Row& one, bool first, const std::string& clock, const Row& other,
                         const Target& target) const {
        const auto cell = std::ranges::find_if(one.goal->targets,
                                               [&](const auto& each) { return each.first.text == clock; });
        if (cell == one.goal->targets.end()) return false;
        const bool real = target.kind == Target::Kind::real;
        if (!real && one.goal->calendar.value_or(model::Word{}).text !=
                         other.goal->calendar.value_or(model::Word{}).text)
            return false;
        const auto definition = std::ranges::find(agreement_.clocks, clock, &ClockDefinition::name);
        const bool bounded = definition == agreement_.clocks.end() || definition->adjust.floor.has_value() ||
                             definition->adjust.ceiling.has_value();
        return first ? no_longer(cell->second, target)
                     : !bounded && no_longer(cell->second, target) && cell->second != target;
    }

    /// Of targets that differ in length alone.
    static bool no_longer(Target one, const Target& other) {
        if (one.length > other.length || one.then_real > other.then_real || one.days > other.days)
            return false;
        one.length = other.length;
        one.then_real = other.then_real;
        one.days = other.days;
        const bool has_length = other.kind == Target::Kind::working || other.kind == Target::Kind::real ||
                                other.kind == Target::Kind::working_days;
        return has_length && one == other;
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
            if (rows_[row].when && rows_[i].when && cases_.exclude(*rows_[row].when, *rows_[i].when))
                continue;
            ++told;
            report_.warn(overlapping_goals, goal.at,
                         fmt::format("this goal and the one in line {} may both fit, and weigh the same",
                                     before.at.line),
                         "give them different weights");
        }
    }

    bool fits_whenever(const Row& one, const Row& other) {
        return one.always() || (other.when && cases_.imply(*other.when, *one.when));
    }

    const Agreement& agreement_;
    const Constants& constants_;
    structure::Cases& cases_;
    Report& report_;
    std::vector<std::string_view> clocks_;
    std::vector<Row> rows_;
};

}  // namespace

void check_goals(const Agreement& agreement, const Constants& constants, structure::Cases& cases,
                 Report& report) {
    GoalChecks(agreement, constants, cases, report).check();
}

}  // namespace itr::validation
