#include "structure/condition.hpp"

#include <doctest/doctest.h>

using itr::structure::term_of;

namespace {

bool implies(std::string_view a, std::string_view b) {
    return itr::structure::implies(term_of(a), term_of(b));
}
bool excludes(std::string_view a, std::string_view b) {
    return itr::structure::excludes(term_of(a), term_of(b));
}

}  // namespace

TEST_CASE("a conjunction implies each of its parts, and any of its parts a disjunction") {
    CHECK(implies("on('go') && inState('b')", "inState('b')"));
    CHECK(implies("a && b && c", "c && a"));
    CHECK(implies("(a && b) && c", "(c && a)"));
    CHECK(implies("a", "a || b"));
    CHECK(implies("a == 'x'", "a==\"x\""));
    CHECK_FALSE(implies("a", "a && b"));
    CHECK_FALSE(implies("a || b", "a"));
    CHECK_FALSE(implies("(a && b) || c", "a"));
    CHECK_FALSE(implies("a && b ? c : d", "b"));
    CHECK_FALSE(implies("a == 'x'", "a == b'x'"));
}

TEST_CASE("conditions exclude each other by a negation or by different values of one name") {
    CHECK(excludes("!inState('b') && x", "inState('b')"));
    CHECK(excludes("!(a || b)", "(a) || b"));
    CHECK(excludes("ticket.severity == 'high'", "ticket.severity == 'low' && y"));
    CHECK(excludes("ticket.severity == 'high'", "'low' == ticket.severity"));
    CHECK(excludes("ticket.level == 1", "ticket.level == 2"));
    CHECK_FALSE(excludes("ticket.level == 1", "ticket.level == 1.0"));
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
