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

class AgreementChecks {
  public:
    AgreementChecks(const Agreement& agreement, Constants constants, Report& report)
        : agreement_(agreement),
          constants_(std::move(constants)),
          cases_(constants_.ranges()),
          report_(report) {
        for (const ClockDefinition& clock : agreement.clocks) clocks_.push_back(clock.name);
        for (const model::Goal& goal : agreement.goals)
            for (const auto& cell : goal.targets) cells_[cell.first.text].push_back(&cell);
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
        const bool stops = clock.stop && !constants_.never(clock.stop);
        const bool cancels = clock.cancel && !constants_.never(clock.cancel);
        if (!stops && !cancels)
            report_.error(never_stops, clock.at, fmt::format("the clock '{}' can never stop", clock.name),
                          "add 'stop: …'");
        if (clock.start && clock.stop && constants_.implied(*clock.start, *clock.stop, cases_))
            report_.error(start_implies_stop, clock.start->at,
                          fmt::format("the clock '{}' would be stopped whenever it is started", clock.name));
        const bool from_opening = !clock.start && !agreement_.applies;
        if (from_opening && clock.stop && constants_.at_opening(*clock.stop))
            report_.error(
                start_implies_stop, clock.stop->at,
                fmt::format("the clock '{}' starts when a ticket is opened, and its stop holds then",
                            clock.name),
                "add a 'start', or stop it later");
        check_reopening(clock);
        for (const model::PauseReason& pause : clock.pauses) {
            if (clock.start && cases_.exclude(term_of(clock.start->text), term_of(pause.when.text)))
                report_.warn(start_excludes_pause, pause.when.at,
                             fmt::format("the pause '{}' never holds when the clock '{}' starts",
                                         pause.when.text, clock.name),
                             "a clock keeps running after 'start'; say in 'pause' alone when it rests");
            if (constants_.is(pause.when, false))
                report_.warn(never_true, pause.when.at,
                             fmt::format("the condition '{}' never holds", pause.when.text));
        }
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
    structure::Cases cases_;
    Report& report_;
    std::vector<std::string_view> clocks_;
    std::map<std::string_view, std::vector<const std::pair<model::Word, Target>*>> cells_;  ///< by clock
};

/// None where one of them is not understood: what is so in all of them cannot be told.
std::vector<const chart::Chart*> spoken_of(const Agreement& agreement, const model::Pack& pack,
                                           const Charts& charts) {
    std::vector<const chart::Chart*> all;
    for (std::size_t i = 0; i < charts.size(); ++i) {
        if (!speaks_of(agreement, pack.workflows[i].name)) continue;
        if (!charts[i]) return {};
        all.push_back(charts[i].get());
    }
    return all;
}

}  // namespace

void check_agreements(const model::Pack& pack, const Charts& charts, Report& report) {
    for (const Agreement& agreement : pack.agreements) {
        AgreementChecks(agreement, Constants(spoken_of(agreement, pack, charts)), report).check();
    }
}

}  // namespace itr::validation
