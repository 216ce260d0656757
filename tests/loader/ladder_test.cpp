// Levels of ladders that would call for ever.
#include <doctest/doctest.h>

#include "support/packs.hpp"

using namespace itr;

namespace {

std::string mistakes(const std::string& level) {
    return test::codes(
        test::load_text("pack: a\n---\nladder: up\nlevels:\n  - {notify: lead" + level + "}\n").diagnostics);
}

}  // namespace

TEST_CASE("a level that repeats needs an end: an acknowledgement, or so many times") {
    CHECK(mistakes("").empty());
    CHECK(mistakes(", until: acknowledged").empty());
    CHECK(mistakes(", repeat: 30m, until: acknowledged").empty());
    CHECK(mistakes(", repeat: 30m, times: 3").empty());
    CHECK(mistakes(", repeat: 30m, times: 3, until: acknowledged").empty());
    CHECK(mistakes(", repeat: 30m") == "5:5 pack.invalid_value");
    CHECK(mistakes(", times: 3") == "5:5 pack.invalid_value");
}
