#include "expression/term.hpp"
#include "expression/field_alone.hpp"

#include <doctest/doctest.h>

using itr::expression::Term;
using itr::expression::term_of;

TEST_CASE("a term tells what && and || join, not what stands within quotes, brackets or another operator") {
    const Term all = term_of("a && (b || c) && 'x && y' == d && (e && f)");
    REQUIRE(all.of == Term::Of::all);
    REQUIRE(all.parts.size() == 5);
    CHECK(all.parts[1].of == Term::Of::any);
    CHECK(all.parts[1].parts.size() == 2);
    CHECK(all.parts[2].of == Term::Of::equality);
    CHECK(all.parts[2].name == "d");
    CHECK(all.parts[2].literal == itr::Value("x && y"));
    CHECK(all.conjuncts().size() == 5);
    CHECK(all.disjuncts() == std::vector<const Term*>{&all});
    CHECK(term_of("a && b ? c : d").of == Term::Of::other);
    CHECK(term_of("f(a && b)").of == Term::Of::other);
}

TEST_CASE("a term that asks one question tells which") {
    const Term no = term_of("!inState(\"handle\")");
    REQUIRE(no.of == Term::Of::negation);
    CHECK(no.parts[0].of == Term::Of::call);
    CHECK(no.parts[0].function == "inState");
    CHECK(no.parts[0].argument == "handle");
    CHECK(term_of("ticket.severity == 'high'").name == "ticket.severity");
    CHECK(term_of("'high' == ticket.severity").name == "ticket.severity");
    CHECK(term_of("true").literal == itr::Value(true));
    CHECK(term_of("ticket.a == ticket.b").of == Term::Of::other);
    CHECK(term_of("ticket.a[0] == 1").of == Term::Of::other);
}

TEST_CASE("terms are of one text where only blanks, brackets and quotes differ") {
    const auto text = [](std::string_view source) { return term_of(source).text; };
    CHECK(text("( a )&&( b=='x' )") == text("a && b == \"x\""));
    CHECK(text("a && (b && c)") == text("(a && b) && c"));
    CHECK(text("a == 1") != text("a == 1u"));
    CHECK(text("a == 'x'") != text("a == b'x'"));
    CHECK(text("!(a || b)") != text("!a || b"));
    CHECK(text("a.b") != text("a.c"));
    CHECK(text("f(a, b)") != text("f(b, a)"));
    CHECK(text("x.all(a, a)") != text("x.exists(a, a)"));
}

TEST_CASE("what is no expression is a term of its own") {
    CHECK(term_of("a &&").of == Term::Of::other);
    CHECK(term_of("a &&").text == "a &&");
    CHECK(term_of("").text.empty());
}

TEST_CASE("a field of the ticket alone is known, and nothing else is taken for one") {
    using itr::expression::field_alone;
    CHECK(field_alone("ticket.customer") == "customer");
    CHECK(field_alone(" ticket.customer\n") == "customer");
    for (const char* other :
         {"", "ticket", "ticket.", "ticket.customer.size()", "'ticket.customer'", "before.customer",
          "ticket.customer + ''", "x.ticket.customer", "(ticket.customer)"})
        CHECK(field_alone(other).empty());
}
