#include <doctest/doctest.h>

#include "zones.hpp"

using namespace itr;
using namespace itr::calendar;
using test::at;
using test::compiled;
using test::day;
using test::office;
using test::window;

namespace {

Calendar shanghai_office() { return compiled(office("Asia/Shanghai", {"09:00-12:00", "13:00-18:00"})); }

std::string_view refusal(const Definition& definition) {
    const auto result = Calendar::compile(definition, test::zones());
    return result ? "accepted" : result.error().code.text();
}

}  // namespace

TEST_CASE("working time is counted within the windows of the week") {
    const Calendar calendar = shanghai_office();
    CHECK(calendar.measure(at("2026-03-02T10:00:00+08:00"), at("2026-03-02T14:00:00+08:00")) == hours(3));
    CHECK(calendar.measure(at("2026-03-06T17:00:00+08:00"), at("2026-03-09T10:00:00+08:00")) == hours(2));
    CHECK(calendar.measure(at("2026-03-09T10:00:00+08:00"), at("2026-03-06T17:00:00+08:00")) == hours(-2));
    CHECK(calendar.advance(at("2026-03-06T17:00:00+08:00"), hours(4)) == at("2026-03-09T12:00:00+08:00"));
    CHECK(calendar.retreat(at("2026-03-09T10:00:00+08:00"), hours(2)) == at("2026-03-06T17:00:00+08:00"));
    CHECK(calendar.advance(at("2026-03-02T09:00:00+08:00"), hours(400)) == at("2026-05-08T18:00:00+08:00"));
}

TEST_CASE("a length that ends on an edge stays there, or moves to the next opening on request") {
    const Calendar calendar = shanghai_office();
    const Instant start = at("2026-03-02T16:00:00+08:00");
    CHECK(calendar.advance(start, hours(2)) == at("2026-03-02T18:00:00+08:00"));
    CHECK(calendar.advance(start, hours(2), Land::next_opening) == at("2026-03-03T09:00:00+08:00"));
    CHECK(calendar.retreat(at("2026-03-03T10:00:00+08:00"), hours(1)) == at("2026-03-03T09:00:00+08:00"));
    CHECK(calendar.retreat(at("2026-03-03T10:00:00+08:00"), hours(1), Land::next_opening) ==
          at("2026-03-02T18:00:00+08:00"));
}

TEST_CASE("intervals are half open: the closing instant is closed") {
    const Calendar calendar = shanghai_office();
    CHECK(calendar.is_open(at("2026-03-02T09:00:00+08:00")));
    CHECK(calendar.is_open(at("2026-03-02T11:59:59.999+08:00")));
    CHECK_FALSE(calendar.is_open(at("2026-03-02T12:00:00+08:00")));
    CHECK(calendar.next_open(at("2026-03-02T12:00:00+08:00")) == at("2026-03-02T13:00:00+08:00"));
    CHECK(calendar.next_close(at("2026-03-02T12:00:00+08:00")) == at("2026-03-02T18:00:00+08:00"));
    CHECK(calendar.last_worked(at("2026-03-02T12:00:00+08:00")) == at("2026-03-02T12:00:00+08:00"));
    CHECK(calendar.last_worked(at("2026-03-02T09:00:00+08:00")) == at("2026-02-27T18:00:00+08:00"));
}

TEST_CASE("a make-up Saturday is worked and a holiday is not, and the later entry of a day wins") {
    Definition definition = office("Asia/Shanghai", {"09:00-12:00", "13:00-18:00"});
    definition.days.push_back(
        {day("2026-02-14"), day("2026-02-14"), {window("09:00-12:00"), window("13:00-18:00")}});
    definition.days.push_back({day("2026-02-16"), day("2026-02-22"), {}});
    definition.days.push_back({day("2026-02-18"), day("2026-02-18"), {window("10:00-11:00")}});
    const Calendar calendar = compiled(definition);
    CHECK(calendar.is_working_day(day("2026-02-14")));
    CHECK_FALSE(calendar.is_working_day(day("2026-02-17")));
    CHECK(calendar.measure(at("2026-02-14T00:00:00+08:00"), at("2026-02-23T00:00:00+08:00")) == hours(9));
    CHECK(calendar.working_days(day("2026-02-13"), day("2026-02-23")) == 3);
}

TEST_CASE("a break closes part of a day, also of a night shift that began the day before") {
    Definition definition;
    definition.week[0] = {window("22:00-06:00")};
    definition.breaks.push_back({day("2026-03-03"), window("01:00-02:00")});
    const Calendar calendar = compiled(definition);
    const auto intervals = calendar.intervals(at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z"));
    REQUIRE(intervals.size() == 2);
    CHECK(intervals[0] == Calendar::Interval{at("2026-03-02T22:00:00Z"), at("2026-03-03T01:00:00Z")});
    CHECK(intervals[1] == Calendar::Interval{at("2026-03-03T02:00:00Z"), at("2026-03-03T06:00:00Z")});
}

TEST_CASE("a clock change shortens or lengthens a window by real time") {
    Definition definition;
    definition.zone = "Europe/Berlin";
    definition.week[6] = {window("00:00-24:00")};
    const Calendar calendar = compiled(definition);
    CHECK(calendar.measure(at("2026-03-29T00:00:00Z") - hours(2), at("2026-03-30T00:00:00Z")) == hours(23));
    CHECK(calendar.measure(at("2026-10-24T20:00:00Z"), at("2026-10-26T00:00:00Z")) == hours(25));
}

TEST_CASE("a skipped wall time is the instant after the gap, an ambiguous one its first occurrence") {
    Definition definition = office("America/New_York", {"09:00-17:00"});
    const Calendar calendar = compiled(definition);
    CHECK(calendar.at_local(day("2026-03-08"), 150) == at("2026-03-08T03:00:00-04:00"));
    CHECK(calendar.at_local(day("2026-11-01"), 90) == at("2026-11-01T01:30:00-04:00"));
    definition.skipped = Skipped::shifted;
    CHECK(compiled(definition).at_local(day("2026-03-08"), 150) == at("2026-03-08T03:30:00-04:00"));
}

TEST_CASE("a window that a clock change empties is no working time") {
    Definition definition = office("America/New_York", {"09:00-17:00"});
    definition.week[6] = {window("02:15-02:45")};
    CHECK_FALSE(compiled(definition).is_working_day(day("2026-03-08")));
    CHECK(compiled(definition).is_working_day(day("2026-03-15")));
}

TEST_CASE("outside its validity a calendar is closed, and what lies past it is never due") {
    Definition definition = office("Asia/Shanghai", {"09:00-18:00"});
    definition.valid_from = day("2026-03-02");
    definition.valid_to = day("2026-03-03");
    const Calendar calendar = compiled(definition);
    CHECK(calendar.next_open(at("2020-01-01T00:00:00Z")) == at("2026-03-02T09:00:00+08:00"));
    CHECK(calendar.advance(at("2026-03-02T09:00:00+08:00"), hours(18)) == at("2026-03-03T18:00:00+08:00"));
    CHECK(calendar.advance(at("2026-03-02T09:00:00+08:00"), hours(18) + milliseconds(1)) == never);
    CHECK(calendar.retreat(at("2026-03-03T18:00:00+08:00"), hours(18)) == at("2026-03-02T09:00:00+08:00"));
    CHECK(calendar.retreat(at("2026-03-03T18:00:00+08:00"), hours(19)) == never);
    CHECK(calendar.next_open(at("2026-03-04T00:00:00Z")) == never);
    CHECK(calendar.next_close(at("2026-03-04T00:00:00Z")) == never);
    CHECK(calendar.last_worked(at("2026-03-01T00:00:00Z")) == never);
}

TEST_CASE("all time is working time around the clock") {
    Definition definition;
    definition.always = true;
    const Calendar calendar = compiled(definition);
    const Instant start = at("2026-03-02T09:00:00.123Z");
    CHECK(calendar.advance(start, hours(100'000)) == start + hours(100'000));
    CHECK(calendar.measure(min_instant, max_instant) == max_instant - min_instant);
    CHECK(calendar.is_open(max_instant));
    CHECK(calendar.next_close(start) == never);
    CHECK(calendar.intervals(start, start + hours(100'000)).size() == 1);
}

TEST_CASE("the ends of accepted time are no special case") {
    const Calendar calendar = shanghai_office();
    const Duration all = calendar.measure(min_instant, max_instant);
    CHECK(calendar.measure(min_instant, at("2026-01-01T00:00:00Z")) +
              calendar.measure(at("2026-01-01T00:00:00Z"), never) ==
          all);
    CHECK(calendar.advance(calendar.next_open(min_instant), all) == calendar.last_worked(max_instant));
    CHECK(calendar.retreat(max_instant, all) == calendar.next_open(min_instant));
    CHECK(calendar.advance(min_instant, all + milliseconds(1)) == never);
    CHECK(calendar.advance(max_instant, hours(1)) == never);
}

TEST_CASE("a calendar without working time is refused") {
    CHECK(refusal({}) == "calendar.no_working_time");
    // Open on weekdays, and valid on a weekend alone.
    Definition definition = office("UTC", {"09:00-18:00"});
    definition.valid_from = day("2026-03-07");
    definition.valid_to = day("2026-03-08");
    CHECK(refusal(definition) == "calendar.no_working_time");
    const Calendar office_hours = compiled(office("UTC", {"09:00-18:00"}));
    CHECK(Calendar::combine("nothing", Combine::minus, {office_hours, office_hours}).error().code.text() ==
          "calendar.no_working_time");
}

TEST_CASE("a calendar that cannot be right is refused") {
    Definition definition = office("Asia/Shanghai", {"09:00-18:00"});
    definition.zone = "Asia/Atlantis";
    CHECK(refusal(definition) == "calendar.unknown_zone");
    definition = office("America/New_York", {"09:00-18:00"});
    definition.week.resize(6);
    CHECK(refusal(definition) == "calendar.invalid");
    definition = office("UTC", {"09:00-18:00"});
    definition.week[0].push_back({600, 600});
    CHECK(refusal(definition) == "calendar.invalid");
    definition = office("UTC", {"09:00-18:00"});
    definition.days.push_back({day("2026-02-03"), day("2026-02-02"), {}});
    CHECK(refusal(definition) == "calendar.invalid");
    definition = office("UTC", {"09:00-18:00"});
    definition.rules.push_back({.by = Rule::By::fixed_date, .month = 2, .day = 30});
    CHECK(refusal(definition) == "calendar.invalid");
}

TEST_CASE("what is not announced yet is said, not guessed") {
    Definition definition = office("Asia/Shanghai", {"09:00-18:00"});
    definition.known_until = day("2026-12-31");
    const Calendar calendar = compiled(definition);
    CHECK(calendar.is_known(at("2026-12-31T23:59:59+08:00")));
    CHECK_FALSE(calendar.is_known(at("2027-01-01T00:00:00+08:00")));
    CHECK(shanghai_office().is_known(max_instant));
}
