#include "structure/condition.hpp"

#include <doctest/doctest.h>

using itr::structure::excludes;
using itr::structure::implies;
using itr::structure::parts_of;

TEST_CASE("a condition is split where && or || joins its parts, not within quotes or brackets") {
    CHECK(parts_of("a && (b || c) && 'x && y' == d", "&&") ==
          std::vector<std::string>{"a", "b||c", "'x && y'==d"});
    CHECK(parts_of("((a)) || f(b || c)", "||") == std::vector<std::string>{"a", "f(b||c)"});
}

TEST_CASE("a conjunction implies each of its parts, and any of its parts a disjunction") {
    CHECK(implies("on('go') && inState('b')", "inState('b')"));
    CHECK(implies("a && b && c", "c && a"));
    CHECK(implies("a", "a || b"));
    CHECK_FALSE(implies("a", "a && b"));
    CHECK_FALSE(implies("a || b", "a"));
    CHECK_FALSE(implies("(a && b) || c", "a"));
    CHECK_FALSE(implies("a && b ? c : d", "b"));
}

TEST_CASE("conditions exclude each other by a negation or by different values of one name") {
    CHECK(excludes("!inState('b') && x", "inState('b')"));
    CHECK(excludes("ticket.severity == 'high'", "ticket.severity == 'low' && y"));
    CHECK_FALSE(excludes("ticket.severity == 'high'", "ticket.impact == 'low'"));
    CHECK_FALSE(excludes("ticket.severity == 'high'", "ticket.severity == ticket.impact"));
    CHECK_FALSE(excludes("a || !b", "b"));
}

TEST_CASE("a negation of the first part does not negate the whole") {
    CHECK_FALSE(excludes("!a || b", "a || b"));
    CHECK_FALSE(excludes("!a ? b : c", "a ? b : c"));
    CHECK_FALSE(excludes("!a in [true, false]", "a in [true, false]"));
    CHECK_FALSE(excludes("!f(a) in x", "f(a) in x"));
    CHECK(excludes("!(a || b)", "a || b"));
    CHECK(excludes("!(a in x)", "a in x"));
    CHECK(excludes("!ticket.name.startsWith('x || y')", "ticket.name.startsWith('x || y')"));
}
