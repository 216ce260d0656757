// Calendars that are made of others, and calendars whose zone a field tells.
#include <doctest/doctest.h>

#include <itr/calendars.hpp>

#include "support/packs.hpp"

using namespace itr;
using calendar::Calendar;

namespace {

struct Compiled {
    std::vector<Calendar> calendars;
    Diagnostics diagnostics;

    const Calendar& operator[](std::string_view name) const {
        for (const Calendar& calendar : calendars)
            if (calendar.definition().name == name) return calendar;
        REQUIRE_MESSAGE(false, name);
        return calendars.front();
    }
};

Compiled compile(std::string_view yaml) {
    const auto loaded = test::load_text(yaml);
    REQUIRE_MESSAGE(loaded.pack.has_value(), test::report(loaded.diagnostics));
    // What is written down reads back as the same.
    const std::string canonical = model::canonical(*loaded.pack);
    CHECK(model::canonical(*loader::load_canonical(canonical)) == canonical);
    Compiled out;
    out.calendars = model::compile_calendars(loaded.pack->calendars,
                                             calendar::ZoneDatabase::load_system().value(), out.diagnostics);
    return out;
}

Instant at(std::string_view text) { return parse_instant(text).value(); }

constexpr std::string_view offices = R"(
calendar: china
zone: Asia/Shanghai
week: {mon-fri: ["09:00-18:00"]}
known_until: 2026-12-31
---
calendar: germany
zone: Europe/Berlin
week: {mon-fri: ["09:00-18:00"]}
---
)";

const Instant monday = at("2026-03-02T00:00:00Z");
const Instant tuesday = at("2026-03-03T00:00:00Z");

}  // namespace

TEST_CASE(
    "a calendar may be the union, the intersection or the difference of others, in any order and depth") {
    const Compiled found = compile(std::string(offices) + R"(
calendar: a-service
minus: [24x7, both]
---
calendar: both
all: [china, germany]
---
calendar: either
title: {en: Follow the sun, zh: 日不落}
any: [china, germany]
)");
    CHECK(test::report(found.diagnostics).empty());
    CHECK(found["either"].measure(monday, tuesday) == hours(16));
    CHECK(found["both"].measure(monday, tuesday) == hours(2));
    CHECK(found["a-service"].measure(monday, tuesday) == hours(22));
    CHECK_FALSE(found["either"].is_known(at("2027-02-01T00:00:00Z")));
}

TEST_CASE("a calendar may change on given days") {
    const Compiled found = compile(std::string(offices) + R"(
calendar: support
versions:
  - {from: 2020-01-01, calendar: china}
  - {from: 2026-03-03, calendar: 24x7}
)");
    CHECK(test::report(found.diagnostics).empty());
    CHECK(found["support"].measure(monday, tuesday) == hours(9));
    CHECK(found["support"].measure(tuesday, tuesday + hours(24)) == hours(24));
    CHECK(found["support"].definition().name == "support");
}

TEST_CASE("a calendar whose zone a field tells is there once for each zone, and so is what is made of it") {
    const Compiled found = compile(std::string(offices) + R"(
calendar: customer
zone: {from: ticket.site_zone, among: [Asia/Tokyo, America/New_York], otherwise: Asia/Shanghai}
week: {mon-fri: ["09:00-18:00"]}
---
calendar: joint
all: [germany, customer]
)");
    CHECK(test::report(found.diagnostics).empty());
    CHECK(found.calendars.size() == 5 + 4);
    CHECK(found["customer"].is_open(at("2026-03-02T09:00:00+08:00")));
    CHECK(found["customer@Asia/Tokyo"].is_open(at("2026-03-02T09:00:00+09:00")));
    CHECK(found["joint@Asia/Tokyo"].measure(monday, tuesday) == hours(1));
    CHECK(found["joint@America/New_York"].measure(monday, tuesday) == hours(3));
    CHECK(found["joint"].measure(monday, tuesday) == hours(2));
}

TEST_CASE("a calendar in a zone that does not exist, and what is never open together, are refused") {
    const Compiled found = compile(R"(
calendar: customer
zone: {from: site_zone, among: [Asia/Tokio], otherwise: UTC}
week: {mon-fri: ["09:00-18:00"]}
---
calendar: night
week: {mon-fri: ["20:00-22:00"]}
---
calendar: never
all: [customer, night]
)");
    CHECK(test::codes(found.diagnostics) == "2:11 calendar.unknown_zone\n9:11 calendar.no_working_time");
}

TEST_CASE("what does not go together in a calendar is told with its place") {
    const auto codes = [](std::string_view yaml) { return test::codes(test::load_text(yaml).diagnostics); };
    CHECK(codes("calendar: a\nany: [b, c]\nzone: UTC\n") == "3:7 pack.invalid_value");
    CHECK(codes("calendar: a\nany: [b]\n") == "2:6 pack.invalid_value");
    CHECK(codes("calendar: a\nany: [b, c]\nminus: [b, c]\n") == "1:1 pack.invalid_value");
    CHECK(codes("calendar: a\nversions: []\n") == "2:11 pack.invalid_value");
    CHECK(
        codes(
            "calendar: a\nversions: [{from: 2026-01-02, calendar: b}, {from: 2026-01-01, calendar: c}]\n") ==
        "2:45 pack.invalid_value");
    CHECK(codes("calendar: a\nzone: {from: f, among: [], otherwise: UTC}\nalways: true\n") ==
          "2:7 pack.invalid_value");
    CHECK(codes("calendar: a\nzone: {from: f, among: [UTC, UTC], otherwise: UTC}\nalways: true\n") ==
          "2:7 pack.duplicate_name");
    CHECK(codes("calendar: a\nzone: {from: f, among: [UTC]}\nalways: true\n") == "2:7 pack.missing_key");
}

TEST_CASE("parts that do not exist, circles and zones from different fields are mistakes") {
    const auto codes = [](std::string_view yaml) {
        const auto loaded = test::load_text(yaml);
        REQUIRE(loaded.pack.has_value());
        Diagnostics diagnostics;
        model::check_parts(loaded.pack->calendars, diagnostics);
        return test::codes(diagnostics);
    };
    CHECK(codes("calendar: a\nany: [24x7, b]\n") == "2:13 calendar.unknown_part");
    CHECK(codes("calendar: a\nany: [24x7, b]\n---\ncalendar: b\nminus: [24x7, a]\n") ==
          "5:15 calendar.cycle");
    CHECK(
        codes(
            "calendar: a\nzone: {from: x, among: [UTC], otherwise: UTC}\nalways: true\n---\ncalendar: b\n"
            "zone: {from: y, among: [UTC], otherwise: UTC}\nalways: true\n---\ncalendar: c\nall: [a, b]\n") ==
        "9:11 calendar.zones_disagree");
}
