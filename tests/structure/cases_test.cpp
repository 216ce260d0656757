#include "structure/cases.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "expression/ticket_scope.hpp"

using itr::structure::Cases;
using itr::structure::term_of;
using itr::structure::Truth;

namespace {

Cases cases_of_ticket() { return Cases(itr::structure::ranges_of(itr::test::ticket_scope())); }

bool imply(std::string_view a, std::string_view b) { return cases_of_ticket().imply(term_of(a), term_of(b)); }
bool exclude(std::string_view a, std::string_view b) {
    return cases_of_ticket().exclude(term_of(a), term_of(b));
}

/// Conditions over an enumeration that is always set, a number and a truth that may be null, and a function.
std::string random_condition(int depth) {
    using rc::gen::element;
    const int form = *rc::gen::inRange(0, depth > 0 ? 8 : 5);
    const auto word = [] { return *element<std::string>("low", "high", "critical"); };
    switch (form) {
        case 0: return "ticket.severity " + *element<std::string>("==", "!=") + " '" + word() + "'";
        case 1: return "ticket.severity in ['" + word() + "', '" + word() + "']";
        case 2:
            return "ticket.count " + *element<std::string>("==", "!=", "<", "<=", ">", ">=") + " " +
                   std::to_string(*rc::gen::inRange(1, 4));
        case 3:
            return std::to_string(*rc::gen::inRange(1, 4)) + *element<std::string>(" < ", " >= ") +
                   "ticket.count";
        case 4: return *element<std::string>("inState('handle')", "ticket.extra", "ticket.title == 'x'");
        case 5: return "!(" + random_condition(depth - 1) + ")";
        default:
            return "(" + random_condition(depth - 1) + (form == 6 ? " && " : " || ") +
                   random_condition(depth - 1) + ")";
    }
}

/// Whether it holds, where it can be evaluated.
bool holds(const std::string& condition, const itr::test::TicketFrame& frame) {
    itr::Diagnostics diagnostics;
    const auto compiled =
        itr::expression::Expression::compile(condition, itr::test::ticket_scope(), {}, diagnostics);
    if (!compiled) throw std::logic_error("does not compile: " + condition);
    const auto value = compiled->evaluate(frame);
    return value && value->is(itr::Kind::boolean) && value->as_bool();
}

std::vector<itr::test::TicketFrame> all_tickets() {
    std::vector<itr::test::TicketFrame> all;
    for (const char* severity : {"low", "high", "critical"})
        for (const itr::Value& count :
             {itr::Value(), itr::Value(0), itr::Value(1), itr::Value(2), itr::Value(3), itr::Value(4)})
            for (const itr::Value& extra : {itr::Value(), itr::Value(true), itr::Value(false)})
                for (const char* title : {"x", "y"}) {
                    itr::test::TicketFrame frame;
                    frame.values[itr::test::severity] = itr::Value(severity);
                    frame.values[itr::test::count] = count;
                    frame.values[itr::test::extra] = extra;
                    frame.values[itr::test::title] = itr::Value(title);
                    all.push_back(frame);
                }
    return all;
}

}  // namespace

TEST_CASE("of an enumeration that is always set, one of the values holds") {
    CHECK(imply("ticket.severity != 'low'", "ticket.severity == 'high' || ticket.severity == 'critical'"));
    CHECK(imply("true", "ticket.severity in ['low', 'high', 'critical']"));
    CHECK(exclude("ticket.severity != 'low'", "!(ticket.severity in ['high', 'critical'])"));
    CHECK_FALSE(imply("ticket.severity != 'low'", "ticket.severity == 'high'"));
    CHECK_FALSE(imply("ticket.title != 'low'", "ticket.title in ['high', 'critical']"));
}

TEST_CASE("numbers are compared in their order, and what is null in none") {
    CHECK(imply("ticket.count > 100", "ticket.count > 10"));
    CHECK(imply("ticket.count == 7", "ticket.count >= 7"));
    CHECK(imply("100 < ticket.count", "!(ticket.count <= 100)"));
    CHECK(exclude("ticket.count < 5", "ticket.count > 5"));
    CHECK_FALSE(imply("ticket.count >= 10", "ticket.count > 10"));
    CHECK_FALSE(imply("true", "ticket.count < 5 || ticket.count >= 5"));
    CHECK_FALSE(imply("ticket.count != 5", "ticket.count < 5 || ticket.count > 5"));
}

TEST_CASE("what cannot be evaluated holds neither way") {
    CHECK_FALSE(imply("true", "ticket.extra || !ticket.extra"));
    CHECK(imply("ticket.extra", "ticket.extra || ticket.severity == 'low'"));
}

TEST_CASE("what a function answers in a step is taken for granted") {
    Cases cases = cases_of_ticket();
    const auto here = [](const itr::expression::Term&) { return Truth::yes; };
    CHECK(cases.imply(term_of("ticket.severity != 'low'"),
                      term_of("inState('handle') && ticket.severity in ['high', 'critical']"), here));
    CHECK_FALSE(cases.imply(term_of("ticket.severity != 'low'"),
                            term_of("inState('handle') && ticket.severity in ['high', 'critical']")));
}

TEST_CASE("conditions that ask for too much are not compared") {
    std::string many = "ticket.severity == 'low'";
    for (int i = 0; i < 40; ++i)
        many += " || ticket.title == '" + std::to_string(i) + "' && ticket.extra." +
                std::string(1, static_cast<char>('a' + i % 26)) + " == " + std::to_string(i);
    CHECK_FALSE(exclude(many, "ticket.severity == 'high' && ticket.severity != 'high' && " + many));
}

TEST_CASE("what is implied holds for every ticket, and what is excluded for none") {
    const auto tickets = all_tickets();
    CHECK(rc::check([&] {
        const std::string a = random_condition(2);
        const std::string b = random_condition(2);
        const bool implied = imply(a, b);
        const bool excluded = exclude(a, b);
        RC_CLASSIFY(implied, "implied");
        RC_CLASSIFY(excluded, "excluded");
        for (const auto& ticket : tickets) {
            if (!holds(a, ticket)) continue;
            if (implied) RC_ASSERT(holds(b, ticket));
            if (excluded) RC_ASSERT_FALSE(holds(b, ticket));
        }
    }));
}
