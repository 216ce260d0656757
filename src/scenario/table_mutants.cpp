// Mutants of decision tables: a row less, and an entry that means the opposite.
#include <fmt/format.h>

#include "scenario/mutants.hpp"

namespace itr::scenario {
namespace {

using CellKind = model::Cell::Kind;

/// What is outside of a range lies on two sides of it.
void leave_range(model::Table& table, std::size_t row, std::size_t column) {
    const model::Cell range = table.rows[row].inputs[column];
    const auto beyond = [&](bool below) {
        model::Cell cell;
        cell.kind = CellKind::range;
        cell.at = range.at;
        (below ? cell.high : cell.low) = below ? range.low : range.high;
        (below ? cell.high_open : cell.low_open) = below ? !range.low_open : !range.high_open;
        return cell;
    };
    model::TableRow& first = table.rows[row];
    first.inputs[column] = beyond(static_cast<bool>(range.low));
    if (!range.low || !range.high) return;
    model::TableRow second = first;
    second.inputs[column] = beyond(false);
    table.rows.insert(table.rows.begin() + static_cast<std::ptrdiff_t>(row) + 1, std::move(second));
}

void negate_entry(model::Table& table, std::size_t row, std::size_t column) {
    model::Cell& cell = table.rows[row].inputs[column];
    if (cell.kind == CellKind::range)
        leave_range(table, row, column);
    else
        cell.kind = cell.kind == CellKind::none_of ? CellKind::one_of : CellKind::none_of;
}

void find_in_row(model::Table& table, std::size_t row, Sites& sites) {
    const std::string where = fmt::format("{}: row {}", table.name, row + 1);
    const auto add = [&](Mutation mutation, const Location& at, const std::string& which,
                         std::function<void()> apply) {
        sites.push_back({{mutation, fmt::format("{}{}: {}", where, which, to_string(mutation)), at},
                         table.name,
                         {},
                         std::move(apply)});
    };
    add(Mutation::remove_row, table.rows[row].at, "", [&table, row] { erase_at(table.rows, row); });
    for (std::size_t column = 0; column < table.rows[row].inputs.size(); ++column)
        if (table.rows[row].inputs[column].kind != CellKind::any)
            add(Mutation::negate_entry, table.rows[row].inputs[column].at, ", " + table.inputs[column].text,
                [&table, row, column] { negate_entry(table, row, column); });
}

}  // namespace

void find_in_table(model::Table& table, Sites& sites) {
    for (std::size_t row = 0; row < table.rows.size(); ++row) find_in_row(table, row, sites);
}

}  // namespace itr::scenario
