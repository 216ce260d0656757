// Ladders, and tables that fill no workflow's data: no other check compiles them, so their mistakes would be
// told on the day they are first used.
#include <algorithm>
#include <itr/validation.hpp>

#include "validation/report.hpp"

namespace itr::validation {
namespace {

/// What is not asked for may be meant for any of the workflows: it is right if it makes sense in one. Else
/// what the workflow says in which least is wrong.
template <typename Compile>
void need_one_that_fits(const ChartList& charts, Report& report, Compile compile) {
    Diagnostics fewest;
    for (const chart::Chart* chart : charts) {
        Diagnostics found;
        compile(*chart, found);
        if (!has_errors(found)) return;
        if (fewest.empty() || found.size() < fewest.size()) fewest = std::move(found);
    }
    std::ranges::move(fewest, std::back_inserter(report.diagnostics()));
}

void compile_condition(const model::Source& source, const chart::Chart& chart, Diagnostics& found) {
    (void)expression::Expression::compile(
        source.text, chart.guard_scope(), source.at, found,
        expression::Type{.of = expression::Type::Of::boolean, .parameters = {}, .values = {}});
}

void compile_ladder(const model::Ladder& ladder, const chart::Chart& chart, Diagnostics& found) {
    if (ladder.silent) compile_condition(*ladder.silent, chart, found);
    for (const model::LadderLevel& level : ladder.levels) {
        (void)chart::compile_actions(level.actions, chart, chart.guard_scope(), found);
        if (level.quiet_unless) compile_condition(*level.quiet_unless, chart, found);
    }
}

void compile_inputs(const model::Table& table, const chart::Chart& chart, Diagnostics& found) {
    for (const model::Source& input : table.inputs)
        (void)expression::Expression::compile(input.text, chart.guard_scope(), input.at, found);
}

}  // namespace

void check_unused(const model::Pack& pack, const Charts& charts, Report& report) {
    ChartList all;
    for (const chart::Sketch& sketch : charts) {
        if (!sketch.chart) return;  // it may be meant for this one
        all.push_back(sketch.chart.get());
    }
    for (const model::Table& table : pack.tables) {
        if (!users_of(table, charts).empty()) continue;
        need_one_that_fits(all, report, [&](const chart::Chart& chart, Diagnostics& found) {
            compile_inputs(table, chart, found);
        });
    }
    for (const model::Ladder& ladder : pack.ladders)
        need_one_that_fits(all, report, [&](const chart::Chart& chart, Diagnostics& found) {
            compile_ladder(ladder, chart, found);
        });
}

}  // namespace itr::validation
