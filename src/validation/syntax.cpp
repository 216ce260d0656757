// What can be told of conditions while a workflow that they speak of is not understood: that they are no
// expressions. Whether their names mean something is asked when it is.
#include <itr/expression.hpp>

#include "expression/codes.hpp"
#include "validation/report.hpp"

namespace itr::validation {
namespace {

class SyntaxChecks {
  public:
    explicit SyntaxChecks(Report& report) : report_(report) {}

    void check_agreement(const model::Agreement& agreement) {
        check(agreement.applies);
        for (const model::ClockDefinition& clock : agreement.clocks) check_clock(clock);
        for (const model::Goal& goal : agreement.goals) check(goal.when);
        for (const model::Threshold& threshold : agreement.thresholds) check_actions(threshold.actions);
    }

    void check_ladder(const model::Ladder& ladder) {
        check(ladder.silent);
        for (const model::LadderLevel& level : ladder.levels) {
            check(level.quiet_unless);
            check_actions(level.actions);
        }
    }

    void check_table(const model::Table& table) {
        for (const model::Source& input : table.inputs) check(input);
    }

  private:
    void check_clock(const model::ClockDefinition& clock) {
        for (const auto* condition : {&clock.anchor, &clock.start, &clock.resume, &clock.stop, &clock.cancel,
                                      &clock.reset, &clock.silent})
            check(*condition);
        for (const model::PauseReason& pause : clock.pauses) {
            check(pause.when);
            check(pause.until);
        }
    }

    void check_actions(const std::vector<model::Action>& actions) {
        for (const model::Action& action : actions) {
            check(action.when);
            for (const auto& [name, source] : action.with) check(source);
        }
    }

    void check(const std::optional<model::Source>& source) {
        if (source) check(*source);
    }

    void check(const model::Source& source) {
        Diagnostics found;
        static_cast<void>(expression::Expression::compile(source.text, {}, source.at, found));
        for (Diagnostic& each : found)
            if (each.code == expression::expression_syntax || each.code == expression::expression_too_deep)
                report_.diagnostics().push_back(std::move(each));
    }

    Report& report_;
};

}  // namespace

void check_syntax(const model::Pack& pack, Report& report) {
    SyntaxChecks checks(report);
    for (const model::Agreement& agreement : pack.agreements) checks.check_agreement(agreement);
    for (const model::Ladder& ladder : pack.ladders) checks.check_ladder(ladder);
    for (const model::Table& table : pack.tables) checks.check_table(table);
}

}  // namespace itr::validation
