#include "policy/cell.hpp"

#include <algorithm>
#include <itr/expression.hpp>

namespace itr::policy {
namespace {

template <typename T>
int order(const T& a, const T& b) {
    return a < b ? -1 : b < a ? 1 : 0;
}

bool is_number(const Value& value) {
    return value.is(Kind::integer) || value.is(Kind::unsigned_integer) || value.is(Kind::floating);
}

double as_double(const Value& value) {
    if (value.is(Kind::integer)) return static_cast<double>(value.as_int());
    if (value.is(Kind::unsigned_integer)) return static_cast<double>(value.as_uint());
    return value.as_double();
}

std::optional<int> compare_numbers(const Value& a, const Value& b) {
    if (a.is(Kind::floating) || b.is(Kind::floating)) {
        const double x = as_double(a);
        const double y = as_double(b);
        if (x != x || y != y) return std::nullopt;
        return order(x, y);
    }
    if (a.is(Kind::integer) && b.is(Kind::integer)) return order(a.as_int(), b.as_int());
    if (a.is(Kind::integer) && a.as_int() < 0) return -1;
    if (b.is(Kind::integer) && b.as_int() < 0) return 1;
    const auto bits = [](const Value& v) {
        return v.is(Kind::integer) ? static_cast<std::uint64_t>(v.as_int()) : v.as_uint();
    };
    return order(bits(a), bits(b));
}

bool in_range(const model::Cell& cell, const Value& value) {
    if (cell.low) {
        const auto low = compare(*cell.low, value);
        if (!low || (cell.low_open ? *low >= 0 : *low > 0)) return false;
    }
    if (cell.high) {
        const auto high = compare(value, *cell.high);
        if (!high || (cell.high_open ? *high >= 0 : *high > 0)) return false;
    }
    return !value.is_null();
}

bool is_one_of(const std::vector<Value>& values, const Value& value) {
    return std::ranges::any_of(values, [&](const Value& one) { return expression::equal(one, value); });
}

}  // namespace

std::optional<int> compare(const Value& a, const Value& b) noexcept {
    if (is_number(a) && is_number(b)) return compare_numbers(a, b);
    if (a.kind() != b.kind()) return std::nullopt;
    switch (a.kind()) {
        case Kind::boolean: return order(a.as_bool(), b.as_bool());
        case Kind::string: return order(a.as_string(), b.as_string());
        case Kind::timestamp: return order(a.as_timestamp(), b.as_timestamp());
        case Kind::duration: return order(a.as_duration(), b.as_duration());
        default: return std::nullopt;
    }
}

bool matches(const model::Cell& cell, const Value& value) noexcept {
    switch (cell.kind) {
        case model::Cell::Kind::any: return true;
        case model::Cell::Kind::equals:
        case model::Cell::Kind::one_of: return is_one_of(cell.values, value);
        case model::Cell::Kind::none_of: return !is_one_of(cell.values, value);
        case model::Cell::Kind::range: return in_range(cell, value);
    }
    return false;
}

}  // namespace itr::policy
