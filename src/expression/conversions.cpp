// int() uint() double() string() bytes() bool() timestamp() duration() type() dyn()
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/for_ever.hpp"
#include "base/text.hpp"
#include "expression/arithmetic.hpp"
#include "expression/codes.hpp"
#include "expression/compare.hpp"
#include "expression/functions.hpp"
#include "expression/literal.hpp"

namespace itr::expression {
namespace {

using Of = Type::Of;
using Arguments = std::span<const Value* const>;

bool put(Value& out, Value v) { return out = std::move(v), true; }

bool out_of_range(Run& run, std::string_view to) {
    return run.fail(expression_out_of_range, fmt::format("{}() of a number out of its range", to));
}
bool unreadable(Run& run, std::string_view to, std::string_view text) {
    return run.fail(expression_invalid_argument, fmt::format("{}() of '{}'", to, text.substr(0, 64)));
}

bool to_int(Run& run, Arguments arguments, Value& out) {
    const Value& from = *arguments[0];
    switch (from.kind()) {
        case Kind::integer: return put(out, from);
        case Kind::unsigned_integer:
            if (from.as_uint() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
                return out_of_range(run, "int");
            return put(out, Value(static_cast<std::int64_t>(from.as_uint())));
        case Kind::floating:
            // Both ends are left out: beside them a double no longer tells which integer was meant.
            if (!(from.as_double() > -two_to_63 && from.as_double() < two_to_63))
                return out_of_range(run, "int");
            return put(out, Value(static_cast<std::int64_t>(from.as_double())));
        case Kind::string: {
            std::int64_t v = 0;
            return text::read_whole(from.as_string(), v) ? put(out, Value(v))
                                                         : unreadable(run, "int", from.as_string());
        }
        case Kind::timestamp: return put(out, Value(from.as_timestamp().seconds));
        default: return run.no_overload("int", arguments);
    }
}

bool to_uint(Run& run, Arguments arguments, Value& out) {
    const Value& from = *arguments[0];
    switch (from.kind()) {
        case Kind::unsigned_integer: return put(out, from);
        case Kind::integer:
            if (from.as_int() < 0) return out_of_range(run, "uint");
            return put(out, Value(static_cast<std::uint64_t>(from.as_int())));
        case Kind::floating:
            if (!(from.as_double() >= 0 && from.as_double() < two_to_64)) return out_of_range(run, "uint");
            return put(out, Value(static_cast<std::uint64_t>(from.as_double())));
        case Kind::string: {
            std::uint64_t v = 0;
            return text::read_whole(from.as_string(), v) ? put(out, Value(v))
                                                         : unreadable(run, "uint", from.as_string());
        }
        default: return run.no_overload("uint", arguments);
    }
}

bool to_double(Run& run, Arguments arguments, Value& out) {
    const Value& from = *arguments[0];
    switch (from.kind()) {
        case Kind::floating: return put(out, from);
        case Kind::integer: return put(out, Value(static_cast<double>(from.as_int())));
        case Kind::unsigned_integer: return put(out, Value(static_cast<double>(from.as_uint())));
        case Kind::string: {
            const auto v = read_double(from.as_string());
            return v ? put(out, Value(*v)) : unreadable(run, "double", from.as_string());
        }
        default: return run.no_overload("double", arguments);
    }
}

std::string shortest(double v) {
    if (std::isnan(v)) return "NaN";
    if (std::isinf(v)) return v > 0 ? "+Inf" : "-Inf";
    std::array<char, 32> buffer;
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), v).ptr};
}

bool to_string(Run& run, Arguments arguments, Value& out) {
    const Value& from = *arguments[0];
    switch (from.kind()) {
        case Kind::string: return put(out, from);
        case Kind::boolean: return put(out, Value(from.as_bool() ? "true" : "false"));
        case Kind::integer: return put(out, Value(fmt::format("{}", from.as_int())));
        case Kind::unsigned_integer: return put(out, Value(fmt::format("{}", from.as_uint())));
        case Kind::floating: return put(out, Value(shortest(from.as_double())));
        case Kind::timestamp: return put(out, Value(text::write(from.as_timestamp())));
        case Kind::duration: return put(out, Value(text::write(from.as_duration())));
        case Kind::bytes:
            if (!run.spend(text_cost(from.as_string().size()))) return false;
            if (!is_utf8(from.as_string()))
                return run.fail(expression_invalid_argument, "string() of bytes that are not UTF-8");
            return put(out, Value(from.as_string()));
        default: return run.no_overload("string", arguments);
    }
}

bool to_bytes(Run& run, Arguments arguments, Value& out) {
    const Value& from = *arguments[0];
    if (from.is(Kind::bytes)) return put(out, from);
    if (!from.is(Kind::string)) return run.no_overload("bytes", arguments);
    return run.spend(text_cost(from.as_string().size())) && put(out, Value::bytes(from.as_string()));
}

bool to_bool(Run& run, Arguments arguments, Value& out) {
    static constexpr std::array<std::string_view, 5> yes{"1", "t", "true", "TRUE", "True"};
    static constexpr std::array<std::string_view, 5> no{"0", "f", "false", "FALSE", "False"};
    const Value& from = *arguments[0];
    if (from.is(Kind::boolean)) return put(out, from);
    if (!from.is(Kind::string)) return run.no_overload("bool", arguments);
    if (std::ranges::count(yes, from.as_string()) > 0) return put(out, Value(true));
    if (std::ranges::count(no, from.as_string()) > 0) return put(out, Value(false));
    return unreadable(run, "bool", from.as_string());
}

bool to_timestamp(Run& run, Arguments arguments, Value& out) {
    const Value& from = *arguments[0];
    if (from.is(Kind::timestamp)) return put(out, from);
    if (from.is(Kind::integer)) {
        const Timestamp t{from.as_int(), 0};
        return in_range(t) ? put(out, Value(t)) : out_of_range(run, "timestamp");
    }
    if (!from.is(Kind::string)) return run.no_overload("timestamp", arguments);
    const auto t = text::read_timestamp(from.as_string());
    return t ? put(out, Value(*t)) : unreadable(run, "timestamp", from.as_string());
}

bool to_duration(Run& run, Arguments arguments, Value& out) {
    const Value& from = *arguments[0];
    if (from.is(Kind::duration)) return put(out, from);
    if (!from.is(Kind::string)) return run.no_overload("duration", arguments);
    const auto d = text::read_time_span(from.as_string());
    if (!d) return unreadable(run, "duration", from.as_string());
    return in_range(*d) ? put(out, Value(*d)) : out_of_range(run, "duration");
}

bool type_of_value(Run& /*run*/, Arguments arguments, Value& out) {
    return put(out, Value::type(arguments[0]->kind()));
}
bool itself(Run& /*run*/, Arguments arguments, Value& out) { return put(out, *arguments[0]); }

std::vector<Overload> from(Of to, std::initializer_list<Of> sources) {
    std::vector<Overload> overloads;
    for (const Of source : sources) overloads.push_back({false, to, 1, {source}});
    return overloads;
}

}  // namespace

std::span<const Function> conversion_functions() {
    static const auto& functions = for_ever(std::vector<Function>{
        {"int", to_int,
         from(Of::integer, {Of::integer, Of::unsigned_integer, Of::floating, Of::string, Of::timestamp})},
        {"uint", to_uint,
         from(Of::unsigned_integer, {Of::integer, Of::unsigned_integer, Of::floating, Of::string})},
        {"double", to_double,
         from(Of::floating, {Of::integer, Of::unsigned_integer, Of::floating, Of::string})},
        {"string", to_string,
         from(Of::string, {Of::string, Of::boolean, Of::integer, Of::unsigned_integer, Of::floating,
                           Of::bytes, Of::timestamp, Of::duration})},
        {"bytes", to_bytes, from(Of::bytes, {Of::bytes, Of::string})},
        {"bool", to_bool, from(Of::boolean, {Of::boolean, Of::string})},
        {"timestamp", to_timestamp, from(Of::timestamp, {Of::timestamp, Of::integer, Of::string})},
        {"duration", to_duration, from(Of::duration, {Of::duration, Of::string})},
        {"type", type_of_value, from(Of::type, {Of::dynamic})},
        {"dyn", itself, from(Of::dynamic, {Of::dynamic})},
    });
    return functions;
}

}  // namespace itr::expression
