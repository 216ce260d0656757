#include "expression/arithmetic.hpp"

#include <array>
#include <concepts>
#include <limits>
#include <string>
#include <type_traits>

#include "expression/codes.hpp"

namespace itr::expression {
namespace {

constexpr std::int64_t nanos_per_second = 1'000'000'000;

template <std::integral T>
bool add_overflows(T a, T b) {
    using Limits = std::numeric_limits<T>;
    return b > 0 ? a > static_cast<T>(Limits::max() - b) : a < static_cast<T>(Limits::min() - b);
}

template <std::integral T>
bool subtract_overflows(T a, T b) {
    using Limits = std::numeric_limits<T>;
    return b > 0 ? a < static_cast<T>(Limits::min() + b) : a > static_cast<T>(Limits::max() + b);
}

template <std::integral T>
bool multiply_overflows(T a, T b) {
    using Limits = std::numeric_limits<T>;
    if (a == 0 || b == 0) return false;
    if constexpr (std::is_signed_v<T>) {
        if (a == -1) return b == Limits::min();
        if (b == -1) return a == Limits::min();
        if ((a < 0) != (b < 0)) return a < 0 ? a < Limits::min() / b : b < Limits::min() / a;
        if (a < 0) return a < Limits::max() / b;
    }
    return a > Limits::max() / b;
}

template <std::integral T>
bool divide_overflows(T a, T b) {
    if constexpr (std::is_signed_v<T>) return a == std::numeric_limits<T>::min() && b == -1;
    return false;
}

template <std::integral T>
bool calculate_integers(Run& run, Operator op, T a, T b, Value& out) {
    const auto overflow = [&] { return run.fail(expression_overflow, "a result beyond 64 bits"); };
    switch (op) {
        case Operator::add:
            return add_overflows(a, b) ? overflow() : (out = Value(static_cast<T>(a + b)), true);
        case Operator::subtract:
            return subtract_overflows(a, b) ? overflow() : (out = Value(static_cast<T>(a - b)), true);
        case Operator::multiply:
            return multiply_overflows(a, b) ? overflow() : (out = Value(static_cast<T>(a * b)), true);
        default: break;
    }
    if (b == 0)
        return run.fail(expression_division_by_zero,
                        op == Operator::divide ? "division by zero" : "modulus by zero");
    if (divide_overflows(a, b)) return overflow();
    out = Value(static_cast<T>(op == Operator::divide ? a / b : a % b));
    return true;
}

bool calculate_doubles(Run& run, Operator op, const Value& a, const Value& b, Value& out) {
    const double x = a.as_double();
    const double y = b.as_double();
    switch (op) {
        case Operator::add: out = Value(x + y); return true;
        case Operator::subtract: out = Value(x - y); return true;
        case Operator::multiply: out = Value(x * y); return true;
        case Operator::divide: out = Value(x / y); return true;
        default: return run.no_overload("%", std::array{&a, &b});
    }
}

/// Seconds and nanoseconds of a sum or difference, before the sign rule of its kind is applied.
struct Parts {
    std::int64_t seconds;
    std::int64_t nanos;

    Parts operator+(Parts o) const { return {seconds + o.seconds, nanos + o.nanos}; }
    Parts operator-(Parts o) const { return {seconds - o.seconds, nanos - o.nanos}; }
    /// With nanoseconds from 0 to under a second.
    [[nodiscard]] Parts floored() const {
        const std::int64_t carry = nanos >= nanos_per_second ? 1 : nanos < 0 ? -1 : 0;
        return {seconds + carry, nanos - carry * nanos_per_second};
    }
};

Parts parts(const Value& v) {
    if (v.is(Kind::timestamp)) return {v.as_timestamp().seconds, v.as_timestamp().nanos};
    return {v.as_duration().seconds, v.as_duration().nanos};
}

bool put_timestamp(Run& run, Parts sum, Value& out) {
    const Parts p = sum.floored();
    const Timestamp t{p.seconds, static_cast<std::int32_t>(p.nanos)};
    if (!in_range(t)) return run.fail(expression_overflow, "a timestamp outside the years 1 to 9999");
    out = Value(t);
    return true;
}

bool put_duration(Run& run, Parts sum, Value& out) {
    Parts p = sum.floored();
    if (p.nanos < 0) p = Parts{p.seconds - 1, p.nanos + nanos_per_second};
    if (p.seconds < 0 && p.nanos > 0) p = {p.seconds + 1, p.nanos - nanos_per_second};
    const TimeSpan d{p.seconds, static_cast<std::int32_t>(p.nanos)};
    if (!in_range(d)) return run.fail(expression_overflow, "a duration beyond 292 years");
    out = Value(d);
    return true;
}

/// Sums and differences of timestamps and durations; nothing if these are not such.
std::optional<bool> calculate_times(Run& run, Operator op, const Value& a, const Value& b, Value& out) {
    const bool a_time = a.is(Kind::timestamp);
    const bool b_time = b.is(Kind::timestamp);
    if ((!a_time && !a.is(Kind::duration)) || (!b_time && !b.is(Kind::duration))) return std::nullopt;
    if (op == Operator::add && !(a_time && b_time)) {
        const Parts sum = parts(a) + parts(b);
        return a_time || b_time ? put_timestamp(run, sum, out) : put_duration(run, sum, out);
    }
    if (op == Operator::subtract && (a_time || !b_time)) {
        const Parts difference = parts(a) - parts(b);
        return a_time && !b_time ? put_timestamp(run, difference, out) : put_duration(run, difference, out);
    }
    return std::nullopt;
}

bool concatenate(Run& run, const Value& a, const Value& b, Value& out) {
    if (a.is(Kind::list)) {
        if (!spend_on(run, a) || !spend_on(run, b)) return false;
        std::vector<Value> items(a.as_list().begin(), a.as_list().end());
        items.insert(items.end(), b.as_list().begin(), b.as_list().end());
        out = Value::list(std::move(items));
        return true;
    }
    if (!run.spend(text_cost(a.as_string().size() + b.as_string().size()))) return false;
    std::string text(a.as_string());
    text += b.as_string();
    out = a.is(Kind::string) ? Value(text) : Value::bytes(text);
    return true;
}

}  // namespace

bool calculate(Run& run, Operator op, const Value& a, const Value& b, Value& out) {
    if (a.kind() == b.kind()) {
        switch (a.kind()) {
            case Kind::integer: return calculate_integers(run, op, a.as_int(), b.as_int(), out);
            case Kind::unsigned_integer: return calculate_integers(run, op, a.as_uint(), b.as_uint(), out);
            case Kind::floating: return calculate_doubles(run, op, a, b, out);
            case Kind::string:
            case Kind::bytes:
            case Kind::list:
                if (op == Operator::add) return concatenate(run, a, b, out);
                break;
            default: break;
        }
    }
    if (const auto done = calculate_times(run, op, a, b, out)) return *done;
    return run.no_overload(mark_of(op), std::array{&a, &b});
}

bool negate(Run& run, const Value& a, Value& out) {
    if (a.is(Kind::floating)) return out = Value(-a.as_double()), true;
    if (a.is(Kind::integer))
        return calculate_integers(run, Operator::subtract, std::int64_t{0}, a.as_int(), out);
    return run.no_overload("-", std::array{&a});
}

std::string_view mark_of(Operator op) noexcept {
    static constexpr std::array<std::string_view, 12> marks{
        "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"};
    return marks[static_cast<std::size_t>(op)];
}

bool in_range(Timestamp t) noexcept { return t.seconds >= -62'135'596'800 && t.seconds <= 253'402'300'799; }

bool in_range(TimeSpan d) noexcept {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / nanos_per_second;
    return d.seconds > -most && d.seconds < most;
}

}  // namespace itr::expression
