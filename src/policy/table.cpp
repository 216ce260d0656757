#include "policy/table.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "policy/cell.hpp"
#include "policy/codes.hpp"

namespace itr::policy {
namespace {

using Of = expression::Type::Of;

/// Texts of a pack become timestamps and durations where the input is one.
Result<Value> as_type(Of wanted, const Value& literal) {
    if (!literal.is(Kind::string)) return literal;
    if (wanted == Of::timestamp) {
        return parse_instant(literal.as_string()).map([](Instant at) { return Value::instant(at); });
    }
    if (wanted == Of::duration) {
        return parse_duration(literal.as_string()).map([](Duration length) {
            return Value::duration(length);
        });
    }
    return literal;
}

bool fits(Of wanted, const Value& literal) {
    const bool number =
        literal.is(Kind::integer) || literal.is(Kind::unsigned_integer) || literal.is(Kind::floating);
    switch (wanted) {
        case Of::boolean: return literal.is(Kind::boolean);
        case Of::integer:
        case Of::unsigned_integer:
        case Of::floating: return number;
        case Of::string: return literal.is(Kind::string);
        case Of::timestamp: return literal.is(Kind::timestamp);
        case Of::duration: return literal.is(Kind::duration);
        default: return true;
    }
}

class Compiler {
  public:
    Compiler(const model::Table& table, const chart::Chart& chart, Diagnostics& diagnostics)
        : table_(table), scope_(chart.guard_scope()), diagnostics_(diagnostics) {}

    [[nodiscard]] bool run(std::vector<expression::Expression>& inputs, model::Table& source) {
        const auto before = errors();
        source = table_;
        check_size();
        for (const model::Source& input : table_.inputs) {
            auto compiled = expression::Expression::compile(input.text, scope_, input.at, diagnostics_);
            if (compiled) inputs.push_back(*std::move(compiled));
        }
        if (errors() != before) return false;
        for (model::TableRow& row : source.rows) {
            for (std::size_t i = 0; i < row.inputs.size(); ++i) convert(row.inputs[i], inputs[i].type().of);
        }
        check_priorities();
        return errors() == before;
    }

  private:
    [[nodiscard]] std::ptrdiff_t errors() const {
        return std::ranges::count(diagnostics_, Severity::error, &Diagnostic::severity);
    }

    void report(Code code, const Location& at, std::string message, std::string hint = {}) {
        diagnostics_.push_back({code, Severity::error, at, std::move(message), std::move(hint)});
    }

    void check_size() {
        if (table_.rows.size() > max_rows || table_.inputs.size() + table_.outputs.size() > max_columns) {
            report(table_too_large, table_.at,
                   fmt::format("expected at most {} rows and {} columns in a table", max_rows, max_columns));
        }
        for (const model::TableRow& row : table_.rows) {
            if (row.inputs.size() == table_.inputs.size() && row.outputs.size() == table_.outputs.size())
                continue;
            report(table_row_width, row.at,
                   fmt::format("expected {} inputs and {} outputs, but found {} and {}", table_.inputs.size(),
                               table_.outputs.size(), row.inputs.size(), row.outputs.size()));
        }
        if (table_.otherwise && table_.otherwise->size() != table_.outputs.size()) {
            report(table_row_width, table_.at, "expected as many default values as outputs");
        }
    }

    void convert(model::Cell& cell, Of wanted) {
        for (Value& value : cell.values) convert(value, wanted, cell.at);
        if (cell.low) convert(*cell.low, wanted, cell.at);
        if (cell.high) convert(*cell.high, wanted, cell.at);
    }

    void convert(Value& value, Of wanted, const Location& at) {
        if (value.is_null()) return;
        const auto converted = as_type(wanted, value);
        if (converted && fits(wanted, *converted)) {
            value = *converted;
            return;
        }
        report(table_cell_type, at,
               fmt::format("expected a value of the input's type, but found {}", to_json(value)));
    }

    /// Priorities are the order of an enum output's values.
    void check_priorities() {
        const bool ranked =
            table_.hit == model::HitPolicy::priority || table_.hit == model::HitPolicy::output_order;
        if (!ranked ||
            std::ranges::any_of(table_.outputs, [](const auto& field) { return !field.values.empty(); }))
            return;
        report(table_no_values, table_.at,
               "expected an output of type enum, whose values give the priorities");
    }

    const model::Table& table_;
    expression::Scope scope_;
    Diagnostics& diagnostics_;
};

std::vector<chart::FieldIndex> fields_read(const std::vector<expression::Expression>& inputs) {
    std::vector<chart::FieldIndex> fields;
    for (const expression::Expression& input : inputs) {
        for (const std::uint32_t slot : input.slots()) {
            if (slot < chart::slot::data || slot >= chart::slot::before) continue;
            fields.push_back(static_cast<chart::FieldIndex>(slot - chart::slot::data));
        }
    }
    std::ranges::sort(fields);
    const auto repeated = std::ranges::unique(fields);
    fields.erase(repeated.begin(), repeated.end());
    return fields;
}

}  // namespace

std::optional<Table> Table::compile(const model::Table& table, const chart::Chart& chart,
                                    Diagnostics& diagnostics) {
    auto compiled = std::make_shared<Compiled>();
    if (!Compiler(table, chart, diagnostics).run(compiled->inputs, compiled->source)) return std::nullopt;
    compiled->reads = fields_read(compiled->inputs);
    return Table(std::move(compiled));
}

Result<std::optional<Table::Outcome>> Table::decide(const expression::Frame& frame) const {
    const model::Table& table = compiled_->source;
    std::vector<Value> values;
    values.reserve(compiled_->inputs.size());
    for (const expression::Expression& input : compiled_->inputs) {
        auto value = input.evaluate(frame);
        if (!value) return fail(value.error());
        values.push_back(*std::move(value));
    }
    Rows rows;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto& cells = table.rows[r].inputs;
        const bool match = std::ranges::equal(
            cells, values, [](const auto& cell, const auto& v) { return matches(cell, v); });
        if (!match) continue;
        rows.push_back(static_cast<std::uint16_t>(r));
        if (table.hit == model::HitPolicy::first) break;
    }
    if (!rows.empty())
        return apply_hit_policy(table, rows).map([](Outcome o) { return std::optional(std::move(o)); });
    if (table.otherwise) return std::optional(Outcome{*table.otherwise, {}});
    return std::optional<Outcome>();
}

const model::Table& Table::source() const noexcept { return compiled_->source; }

std::span<const chart::FieldIndex> Table::reads() const noexcept { return compiled_->reads; }

}  // namespace itr::policy
