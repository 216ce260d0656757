#include <algorithm>
#include <itr/validation.hpp>
#include <map>

#include "validation/constants.hpp"
#include "validation/report.hpp"

namespace itr::validation {
namespace {

using calendar::Target;
using model::Agreement;
using model::ClockDefinition;
using model::Threshold;
using structure::Term;
using structure::term_of;

constexpr int minutes_per_day = 24 * 60;

/// More than any working day of the calendar has; nothing: it is made of others.
std::optional<Duration> beyond_a_day(const model::CalendarEntry& calendar) {
    constexpr int day = minutes_per_day;
    if (calendar.is_made_of_others()) return std::nullopt;
    int longest = calendar.definition.always ? day : 0, from_before = 0;
    const auto look_at = [&](const std::vector<calendar::Window>& windows) {
        int open = 0;
        for (const calendar::Window& window : windows) {
            const bool across_midnight = window.to <= window.from;
            open += window.to - window.from + (across_midnight ? day : 0);
            if (across_midnight) from_before = std::max(from_before, int{window.to});
        }
        longest = std::max(longest, open);
    };
    for (const auto& windows : calendar.definition.week) look_at(windows);
    for (const auto& dated : calendar.definition.days) look_at(dated.windows);
    constexpr int clock_change = 60;
    return minutes(longest + from_before + clock_change + 1);
}

class AgreementChecks {
  public:
    AgreementChecks(const Agreement& agreement, const model::Pack& pack, Constants constants, Report& report)
        : agreement_(agreement),
          pack_(pack),
          constants_(std::move(constants)),
          cases_(constants_.ranges()),
          report_(report) {
        for (const ClockDefinition& clock : agreement.clocks) clocks_.push_back(clock.name);
        for (const model::Goal& goal : agreement.goals)
            for (const auto& cell : goal.targets) cells_[cell.first.text].push_back({&goal, &cell});
    }

    void check() {
        for (const ClockDefinition& clock : agreement_.clocks) check_clock(clock);
        check_goals(agreement_, constants_, cases_, report_);
        for (const Threshold& threshold : agreement_.thresholds) {
            report_.need(threshold.clock, clocks_, "clock", unknown_clock);
            check_threshold(threshold);
        }
    }

  private:
    void check_clock(const ClockDefinition& clock) {
        const bool stops = clock.stop && !constants_.never(clock.stop, cases_);
        const bool cancels = clock.cancel && !constants_.never(clock.cancel, cases_);
        if (!stops && !cancels)
            report_.error(never_stops, clock.at, fmt::format("the clock '{}' can never stop", clock.name),
                          "add 'stop: …'");
        if (!check_start(clock, clock.stop, "stop", "stopped"))
            (void)check_start(clock, clock.cancel, "cancel", "cancelled");
        check_reopening(clock);
        for (const model::PauseReason& pause : clock.pauses) {
            if (clock.start && cases_.exclude(term_of(clock.start->text), term_of(pause.when.text)))
                report_.warn(start_excludes_pause, pause.when.at,
                             fmt::format("the pause '{}' never holds when the clock '{}' starts",
                                         pause.when.text, clock.name),
                             "a clock keeps running after 'start'; say in 'pause' alone when it rests");
            if (constants_.never(pause.when, cases_))
                report_.warn(never_true, pause.when.at,
                             fmt::format("the condition '{}' never holds", pause.when.text));
        }
    }

    /// A clock does not begin where its stop or cancel holds. Whether that was told.
    bool check_start(const ClockDefinition& clock, const std::optional<model::Source>& end,
                     std::string_view word, std::string_view ended) {
        if (!end) return false;
        if (clock.start && constants_.implied(*clock.start, *end, cases_)) {
            report_.error(
                start_implies_stop, clock.start->at,
                fmt::format("the clock '{}' would be {} whenever it is started", clock.name, ended));
            return true;
        }
        const bool from_opening = !clock.start && !agreement_.applies;
        if (!from_opening || !constants_.at_opening(*end)) return false;
        report_.error(start_implies_stop, end->at,
                      fmt::format("the clock '{}' starts when a ticket is opened, and its {} holds then",
                                  clock.name, word),
                      fmt::format("add a 'start', or {} it later", word));
        return true;
    }

    /// What is told of reopening takes effect where a clock of one cycle can start a second time.
    void check_reopening(const ClockDefinition& clock) {
        const bool told = clock.reopen != model::Reopen::continue_with_gap || clock.reopen_within;
        if (!told) return;
        if (clock.cycle != model::Cycle::single)
            report_.warn(
                idle_reopen, clock.at,
                fmt::format("the clock '{}' begins a new cycle whenever it starts again, so 'reopen' "
                            "has no effect",
                            clock.name),
                "leave 'cycle' or 'reopen' out");
        else if (!clock.start && !agreement_.applies)
            report_.warn(idle_reopen, clock.at,
                         fmt::format("the clock '{}' starts when a ticket is opened and never again, so "
                                     "'reopen' has no effect",
                                     clock.name),
                         "add a 'start' that becomes true again when the ticket is reopened");
    }

    void check_threshold(const Threshold& threshold) {
        constexpr std::int64_t whole = 1000;
        if (threshold.by == Threshold::At::percent && threshold.per_mille > whole)
            report_.warn(warning_past_target, threshold.at, "a share beyond 100% lies behind the breach",
                         "write \"1h after breach\"");
        std::size_t told = 0;
        for (const auto& [goal, cell] : cells_[threshold.clock.text]) {
            const auto& [clock, target] = *cell;
            const auto whole_length = length_of(*goal, target);
            const bool other_time = threshold.real && target.kind != Target::Kind::real;
            if (!whole_length || other_time) continue;
            const bool before_start =
                threshold.by == Threshold::At::before_due && threshold.offset >= *whole_length;
            const bool after_due = threshold.by == Threshold::At::after_start && !threshold.every &&
                                   threshold.offset > *whole_length;
            if ((!before_start && !after_due) || ++told > max_told) continue;
            report_.warn(warning_past_target, threshold.at,
                         fmt::format("with the target {} in line {} this lies {}", to_string(target),
                                     clock.at.line, after_due ? "behind the breach" : "before the start"));
        }
    }

    /// In the clock's own time; of working days, more than they ever are. Nothing where it cannot be told.
    [[nodiscard]] std::optional<Duration> length_of(const model::Goal& goal, const Target& target) const {
        if (target.then_real > Duration{}) return std::nullopt;
        if (target.kind == Target::Kind::working || target.kind == Target::Kind::real) return target.length;
        const auto& named = goal.calendar ? goal.calendar : agreement_.calendar;
        if (target.kind != Target::Kind::working_days || !named) return std::nullopt;
        const auto calendar =
            std::ranges::find(pack_.calendars, named->text,
                              [](const model::CalendarEntry& entry) { return entry.definition.name; });
        if (calendar == pack_.calendars.end()) return std::nullopt;
        const auto day = beyond_a_day(*calendar);
        if (!day) return std::nullopt;
        // They may begin and end within a day; what comes after the cut-off has the rest of its day besides.
        const bool has_cut_off = target.cut_off_minute < minutes_per_day;
        return *day * (target.days + (has_cut_off ? 2 : 1));
    }

    struct CellOfGoal {
        const model::Goal* goal;
        const std::pair<model::Word, Target>* cell;
    };

    const Agreement& agreement_;
    const model::Pack& pack_;
    Constants constants_;
    structure::Cases cases_;
    Report& report_;
    std::vector<std::string_view> clocks_;
    std::map<std::string_view, std::vector<CellOfGoal>> cells_;  ///< by clock
};

/// None where one of them is not understood: what is so in all of them cannot be told.
std::vector<const chart::Chart*> spoken_of(const Agreement& agreement, const model::Pack& pack,
                                           const Charts& charts) {
    std::vector<const chart::Chart*> all;
    for (std::size_t i = 0; i < charts.size(); ++i) {
        if (!speaks_of(agreement, pack.workflows[i].name)) continue;
        if (!charts[i].has_states()) return {};
        all.push_back(charts[i].chart.get());
    }
    return all;
}

}  // namespace

void check_agreements(const model::Pack& pack, const Charts& charts, Report& report) {
    for (const Agreement& agreement : pack.agreements) {
        AgreementChecks(agreement, pack, Constants(pack, spoken_of(agreement, pack, charts)), report).check();
    }
}

}  // namespace itr::validation
