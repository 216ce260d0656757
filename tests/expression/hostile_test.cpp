#include <doctest/doctest.h>

#include <itr/expression.hpp>

#include "expression/ticket_scope.hpp"

using itr::Value;
using itr::expression::Binding;
using itr::expression::evaluate_once;

namespace {

std::string repeat(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

std::string outcome(std::string_view source) {
    const std::vector<Binding> bindings{{"x", Value(7)}};
    const auto result = evaluate_once(source, bindings);
    return result ? "a value" : std::string(result.error().code.text());
}

}  // namespace

TEST_CASE("nesting without end is refused before it costs stack") {
    CHECK(outcome(std::string(10'000, '(')) == "expression.too_deep");
    CHECK(outcome(std::string(10'000, '[')) == "expression.too_deep");
    CHECK(outcome(std::string(10'000, '!') + "true") == "expression.too_deep");
    CHECK(outcome(std::string(10'000, '-') + "1") == "expression.too_deep");
    CHECK(outcome("x" + repeat("[0", 5'000)) == "expression.too_deep");
    CHECK(outcome("x" + repeat(".y", 5'000)) == "expression.too_deep");
    CHECK(outcome("1" + repeat("+1", 5'000)) == "expression.too_deep");
    CHECK(outcome(repeat("true ? 1 : ", 1'000) + "1") == "expression.too_deep");
    CHECK(outcome(repeat("size(", 2'000)) == "expression.too_deep");
}

TEST_CASE("a long chain of conditions is no nesting") {
    CHECK(outcome("x == 7" + repeat(" && x == 7", 1'000)) == "a value");
    CHECK(outcome("x == 8" + repeat(" || x == 8", 1'000)) == "a value");
}

TEST_CASE("a source or a literal beyond its limit is refused") {
    CHECK(outcome(std::string(16 * 1024 + 1, ' ')) == "expression.too_long");
    CHECK(outcome(std::string(16'000, '9')) == "expression.syntax");
    CHECK(outcome("'" + std::string(16'000, 'a') + "'") == "a value");
}

TEST_CASE("work that grows without bound ends at the cost limit") {
    const std::string ten = "[0,1,2,3,4,5,6,7,8,9]";
    std::string nested = "0";
    for (const char* variable : {"a", "b", "c", "d", "e", "f", "g"})
        nested = ten + ".map(" + variable + ", " + nested + ")";
    CHECK(outcome(nested) == "expression.cost_exceeded");
    CHECK(outcome("['ab']" + repeat(".map(s, s + s)", 30)) == "expression.cost_exceeded");
    CHECK(outcome("[[x]]" + repeat(".map(l, [l, l, l, l, l, l, l, l])", 20)) == "expression.cost_exceeded");
    CHECK(outcome("[1, 2, x]" + repeat(".map(l, {'a': [l, l, l, l], 'b': [l, l, l, l]})", 15) + " == []") ==
          "expression.cost_exceeded");
}

TEST_CASE("a spent budget is not absorbed by a condition beside it") {
    const std::string ten = "[0,1,2,3,4,5,6,7,8,9]";
    std::string nested = "x > 0";
    for (const char* variable : {"a", "b", "c", "d", "e", "f"})
        nested = ten + ".all(" + variable + ", " + nested + ")";
    CHECK(outcome(nested + " || x == 7") == "expression.cost_exceeded");
    CHECK(outcome("[1].exists(z, " + nested + ")") == "expression.cost_exceeded");
}

TEST_CASE("a small cost limit stops even a small expression") {
    itr::Diagnostics diagnostics;
    const auto guard = itr::expression::Expression::compile("ticket.tags.all(t, size(t) > 2 && size(t) < 99)",
                                                            itr::test::ticket_scope(), {}, diagnostics);
    REQUIRE(guard.has_value());
    const itr::test::TicketFrame frame;
    CHECK(guard->evaluate(frame)->as_bool());
    CHECK(guard->evaluate(frame, 5).error().code.text() == "expression.cost_exceeded");
}

TEST_CASE("a pattern cannot be made to run for long") {
    CHECK(outcome("'aaa'.matches('((a{1,100}){1,100}){1,100}')") == "expression.bad_pattern");
    CHECK(outcome("string(x).matches(string(x) + '((a{1,100}){1,100}){1,100}')") == "expression.bad_pattern");
    CHECK(outcome("'" + std::string(8'000, 'a') + "'.matches('(a*)*(a*)*(a*)*b')") == "a value");
}

TEST_CASE("a control character is named in the message, which is a text for people") {
    const auto message = [](std::string_view source) { return evaluate_once(source, {}).error().message; };
    using namespace std::string_view_literals;
    CHECK(message("1 + \0"sv) == "at byte 4: expected an expression, but found '<U+0000>'");
    CHECK(message("'\\\0'"sv) == "at byte 1: expected an escape sequence, but found '\\<U+0000>'");
}
