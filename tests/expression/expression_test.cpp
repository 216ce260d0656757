#include <doctest/doctest.h>

#include <itr/expression.hpp>

#include "expression/ticket_scope.hpp"

using itr::Value;
using itr::expression::Expression;
using itr::test::TicketFrame;

namespace {

Expression compiled(std::string_view source) {
    itr::Diagnostics diagnostics;
    auto expression =
        Expression::compile(source, itr::test::ticket_scope(), {"pack.yaml", 10, 5}, diagnostics);
    for (const auto& d : diagnostics) MESSAGE(itr::to_string(d));
    REQUIRE(expression.has_value());
    return *expression;
}

bool holds(std::string_view source, const TicketFrame& frame = {}) { return compiled(source).holds(frame); }

std::string error_of(std::string_view source, const TicketFrame& frame = {}) {
    const auto result = compiled(source).evaluate(frame);
    return result ? "no error" : std::string(result.error().code.text());
}

}  // namespace

TEST_CASE("a guard compares the ticket's fields with constants") {
    CHECK(holds("ticket.severity == 'critical' && ticket.impact != 'low' && ticket.count < 5"));
    CHECK_FALSE(holds("ticket.severity == 'low' || 5 < ticket.count"));
    CHECK(holds("ticket.title.startsWith('Printer') && 'fire' in ticket.tags"));
    CHECK(holds("ticket.title == 'Printer on fire, third floor'"));
    CHECK(holds("now - ticket.opened_at >= duration('1h')"));
    CHECK(holds("ticket.extra.floor == 3.0 && ticket.extra['floor'] in [1, 2, 3]"));
    CHECK(holds("inState('handle') ? ticket.tags.exists(t, t.matches('^f.re$')) : false"));
}

TEST_CASE("every comparison of a number in a slot agrees with arithmetic, whichever side it is on") {
    for (const int n : {2, 3, 4}) {
        CAPTURE(n);
        TicketFrame frame;
        frame.values[itr::test::count] = Value(n);
        CHECK(holds("ticket.count < 3", frame) == (n < 3));
        CHECK(holds("ticket.count <= 3", frame) == (n <= 3));
        CHECK(holds("ticket.count > 3", frame) == (n > 3));
        CHECK(holds("ticket.count >= 3", frame) == (n >= 3));
        CHECK(holds("ticket.count == 3", frame) == (n == 3));
        CHECK(holds("ticket.count != 3", frame) == (n != 3));
        CHECK(holds("3 < ticket.count", frame) == (3 < n));
        CHECK(holds("3 >= ticket.count", frame) == (3 >= n));
    }
}

TEST_CASE("a field that is not set equals nothing but null, and has no order") {
    TicketFrame frame;
    frame.values[itr::test::count] = Value();
    CHECK_FALSE(holds("ticket.count == 5", frame));
    CHECK(holds("ticket.count != 5", frame));
    CHECK(holds("ticket.count == null", frame));
    CHECK(error_of("ticket.count == 5", frame) == "no error");
    CHECK(error_of("ticket.count < 5", frame) == "expression.no_such_overload");
    CHECK_FALSE(holds("has(ticket.count)", frame));
    CHECK(holds("has(ticket.count)"));
    CHECK(holds("!has(ticket.customer.vip) && has(ticket.customer)"));
}

TEST_CASE("an error makes a guard false and is told") {
    itr::Error error{itr::Code{"none"}, ""};
    CHECK_FALSE(compiled("ticket.extra.cellar == 1").holds(TicketFrame{}, &error));
    CHECK(error.code.text() == "expression.no_such_key");
    CHECK(error.message == "no such key: \"cellar\"");
    CHECK(error_of("ticket.extra == 1 ? true : ticket.extra.floor.x") == "expression.no_such_field");
    CHECK(error_of("ticket.tags[2]") == "expression.out_of_range");
    CHECK(error_of("ticket.count / 0 == 1") == "expression.division_by_zero");
    CHECK(error_of("ticket.count + 9223372036854775807 == 1") == "expression.overflow");
    CHECK(error_of("int(ticket.title) == 1") == "expression.invalid_argument");
    CHECK(error_of("now.getHours('Moon/Crater') == 1") == "expression.unknown_zone");
    CHECK(error_of("{ticket.count: 1, 3: 2}[3] == 1") == "expression.duplicate_key");
    CHECK(error_of("ticket.title.matches(ticket.title + '(')") == "expression.bad_pattern");
}

TEST_CASE("a decisive operand outweighs errors before and after it") {
    CHECK(holds("ticket.count / 0 == 1 || ticket.severity == 'critical'"));
    CHECK(error_of("ticket.count / 0 == 1 && ticket.severity == 'low'") == "no error");
    CHECK(holds("[0, 1].exists(n, 1 / n == 1)"));
    CHECK(error_of("[0, 1].all(n, 1 / n == 2)") == "no error");
    CHECK(error_of("ticket.count / 0 == 1 || ticket.tags[9] == ''") == "expression.division_by_zero");
}

TEST_CASE("an expression names the slots and host functions it may read, each once and in order") {
    const auto guard = compiled(
        "ticket.count > 1 || inState('handle') && ticket.severity == 'low' && ticket.count < 9 && "
        "inState('handle')");
    REQUIRE(guard.slots().size() == 2);
    CHECK(guard.slots()[0] == itr::test::severity);
    CHECK(guard.slots()[1] == itr::test::count);
    REQUIRE(guard.calls().size() == 1);
    CHECK(guard.calls()[0] == std::pair<std::uint32_t, std::uint32_t>{3, 7});
    CHECK(compiled("has(ticket.count) && ticket.title.matches('a')").slots().size() == 2);
}

TEST_CASE("what is the same for every ticket is known when the expression is compiled") {
    CHECK(compiled("1 + 2 == 3").constant() == Value(true));
    CHECK(compiled("false && ticket.count < 5").constant() == Value(false));
    CHECK(compiled("false && ticket.count < 5").slots().empty());
    CHECK(compiled("ticket.count < 5 || [1, 2].all(n, n > 0)").constant() == Value(true));
    CHECK(compiled("'a'.matches('[a-z]') ? 1 : ticket.count").constant() == Value(1));
    CHECK_FALSE(compiled("true && ticket.count < 5").constant().has_value());
    CHECK_FALSE(compiled("1 / 0 == 1").constant().has_value());
    CHECK_FALSE(compiled("inState('handle')").constant().has_value());
    CHECK_FALSE(compiled("[1, 2].exists(n, n == ticket.count)").constant().has_value());
}

TEST_CASE("the variable of an inner macro hides one of the same name, and outer ones stay visible") {
    CHECK(holds("[1, 2].map(n, [10, 20].map(m, n * m)) == [[10, 20], [20, 40]]"));
    CHECK(holds("[[1], [2, 3]].map(n, n.map(n, n + 1)) == [[2], [3, 4]]"));
    CHECK(holds("[1, 2, 3].map(n, n > 1, n * ticket.count) == [6, 9]"));
    CHECK(holds("ticket.tags.map(ticket, ticket + '!') == ['fire!', 'printer!']"));
    CHECK(holds("{'a': 1, 'b': 2}.exists_one(k, k == 'b') && [[1, 2], [3]][1][0] == 3"));
}

TEST_CASE("hours are told in UTC, at a fixed offset and, with a zone database, in a named zone") {
    CHECK(holds("ticket.opened_at.getHours() == 1 && ticket.opened_at.getHours('+05:30') == 6"));
    CHECK(holds("ticket.opened_at.getDayOfWeek('UTC') == 1 && ticket.opened_at.getMonth() == 2"));
}

TEST_CASE("copies of an expression share one program and outlive the first") {
    std::optional<Expression> first = compiled("ticket.severity == 'critical'");
    const Expression copy = *first;
    first.reset();
    CHECK(copy.source() == "ticket.severity == 'critical'");
    CHECK(copy.type().of == itr::expression::Type::Of::boolean);
    CHECK(copy.holds(TicketFrame{}));
}

TEST_CASE("equality goes through lists and maps, across kinds of numbers, and NaN equals nothing") {
    const Value a = Value::map({{Value(1), Value::list({Value(2.0), Value("x")})}});
    const Value b = Value::map({{Value(std::uint64_t{1}), Value::list({Value(2), Value("x")})}});
    CHECK(itr::expression::equal(a, b));
    CHECK_FALSE(itr::expression::equal(a, Value()));
    CHECK_FALSE(itr::expression::equal(Value(0.0 / 0.0), Value(0.0 / 0.0)));
}
