#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <itr/expression.hpp>
#include <limits>
#include <optional>
#include <string>

#include "expression/ticket_scope.hpp"

namespace {

using itr::Value;
__extension__ typedef __int128 Wide;

/// A random expression, and beside it what a slow and literal reading says: nothing stands for an error.
struct Case {
    std::string source;
    std::optional<Wide> number;
    std::optional<bool> truth;
};

std::int64_t literal() {
    return *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-3, 4),
                           rc::gen::element(std::numeric_limits<std::int64_t>::max(),
                                            std::numeric_limits<std::int64_t>::min(), std::int64_t{1} << 62));
}

std::optional<Wide> in_64_bits(std::optional<Wide> v) {
    if (v && (*v > std::numeric_limits<std::int64_t>::max() || *v < std::numeric_limits<std::int64_t>::min()))
        return {};
    return v;
}

Case number(int depth, std::int64_t count) {
    if (depth == 0 || *rc::gen::inRange(0, 4) == 0) {
        if (*rc::gen::arbitrary<bool>()) return {"ticket.count", count, {}};
        const std::int64_t v = literal();
        return {std::to_string(v), v, {}};
    }
    const Case a = number(depth - 1, count);
    const Case b = number(depth - 1, count);
    const char op = *rc::gen::element('+', '-', '*', '/', '%');
    std::optional<Wide> result;
    if (a.number && b.number) {
        if (op == '+') result = *a.number + *b.number;
        if (op == '-') result = *a.number - *b.number;
        if (op == '*') result = *a.number * *b.number;
        // The remainder of the smallest integer by -1 overflows as its quotient does.
        const bool divides = *b.number != 0 && in_64_bits(*a.number / (*b.number == 0 ? 1 : *b.number));
        if (op == '/' && divides) result = *a.number / *b.number;
        if (op == '%' && divides) result = *a.number % *b.number;
    }
    return {"(" + a.source + " " + op + " " + b.source + ")", in_64_bits(result), {}};
}

Case condition(int depth, std::int64_t count) {
    if (depth == 0) {
        const Case a = number(2, count);
        const Case b = number(1, count);
        const std::string op = *rc::gen::element<std::string>("<", "==", ">=");
        std::optional<bool> truth;
        if (a.number && b.number)
            truth = op == "<"    ? *a.number < *b.number
                    : op == "==" ? *a.number == *b.number
                                 : *a.number >= *b.number;
        return {a.source + " " + op + " " + b.source, {}, truth};
    }
    const Case a = condition(depth - 1, count);
    const Case b = condition(depth - 1, count);
    switch (*rc::gen::inRange(0, 4)) {
        case 0: return {"!(" + a.source + ")", {}, a.truth ? std::optional(!*a.truth) : std::nullopt};
        case 1: {
            const bool no = a.truth == false || b.truth == false;
            return {"(" + a.source + ") && (" + b.source + ")",
                    {},
                    no                   ? std::optional(false)
                    : a.truth && b.truth ? std::optional(true)
                                         : std::nullopt};
        }
        case 2: {
            const bool yes = a.truth == true || b.truth == true;
            return {"(" + a.source + ") || (" + b.source + ")",
                    {},
                    yes                  ? std::optional(true)
                    : a.truth && b.truth ? std::optional(false)
                                         : std::nullopt};
        }
        default: {
            const Case c = condition(depth - 1, count);
            return {"(" + a.source + ") ? (" + b.source + ") : (" + c.source + ")",
                    {},
                    !a.truth   ? std::nullopt
                    : *a.truth ? b.truth
                               : c.truth};
        }
    }
}

}  // namespace

TEST_CASE("integer arithmetic and three-valued logic agree with a literal reading, folded or not") {
    const bool held = rc::check("conditions over one ticket field", [] {
        const std::int64_t count = literal();
        const Case test = condition(*rc::gen::inRange(0, 4), count);
        RC_LOG(test.source);
        itr::Diagnostics diagnostics;
        const auto expression =
            itr::expression::Expression::compile(test.source, itr::test::ticket_scope(), {}, diagnostics);
        RC_ASSERT(expression.has_value());
        itr::test::TicketFrame frame;
        frame.values[itr::test::count] = Value(count);
        const auto value = expression->evaluate(frame);
        RC_ASSERT(value.has_value() == test.truth.has_value());
        if (value) RC_ASSERT(value->as_bool() == *test.truth);
        RC_ASSERT(expression->holds(frame) == test.truth.value_or(false));
        if (expression->constant()) RC_ASSERT(test.truth == expression->constant()->as_bool());
    });
    CHECK(held);
}

TEST_CASE("any text survives being written as a literal and read back") {
    const bool held = rc::check("quoted, raw and bytes literals", [] {
        const auto raw = *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~'));
        std::string escaped;
        for (const char c : raw) {
            if (c == '\\' || c == '\'') escaped += '\\';
            escaped += c;
        }
        const auto text = itr::expression::evaluate_once("'" + escaped + "'", {});
        RC_ASSERT(text.has_value());
        RC_ASSERT(text->as_string() == raw);
        const auto bytes = itr::expression::evaluate_once("b'''" + escaped + "'''", {});
        RC_ASSERT(bytes.has_value());
        RC_ASSERT(bytes->as_string() == raw);
    });
    CHECK(held);
}
