// Delays, and for whom signals are.
#include <doctest/doctest.h>

#include "support/packs.hpp"

using namespace itr;
using namespace itr::test;

TEST_CASE("a delay may be the date in a field, the time for a state may not") {
    CHECK(codes(load_text("workflow: w\nstates: {a: {after: {date ticket.d: b}}, b: {type: final}}\n")
                    .diagnostics) == "");
    CHECK(codes(load_text("workflow: w\nstates: {a: {after: {host: b}}, b: {type: final}}\n").diagnostics) ==
          "2:22 pack.invalid_value");
    CHECK(codes(load_text("workflow: w\nstates: {a: {ola: date ticket.d}}\n").diagnostics) ==
          "2:19 pack.invalid_value");
}

TEST_CASE("what shortens every cycle of a clock needs a floor of a second at least") {
    const auto mistakes = [](const std::string& adjust) {
        return codes(load_text("agreement: a\nclocks:\n  reply: {stop: true, adjust: {" + adjust +
                               "}}\ngoals: [{reply: 1h}]\n")
                         .diagnostics);
    };
    CHECK(mistakes("per_cycle: 30m") == "");
    CHECK(mistakes("per_cycle: -30m, floor: 15m") == "");
    CHECK(mistakes("per_cycle: -30m") == "3:31 pack.invalid_value");
    CHECK(mistakes("floor: 0s") == "3:31 pack.invalid_value");
}

TEST_CASE("a signal is for parent, children, linked or linking tickets, and only links have a relation") {
    const auto mistakes = [](const std::string& signal) {
        return codes(
            load_text("workflow: w\nstates: {a: {entry: [{signal: {" + signal + "}}]}}\n").diagnostics);
    };
    for (const char* to : {"parent", "children", "linked", "linking"})
        CHECK(mistakes(std::string("to: ") + to + ", event: e") == "");
    CHECK(mistakes("to: linking, relation: duplicate_of, event: e") == "");
    CHECK(mistakes("to: grandparent, event: e") == "2:36 pack.invalid_value");
    CHECK(mistakes("to: parent, relation: duplicate_of, event: e") == "2:54 pack.invalid_value");
}
