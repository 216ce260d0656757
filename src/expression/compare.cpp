#include "expression/compare.hpp"

#include <cmath>
#include <utility>

namespace itr::expression {
namespace {

double as_double(const Value& v) noexcept {
    if (v.is(Kind::integer)) return static_cast<double>(v.as_int());
    if (v.is(Kind::unsigned_integer)) return static_cast<double>(v.as_uint());
    return v.as_double();
}

/// Pays nothing: for comparisons outside an evaluation.
struct Free {
    static bool spend(std::uint64_t /*steps*/) noexcept { return true; }
};

template <typename Purse>
std::optional<bool> compare(Purse& purse, const Value& a, const Value& b);

template <typename Purse>
std::optional<bool> compare_lists(Purse& purse, std::span<const Value> a, std::span<const Value> b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (const auto same = compare(purse, a[i], b[i]); !same || !*same) return same;
    return true;
}

/// Maps are ordered by key, int and uint alike, so equal maps are equal pair by pair.
template <typename Purse>
std::optional<bool> compare_maps(Purse& purse, std::span<const Value::Entry> a,
                                 std::span<const Value::Entry> b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (const auto same = compare(purse, a[i].key, b[i].key); !same || !*same) return same;
        if (const auto same = compare(purse, a[i].value, b[i].value); !same || !*same) return same;
    }
    return true;
}

template <typename Purse>
std::optional<bool> compare(Purse& purse, const Value& a, const Value& b) {
    if (!purse.spend(1)) return std::nullopt;
    if (a.is(Kind::string) && b.is(Kind::string)) {  // which most are
        if (!purse.spend(text_cost(a.as_string().size()))) return std::nullopt;
        return a == b;
    }
    if (is_number(a) && is_number(b)) return order_numbers(a, b) == 0;
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case Kind::bytes:
            if (!purse.spend(text_cost(a.as_string().size()))) return std::nullopt;
            return a == b;
        case Kind::list: return compare_lists(purse, a.as_list(), b.as_list());
        case Kind::map: return compare_maps(purse, a.as_map(), b.as_map());
        default: return a == b;
    }
}

}  // namespace

std::optional<bool> equal_within(Run& run, const Value& a, const Value& b) { return compare(run, a, b); }

bool equal(const Value& a, const Value& b) noexcept {
    Free free;
    return *compare(free, a, b);
}

std::partial_ordering order_numbers(const Value& a, const Value& b) noexcept {
    if (a.is(Kind::floating) || b.is(Kind::floating)) return as_double(a) <=> as_double(b);
    if (a.is(Kind::integer) && b.is(Kind::integer)) return a.as_int() <=> b.as_int();
    if (a.is(Kind::unsigned_integer) && b.is(Kind::unsigned_integer)) return a.as_uint() <=> b.as_uint();
    if (b.is(Kind::integer)) return 0 <=> order_numbers(b, a);
    if (a.as_int() < 0) return std::partial_ordering::less;
    return static_cast<std::uint64_t>(a.as_int()) <=> b.as_uint();
}

std::optional<std::partial_ordering> order(const Value& a, const Value& b) noexcept {
    if (is_number(a) && is_number(b)) return order_numbers(a, b);
    if (a.kind() != b.kind()) return std::nullopt;
    switch (a.kind()) {
        case Kind::boolean: return a.as_bool() <=> b.as_bool();
        case Kind::string:
        case Kind::bytes: return a.as_string() <=> b.as_string();
        case Kind::timestamp: return a.as_timestamp() <=> b.as_timestamp();
        case Kind::duration: return a.as_duration() <=> b.as_duration();
        default: return std::nullopt;
    }
}

std::optional<Value> whole_number(const Value& number) noexcept {
    if (!number.is(Kind::floating)) return number;
    const double d = number.as_double();
    if (std::trunc(d) != d || d < -two_to_63 || d >= two_to_64) return std::nullopt;
    return d < two_to_63 ? Value(static_cast<std::int64_t>(d)) : Value(static_cast<std::uint64_t>(d));
}

const Value* look_up(const Value& map, const Value& key) noexcept {
    if (is_number(key)) {
        const auto whole = whole_number(key);
        return whole ? map.find_key(*whole) : nullptr;
    }
    return key.is(Kind::string) || key.is(Kind::boolean) ? map.find_key(key) : nullptr;
}

}  // namespace itr::expression
