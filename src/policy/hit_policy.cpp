// What a table answers when several rows match.
#include <fmt/core.h>

#include <algorithm>

#include "policy/cell.hpp"
#include "policy/codes.hpp"
#include "policy/table.hpp"

namespace itr::policy {
namespace {

using Outcome = Table::Outcome;

Outcome one_row(const model::Table& table, std::uint16_t row) { return {table.rows[row].outputs, {row}}; }

/// The rank of an output among the values its column declares; undeclared ones come last.
std::size_t rank(const model::Field& column, const Value& value) {
    if (!value.is(Kind::string)) return column.values.size();
    const auto found = std::ranges::find(column.values, value.as_string());
    return static_cast<std::size_t>(found - column.values.begin());
}

/// By the first output column that differs in rank; rows of equal rank keep their order.
Rows by_priority(const model::Table& table, Rows rows) {
    std::ranges::stable_sort(rows, [&](std::uint16_t a, std::uint16_t b) {
        for (std::size_t i = 0; i < table.outputs.size(); ++i) {
            const auto x = rank(table.outputs[i], table.rows[a].outputs[i]);
            const auto y = rank(table.outputs[i], table.rows[b].outputs[i]);
            if (x != y) return x < y;
        }
        return false;
    });
    return rows;
}

Outcome lists(const model::Table& table, const Rows& rows) {
    Outcome outcome{{}, rows};
    for (std::size_t i = 0; i < table.outputs.size(); ++i) {
        std::vector<Value> items;
        for (const std::uint16_t row : rows) items.push_back(table.rows[row].outputs[i]);
        outcome.outputs.push_back(Value::list(std::move(items)));
    }
    return outcome;
}

Result<Value> add(const model::Table& table, const Value& a, const Value& b) {
    if (a.is(Kind::integer) && b.is(Kind::integer)) {
        std::int64_t sum = 0;
        if (!__builtin_add_overflow(a.as_int(), b.as_int(), &sum)) return Value(sum);
        return fail(table_overflow, fmt::format("the sum of table '{}' is beyond 64 bits", table.name));
    }
    const auto number = [](const Value& v) -> std::optional<double> {
        if (v.is(Kind::integer)) return static_cast<double>(v.as_int());
        if (v.is(Kind::floating)) return v.as_double();
        return std::nullopt;
    };
    const auto x = number(a);
    const auto y = number(b);
    if (x && y) return Value(*x + *y);
    return fail(table_not_a_number, fmt::format("expected numbers to add in table '{}'", table.name));
}

Result<Value> pick(const model::Table& table, const Value& a, const Value& b) {
    const auto order = compare(a, b);
    if (!order)
        return fail(table_not_a_number,
                    fmt::format("expected outputs with an order in table '{}'", table.name));
    const bool first = table.aggregate == model::Aggregate::min ? *order <= 0 : *order >= 0;
    return first ? a : b;
}

Result<Outcome> aggregate(const model::Table& table, const Rows& rows) {
    if (table.aggregate == model::Aggregate::list) return lists(table, rows);
    Outcome outcome{{}, rows};
    for (std::size_t i = 0; i < table.outputs.size(); ++i) {
        if (table.aggregate == model::Aggregate::count) {
            outcome.outputs.emplace_back(static_cast<std::int64_t>(rows.size()));
            continue;
        }
        Value total = table.rows[rows.front()].outputs[i];
        for (std::size_t k = 1; k < rows.size(); ++k) {
            const Value& next = table.rows[rows[k]].outputs[i];
            auto result =
                table.aggregate == model::Aggregate::sum ? add(table, total, next) : pick(table, total, next);
            if (!result) return fail(result.error());
            total = *std::move(result);
        }
        outcome.outputs.push_back(std::move(total));
    }
    return outcome;
}

Result<Outcome> unique(const model::Table& table, const Rows& rows) {
    if (rows.size() == 1) return one_row(table, rows.front());
    return fail(table_not_unique,
                fmt::format("expected one row of table '{}' to match, but rows {} and {} do", table.name,
                            rows[0] + 1, rows[1] + 1));
}

Result<Outcome> any(const model::Table& table, const Rows& rows) {
    for (const std::uint16_t row : rows) {
        if (table.rows[row].outputs == table.rows[rows.front()].outputs) continue;
        return fail(
            table_not_any,
            fmt::format("expected the matching rows of table '{}' to agree, but rows {} and {} differ",
                        table.name, rows.front() + 1, row + 1));
    }
    return Outcome{table.rows[rows.front()].outputs, rows};
}

}  // namespace

Result<Outcome> apply_hit_policy(const model::Table& table, const Rows& rows) {
    switch (table.hit) {
        case model::HitPolicy::unique: return unique(table, rows);
        case model::HitPolicy::first: return one_row(table, rows.front());
        case model::HitPolicy::any: return any(table, rows);
        case model::HitPolicy::priority: return one_row(table, by_priority(table, rows).front());
        case model::HitPolicy::collect: return aggregate(table, rows);
        case model::HitPolicy::rule_order: return lists(table, rows);
        case model::HitPolicy::output_order: return lists(table, by_priority(table, rows));
    }
    return one_row(table, rows.front());
}

}  // namespace itr::policy
