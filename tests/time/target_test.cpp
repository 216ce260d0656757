#include <doctest/doctest.h>

#include "zones.hpp"

using namespace itr;
using namespace itr::calendar;
using test::at;
using test::day;
using test::office;
using test::window;

namespace {

/// Monday to Friday, 1 May 2026 (a Friday) is a holiday.
Calendar calendar_with_may_day() {
    Definition definition = office("Europe/Berlin", {"09:00-17:00"});
    definition.rules.push_back({.by = Rule::By::fixed_date, .month = 5, .day = 1});
    return test::compiled(definition);
}

Instant due_of(std::string_view text, std::string_view anchor) {
    const auto target = parse_target(text);
    REQUIRE_MESSAGE(target.has_value(), text);
    return due(calendar_with_may_day(), at(anchor), *target);
}

}  // namespace

TEST_CASE("a target reads and writes back as the same text") {
    for (const char* text : {"4h",
                             "1h30m",
                             "real 4h",
                             "4h then real 2h",
                             "1 working day",
                             "2 working days",
                             "0 working days",
                             "2 working days by 16:00",
                             "2 working days at the same time",
                             "2 working days at the same time cut-off 15:00",
                             "next working day by 16:00",
                             "this working day by 24:00",
                             "end of next working day",
                             "end of this working day",
                             "end of 2nd working day",
                             "end of 3rd working day",
                             "end of 11th working day",
                             "end of 21st working day",
                             "2 working days cut-off 15:00",
                             "2 working days by 16:00 cut-off 15:00",
                             "60% of restore",
                             "62.5% of restore",
                             "60% of what remains of restore",
                             "date ticket.promised_at",
                             "host",
                             "unlimited"}) {
        CAPTURE(text);
        const auto target = parse_target(text);
        REQUIRE(target.has_value());
        CHECK(to_string(*target) == text);
    }
}

TEST_CASE("a target may be written in more than one way") {
    CHECK(*parse_target("4h real") == *parse_target("real 4h"));
    CHECK(*parse_target("1 working day by 16:00") == *parse_target("next working day by 16:00"));
    CHECK(*parse_target("end of 1st working day") == *parse_target("end of next working day"));
    CHECK(to_string(*parse_target("240m")) == "4h");
}

TEST_CASE("what is no target is refused") {
    for (const char* text : {"",
                             " ",
                             "4",
                             "4h ",
                             " 4h",
                             "0s",
                             "999ms",
                             "-4h",
                             "200w then real",
                             "4h then 2h",
                             "real",
                             "real 4h real",
                             "600w",
                             "real 4h then real 1h",
                             "working days",
                             "-1 working days",
                             "+1 working days",
                             "10001 working days",
                             "2 working days by",
                             "2 working days at the same time by 16:00",
                             "end of 2nd working day at the same time",
                             "2 working days by 25:00",
                             "2 working days by 9:00",
                             "end of 2 working days",
                             "end of 2th working day",
                             "end of 2nd working day by 16:00",
                             "2 working days cut-off 24:00",
                             "% of restore",
                             "0% of restore",
                             "60 % of restore",
                             "60% of",
                             "60% of two words",
                             "60.55% of x",
                             "date",
                             "date Ticket",
                             "hosts",
                             "2  working days",
                             "2 working days by 16:00 by 17:00"}) {
        CAPTURE(text);
        const auto target = parse_target(text);
        REQUIRE_FALSE(target.has_value());
        CHECK(target.error().code.text() == "target.invalid");
    }
}

TEST_CASE("one working day is not 24 working hours") {
    CHECK(due_of("1 working day", "2026-03-05T10:30:00+01:00") == at("2026-03-06T10:30:00+01:00"));
    CHECK(due_of("24h", "2026-03-05T10:30:00+01:00") == at("2026-03-10T10:30:00+01:00"));
    CHECK(due_of("real 24h", "2026-03-05T10:30:00+01:00") == at("2026-03-06T10:30:00+01:00"));
    CHECK(due_of("4h then real 2h", "2026-03-05T15:00:00+01:00") == at("2026-03-06T13:00:00+01:00"));
    CHECK(due_of("unlimited", "2026-03-05T15:00:00+01:00") == never);
}

TEST_CASE(
    "next working day by 16:00, reported at 16:01 on the eve of a holiday, is the day after the weekend") {
    CHECK(due_of("next working day by 16:00", "2026-04-30T16:01:00+02:00") ==
          at("2026-05-04T16:00:00+02:00"));
    CHECK(due_of("next working day by 16:00", "2026-05-02T16:01:00+02:00") ==
          at("2026-05-04T16:00:00+02:00"));
    CHECK(due_of("next working day by 16:00 cut-off 16:00", "2026-04-30T16:01:00+02:00") ==
          at("2026-05-05T16:00:00+02:00"));
    CHECK(due_of("next working day by 16:00 cut-off 16:00", "2026-04-30T15:59:00+02:00") ==
          at("2026-05-04T16:00:00+02:00"));
    CHECK(due_of("next working day by 16:00 cut-off 16:00", "2026-05-02T10:00:00+02:00") ==
          at("2026-05-05T16:00:00+02:00"));
}

TEST_CASE("the end of the second working day is its last closing") {
    CHECK(due_of("end of 2nd working day", "2026-04-29T10:00:00+02:00") == at("2026-05-04T17:00:00+02:00"));
    CHECK(due_of("end of this working day", "2026-04-29T10:00:00+02:00") == at("2026-04-29T17:00:00+02:00"));
    CHECK(due_of("end of this working day", "2026-05-01T10:00:00+02:00") == at("2026-05-04T17:00:00+02:00"));
}

TEST_CASE("a start after the cut-off or on a day off counts from the next working day's opening") {
    CHECK(due_of("2 working days cut-off 15:00", "2026-03-02T14:59:00+01:00") ==
          at("2026-03-04T14:59:00+01:00"));
    CHECK(due_of("2 working days cut-off 15:00", "2026-03-02T15:00:00+01:00") ==
          at("2026-03-05T09:00:00+01:00"));
    CHECK(due_of("2 working days", "2026-03-07T12:00:00+01:00") == at("2026-03-11T09:00:00+01:00"));
    CHECK(due_of("0 working days", "2026-03-07T12:00:00+01:00") == at("2026-03-09T09:00:00+01:00"));
    CHECK(due_of("1 working day", "2026-03-02T20:00:00+01:00") == at("2026-03-04T09:00:00+01:00"));
    CHECK(due_of("1 working day", "2026-03-02T07:00:00+01:00") == at("2026-03-03T09:00:00+01:00"));
}

TEST_CASE("working days at the same time keep the hour, whether anybody works then or not") {
    const auto sunday_evening = "2026-03-01T20:00:00+01:00";
    CHECK(due_of("2 working days at the same time", sunday_evening) == at("2026-03-04T20:00:00+01:00"));
    CHECK(due_of("2 working days", sunday_evening) == at("2026-03-04T09:00:00+01:00"));
    CHECK(due_of("2 working days at the same time cut-off 15:00", "2026-03-02T15:00:00+01:00") ==
          at("2026-03-05T15:00:00+01:00"));
}

TEST_CASE("a target that the calendar does not reach is never due") {
    Definition definition = office("UTC", {"09:00-17:00"});
    definition.valid_to = day("2026-03-03");
    const Calendar calendar = test::compiled(definition);
    const Instant anchor = at("2026-03-03T12:00:00Z");
    for (const char* text : {"6h", "6h then real 1h", "1 working day", "next working day by 16:00",
                             "end of 2nd working day", "end of next working day cut-off 11:00"})
        CHECK(due(calendar, anchor, *parse_target(text)) == never);
    CHECK(due(calendar, max_instant, *parse_target("real 1h")) == never);
}

TEST_CASE("dates and windows read from their one form only") {
    CHECK(to_string(day("2024-02-29")) == "2024-02-29");
    for (const char* text :
         {"2026-02-29", "1899-12-31", "2201-01-01", "2026-2-03", "26-02-03", "2026-02-03 ", ""})
        CHECK(parse_date(text).error().code.text() == "date.invalid");
    CHECK(window("22:00-06:00") == Window{1320, 360});
    CHECK(window("00:00-24:00") == Window{0, 1440});
    for (const char* text :
         {"9:00-12:00", "09:00-24:01", "24:00-06:00", "09:00-09:00", "09:60-10:00", "09:00 12:00", ""})
        CHECK(parse_window(text).error().code.text() == "window.invalid");
}

TEST_CASE("a window across midnight belongs to both of its dates when working days are counted") {
    const Calendar nights = test::compiled(office("UTC", {"22:00-06:00"}));
    const auto due_by = [&](std::string_view text, std::string_view anchor) {
        return due(nights, at(anchor), *parse_target(text));
    };
    // The shift that begins on Friday evening makes Saturday a working day, which ends with it.
    CHECK(due_by("end of next working day", "2026-03-06T23:00:00Z") == at("2026-03-07T06:00:00Z"));
    CHECK(due_by("end of this working day", "2026-03-06T23:00:00Z") == at("2026-03-07T00:00:00Z"));
    CHECK(due_by("2 working days", "2026-03-06T23:00:00Z") == at("2026-03-09T23:00:00Z"));
    CHECK(nights.is_working_day(day("2026-03-07")));
    CHECK_FALSE(nights.is_working_day(day("2026-03-08")));
}
