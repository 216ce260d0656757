// Quiet hours of ladders.
#include <doctest/doctest.h>

#include <itr/policy.hpp>

using namespace itr;

namespace {

Instant at(std::string_view text) { return parse_instant(text).value(); }

model::LadderLevel quiet(std::string_view window) {
    model::LadderLevel level;
    level.quiet = calendar::parse_window(window).value();
    return level;
}

calendar::Calendar always_in(std::string zone) {
    calendar::Definition definition;
    definition.zone = std::move(zone);
    definition.always = true;
    return calendar::Calendar::compile(definition, calendar::ZoneDatabase::load_system().value()).value();
}

}  // namespace

TEST_CASE("a message in the quiet hours waits for their end, before and after midnight") {
    const auto level = quiet("22:00-07:00");
    CHECK(policy::after_quiet(level, nullptr, at("2026-03-02T21:59:59Z")) == at("2026-03-02T21:59:59Z"));
    CHECK(policy::after_quiet(level, nullptr, at("2026-03-02T22:00:00Z")) == at("2026-03-03T07:00:00Z"));
    CHECK(policy::after_quiet(level, nullptr, at("2026-03-03T06:59:59Z")) == at("2026-03-03T07:00:00Z"));
    CHECK(policy::after_quiet(level, nullptr, at("2026-03-03T07:00:00Z")) == at("2026-03-03T07:00:00Z"));
    CHECK(policy::after_quiet(quiet("12:00-13:00"), nullptr, at("2026-03-03T12:30:00Z")) ==
          at("2026-03-03T13:00:00Z"));
    CHECK(policy::after_quiet({}, nullptr, at("2026-03-03T03:00:00Z")) == at("2026-03-03T03:00:00Z"));
}

TEST_CASE("quiet hours are the recipient's own, also in the night when clocks change") {
    const auto berlin = always_in("Europe/Berlin");
    const auto level = quiet("22:00-07:00");
    CHECK(policy::after_quiet(level, &berlin, at("2026-03-28T21:30:00Z")) == at("2026-03-29T05:00:00Z"));
    CHECK(policy::after_quiet(level, &berlin, at("2026-03-27T20:30:00Z")) == at("2026-03-27T20:30:00Z"));
}
