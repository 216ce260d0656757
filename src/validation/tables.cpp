#include <algorithm>
#include <itr/expression.hpp>
#include <itr/validation.hpp>

#include "validation/report.hpp"

namespace itr::validation {
namespace {

using model::Cell;
using model::Table;
using model::TableRow;

bool contains(const std::vector<Value>& values, const Value& value) {
    return std::ranges::any_of(values, [&](const Value& each) { return expression::equal(each, value); });
}

bool is_below(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case Kind::integer: return a.as_int() < b.as_int();
        case Kind::floating: return a.as_double() < b.as_double();
        case Kind::timestamp: return a.as_timestamp() < b.as_timestamp();
        case Kind::duration: return a.as_duration() < b.as_duration();
        default: return false;
    }
}

/// Whether a range surely holds a value; `otherwise` where that cannot be told.
bool in_range(const Cell& range, const Value& value, bool otherwise) {
    const bool comparable = (!range.low || range.low->kind() == value.kind()) &&
                            (!range.high || range.high->kind() == value.kind());
    if (!comparable) return otherwise;
    if (range.low && (is_below(value, *range.low) || (range.low_open && !is_below(*range.low, value))))
        return false;
    return !(range.high &&
             (is_below(*range.high, value) || (range.high_open && !is_below(value, *range.high))));
}

/// Whether a cell holds one value; `otherwise` where that cannot be told.
bool holds(const Cell& cell, const Value& value, bool otherwise) {
    switch (cell.kind) {
        case Cell::Kind::any: return true;
        case Cell::Kind::equals:
        case Cell::Kind::one_of: return contains(cell.values, value);
        case Cell::Kind::none_of: return !contains(cell.values, value);
        case Cell::Kind::range: return in_range(cell, value, otherwise);
    }
    return otherwise;
}

bool is_listed(const Cell& cell) {
    return cell.kind == Cell::Kind::equals || cell.kind == Cell::Kind::one_of;
}

/// Whether `a` surely holds everything that `b` holds.
bool includes(const Cell& a, const Cell& b) {
    if (a.kind == Cell::Kind::any) return true;
    if (is_listed(b))
        return std::ranges::all_of(b.values, [&](const Value& v) { return holds(a, v, false); });
    if (a.kind == Cell::Kind::none_of && b.kind == Cell::Kind::none_of)
        return std::ranges::all_of(a.values, [&](const Value& v) { return contains(b.values, v); });
    if (a.kind == Cell::Kind::range && b.kind == Cell::Kind::range) {
        const bool low =
            !a.low || (b.low && (is_below(*a.low, *b.low) ||
                                 (expression::equal(*a.low, *b.low) && (!a.low_open || b.low_open))));
        const bool high =
            !a.high || (b.high && (is_below(*b.high, *a.high) ||
                                   (expression::equal(*a.high, *b.high) && (!a.high_open || b.high_open))));
        return low && high;
    }
    return false;
}

/// Whether `a` and `b` surely hold a value in common.
bool meet(const Cell& a, const Cell& b) {
    if (a.kind == Cell::Kind::any || b.kind == Cell::Kind::any) return true;
    if (is_listed(a))
        return std::ranges::any_of(a.values, [&](const Value& v) { return holds(b, v, false); });
    if (is_listed(b)) return meet(b, a);
    if (a.kind == Cell::Kind::none_of && b.kind == Cell::Kind::none_of) return true;
    return includes(a, b) || includes(b, a) ||
           (a.kind == Cell::Kind::range && b.kind == Cell::Kind::range &&
            ((b.low && in_range(a, *b.low, false) && !b.low_open) ||
             (a.low && in_range(b, *a.low, false) && !a.low_open)));
}

template <typename Test>
bool all_cells(const TableRow& a, const TableRow& b, Test test) {
    if (a.inputs.size() != b.inputs.size()) return false;
    for (std::size_t i = 0; i < a.inputs.size(); ++i)
        if (!test(a.inputs[i], b.inputs[i])) return false;
    return true;
}

class TableChecks {
  public:
    TableChecks(const Table& table, ChartList charts, Report& report)
        : table_(table), charts_(std::move(charts)), report_(report) {}

    void check() {
        compile_inputs();
        for (std::size_t column = 0; column < table_.inputs.size(); ++column)
            domains_.push_back(domain_of(table_.inputs[column].text));
        check_values();
        if (table_.rows.size() > max_compared_rows) {
            report_.warn(table_too_large, table_.at,
                         fmt::format("the {} rows of '{}' are not compared; the limit is {}",
                                     table_.rows.size(), table_.name, max_compared_rows));
            return;
        }
        for (std::size_t row = 0; row < table_.rows.size(); ++row) compare_with_earlier(row);
        check_coverage();
    }

  private:
    void compile_inputs() {
        for (const chart::Chart* chart : charts_)
            for (const model::Source& input : table_.inputs)
                (void)expression::Expression::compile(input.text, chart->guard_scope(), input.at,
                                                      report_.diagnostics());
    }

    /// The values of an input that is nothing but an enumerated or boolean field; else nothing.
    [[nodiscard]] std::vector<Value> domain_of(std::string_view input) const {
        std::vector<Value> values;
        if (charts_.empty() || !input.starts_with("ticket.")) return values;
        for (const model::Field& field : charts_.front()->fields()) {
            if (field.name != input.substr(7)) continue;
            for (const std::string& value : field.values) values.emplace_back(value);
            if (field.type == model::FieldType::boolean) values = {Value(false), Value(true)};
        }
        return values;
    }

    void check_values() {
        for (const TableRow& row : table_.rows)
            for (std::size_t column = 0; column < row.inputs.size(); ++column) {
                if (domains_[column].empty()) continue;
                for (const Value& value : row.inputs[column].values)
                    if (!contains(domains_[column], value))
                        report_value(row.inputs[column], value, domains_[column]);
            }
    }

    void report_value(const Cell& cell, const Value& value, const std::vector<Value>& domain) {
        std::vector<std::string_view> words;
        for (const Value& each : domain)
            if (each.is(Kind::string)) words.push_back(each.as_string());
        const bool text = value.is(Kind::string);
        report_.error(unknown_value, cell.at,
                      fmt::format("the input is never {}",
                                  text ? fmt::format("'{}'", value.as_string()) : to_json(value)),
                      text ? spelling::did_you_mean(value.as_string(), words) : "");
    }

    void compare_with_earlier(std::size_t row) {
        using model::HitPolicy;
        const bool one_wins =
            table_.hit == HitPolicy::first || table_.hit == HitPolicy::unique || table_.hit == HitPolicy::any;
        if (!one_wins) return;
        const TableRow& later = table_.rows[row];
        for (std::size_t i = 0; i < row; ++i) {
            const TableRow& earlier = table_.rows[i];
            if (table_.hit == HitPolicy::first) {
                if (!all_cells(earlier, later, includes)) continue;
                report_.warn(unreachable_row, later.at,
                             fmt::format("this row never counts: the one in line {} always comes first",
                                         earlier.at.line),
                             "put the narrower row first");
                return;
            }
            if (!all_cells(earlier, later, meet)) continue;
            if (table_.hit == HitPolicy::any && earlier.outputs == later.outputs) continue;
            report_.error(overlapping_rows, later.at,
                          fmt::format("this row and the one in line {} fit the same inputs", earlier.at.line),
                          table_.hit == HitPolicy::any
                              ? "with 'hit: any' they must give the same"
                              : "with 'hit: unique' only one may fit; or say 'hit: first'");
            return;
        }
    }

    /// Tries every combination of the enumerated inputs; an input of another kind takes a value that no cell
    /// names.
    void check_coverage() {
        using model::HitPolicy;
        if (table_.otherwise || table_.hit == HitPolicy::collect || table_.hit == HitPolicy::rule_order ||
            charts_.empty())
            return;
        std::size_t combinations = 1;
        for (const auto& domain : domains_) combinations *= std::max<std::size_t>(domain.size(), 1);
        if (combinations > max_combinations) return;
        for (std::size_t number = 0; number < combinations; ++number) {
            std::vector<const Value*> inputs;
            std::size_t rest = number;
            for (const auto& domain : domains_) {
                inputs.push_back(domain.empty() ? nullptr : &domain[rest % domain.size()]);
                rest /= std::max<std::size_t>(domain.size(), 1);
            }
            if (std::ranges::any_of(table_.rows, [&](const TableRow& row) { return fits(row, inputs); }))
                continue;
            report_.warn(missing_coverage, table_.at,
                         fmt::format("no row of '{}' fits {}", table_.name, describe(inputs)),
                         "add a row, or a 'default'");
            return;
        }
    }

    static bool fits(const TableRow& row, const std::vector<const Value*>& inputs) {
        for (std::size_t i = 0; i < row.inputs.size(); ++i) {
            const Cell& cell = row.inputs[i];
            const bool unnamed = cell.kind == Cell::Kind::any || cell.kind == Cell::Kind::none_of ||
                                 cell.kind == Cell::Kind::range;
            if (inputs[i] == nullptr ? !unnamed : !holds(cell, *inputs[i], true)) return false;
        }
        return true;
    }

    [[nodiscard]] std::string describe(const std::vector<const Value*>& inputs) const {
        std::string text;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const std::string value = inputs[i] == nullptr ? "other than the cells say" : to_json(*inputs[i]);
            text += fmt::format("{}{} = {}", i > 0 ? ", " : "", table_.inputs[i].text, value);
        }
        return text;
    }

    const Table& table_;
    ChartList charts_;
    Report& report_;
    std::vector<std::vector<Value>> domains_;
};

/// Tables whose outputs go into the data of a workflow, with the place that says so.
std::vector<model::Word> tables_of(const model::Workflow& workflow) {
    std::vector<model::Word> used;
    for (const model::Field& field : workflow.data)
        if (field.from_table) used.push_back(*field.from_table);
    each_action(workflow.root, [&](const model::Action& action) {
        if (action.table) used.push_back(*action.table);
    });
    return used;
}

}  // namespace

ChartList users_of(const model::Table& table, const Charts& charts) {
    ChartList users;
    for (const chart::Sketch& sketch : charts) {
        if (!sketch.chart) continue;
        const auto used = tables_of(sketch.chart->workflow());
        if (std::ranges::find(used, table.name, &model::Word::text) != used.end())
            users.push_back(sketch.chart.get());
    }
    return users;
}

void check_tables(const model::Pack& pack, const Charts& charts, Report& report) {
    for (const Table& table : pack.tables) TableChecks(table, users_of(table, charts), report).check();
}

}  // namespace itr::validation
