#include <doctest/doctest.h>

#include <itr/expression.hpp>

#include "base/spelling.hpp"
#include "expression/ticket_scope.hpp"

using itr::expression::Expression;
using itr::expression::Type;

namespace {

itr::Diagnostics diagnose(std::string_view source, std::optional<Type> wanted = std::nullopt) {
    itr::Diagnostics diagnostics;
    const auto expression =
        Expression::compile(source, itr::test::ticket_scope(), {"pack.yaml", 10, 5}, diagnostics, wanted);
    CHECK(expression.has_value() == diagnostics.empty());
    return diagnostics;
}

/// "line:column code (hint)" of the only mistake.
std::string mistake(std::string_view source, std::optional<Type> wanted = std::nullopt) {
    const auto diagnostics = diagnose(source, wanted);
    if (diagnostics.empty()) return "none";
    CHECK(diagnostics.size() == 1);
    const auto& d = diagnostics.front();
    std::string text =
        std::to_string(d.at.line) + ":" + std::to_string(d.at.column) + " " + std::string(d.code.text());
    return d.hint.empty() ? text : text + " (" + d.hint + ")";
}

}  // namespace

TEST_CASE("a mistyped name, field, value or function is told with its place and what was likely meant") {
    CHECK(mistake("tikcet.severity == 'low'") == "10:5 expression.unknown_name (did you mean 'ticket'?)");
    CHECK(mistake("ticket.severty == 'low'") == "10:12 expression.no_such_field (did you mean 'severity'?)");
    CHECK(mistake("ticket.severity == 'critcal'") ==
          "10:24 expression.not_a_value (did you mean 'critical'?)");
    CHECK(mistake("'hgih' != ticket.severity") == "10:5 expression.not_a_value (did you mean 'high'?)");
    CHECK(mistake("ticket.severity in ['low', 'crtical']") ==
          "10:32 expression.not_a_value (did you mean 'critical'?)");
    CHECK(mistake("ticket.title.startWith('a')") ==
          "10:18 expression.unknown_function (did you mean 'startsWith'?)");
    CHECK(mistake("inSate('handle')") == "10:5 expression.unknown_function (did you mean 'inState'?)");
    CHECK(mistake("ticket.customer.vp") == "10:21 expression.no_such_field (did you mean 'vip'?)");
    CHECK(mistake("zebra") == "10:5 expression.unknown_name");
}

TEST_CASE("operators and functions are checked against the declared types") {
    CHECK(mistake("ticket.count == 'x'") == "10:18 expression.no_such_overload");
    CHECK(mistake("ticket.title < 3") == "10:18 expression.no_such_overload");
    CHECK(mistake("ticket.title * 2 == 4") == "10:18 expression.no_such_overload");
    CHECK(mistake("-ticket.title == ''") == "10:5 expression.no_such_overload");
    CHECK(mistake("size(ticket.count) > 1") == "10:5 expression.no_such_overload");
    CHECK(mistake("ticket.title.size(1) == 2") == "10:18 expression.no_such_overload");
    CHECK(mistake("3 in ticket.tags") == "10:7 expression.no_such_overload");
    CHECK(mistake("ticket.tags['a'] == ''") == "10:16 expression.no_such_overload");
    CHECK(mistake("ticket.count && true") == "10:12 expression.wrong_type");
    CHECK(mistake("!ticket.title") == "10:5 expression.wrong_type");
    CHECK(mistake("ticket.count.all(x, x)") == "10:18 expression.wrong_type");
    CHECK(mistake("ticket.tags.exists(t, t)") == "10:27 expression.wrong_type");
    CHECK(mistake("{1.5: 2} == {}") == "10:6 expression.wrong_type");
    CHECK(mistake("ticket.title.x == 1") == "10:18 expression.no_such_field");
    CHECK(mistake("has(ticket.title.x)") == "10:5 expression.no_such_field");
    CHECK(mistake("ticket == null") == "10:5 expression.whole_record (name one of its fields)");
    CHECK(mistake("ticket.title.matches('(')") == "10:26 expression.bad_pattern");
    CHECK(mistake("ticket.extra.anything + 1 == ticket.extra[0]") == "none");
}

TEST_CASE("the result must have the type that is wanted") {
    CHECK(mistake("ticket.count", itr::test::type_of(Type::Of::boolean)) == "10:5 expression.wrong_type");
    CHECK(mistake("ticket.count", itr::test::type_of(Type::Of::integer)) == "none");
    CHECK(mistake("ticket.extra", itr::test::type_of(Type::Of::boolean)) == "none");
    Type level = itr::test::type_of(Type::Of::string);
    level.values = {"low", "high"};
    CHECK(mistake("ticket.count > 1 ? 'high' : 'low'", level) == "none");
    CHECK(mistake("'hihg'", level) == "10:5 expression.not_a_value (did you mean 'high'?)");
}

TEST_CASE("a host function takes one text, which its owner resolves or refuses") {
    CHECK(mistake("inState('handel')") == "10:13 state.unknown");
    CHECK(mistake("inState(ticket.title)") == "10:20 expression.not_literal");
    CHECK(mistake("inState()") == "10:5 expression.not_literal");
}

TEST_CASE("all mistakes of one expression are told at once, each on its own line of the file") {
    const auto diagnostics =
        diagnose("ticket.severty == 'low'\n  && tikcet.count < 5\n  && ticket.count == 'x'");
    REQUIRE(diagnostics.size() == 3);
    CHECK(itr::to_string(diagnostics[0]) ==
          "pack.yaml:10:12: error[expression.no_such_field]: ticket has no field 'severty' (did you mean "
          "'severity'?)");
    CHECK(itr::to_string(diagnostics[1]) ==
          "pack.yaml:11:10: error[expression.unknown_name]: unknown name 'tikcet' (did you mean 'ticket'?)");
    CHECK(itr::to_string(diagnostics[2]) ==
          "pack.yaml:12:23: error[expression.no_such_overload]: no such overload: ==(int, string)");
}

TEST_CASE("what is no expression is told where it stops making sense") {
    CHECK(mistake("") == "10:5 expression.syntax");
    CHECK(mistake("ticket.severity = 'low'") == "10:21 expression.syntax");
    CHECK(mistake("ticket.count < ") == "10:20 expression.syntax");
    CHECK(mistake("(1 + 2") == "10:11 expression.syntax");
    CHECK(mistake("1 2") == "10:7 expression.syntax");
    CHECK(mistake("'abc") == "10:5 expression.syntax");
    CHECK(mistake("'a\\q'") == "10:7 expression.syntax");
    CHECK(mistake("'\\ud800'") == "10:6 expression.syntax");
    CHECK(mistake("12abc") == "10:7 expression.syntax");
    CHECK(mistake("9223372036854775808") == "10:5 expression.syntax");
    CHECK(mistake("1e999") == "10:5 expression.syntax");
    CHECK(mistake("while") == "10:5 expression.syntax");
    CHECK(mistake("ticket.tags.all(t.x, true)") == "10:23 expression.syntax");
    CHECK(mistake("has(ticket)") == "10:9 expression.syntax");
    CHECK(mistake("1 +\n\n  问") == "12:7 expression.syntax");
    CHECK(mistake("'\xff'") == "10:5 expression.syntax");
}

TEST_CASE("a name is near another by few edits for its length, and the nearest wins") {
    const std::vector<std::string_view> names{"count", "counts", "mount", "severity"};
    CHECK(itr::spelling::nearest("cuont", names) == "count");
    CHECK(itr::spelling::nearest("severty", names) == "severity");
    CHECK(itr::spelling::nearest("x", names).empty());
    CHECK(itr::spelling::nearest(std::string(65, 'c'), names).empty());
}
