#include <doctest/doctest.h>

#include <array>
#include <thread>

#include "zones.hpp"

using namespace itr;
using namespace itr::calendar;
using test::at;
using test::compiled;
using test::day;
using test::office;

TEST_CASE("a union is open when any of its calendars is: support follows the sun") {
    const Calendar world = *Calendar::combine("world", Combine::any,
                                              {compiled(office("Asia/Shanghai", {"09:00-18:00"})),
                                               compiled(office("Europe/Berlin", {"09:00-18:00"}))});
    // 01:00Z to 10:00Z in Shanghai and 08:00Z to 17:00Z in Berlin are one interval.
    CHECK(world.measure(at("2026-03-02T00:00:00Z"), at("2026-03-03T00:00:00Z")) == hours(16));
    CHECK(world.next_close(at("2026-03-02T02:00:00Z")) == at("2026-03-02T17:00:00Z"));
    CHECK(world.definition().name == "world");
    CHECK(world.local_date(at("2026-03-02T20:00:00Z")) == day("2026-03-03"));
}

TEST_CASE("an intersection is open when both parties work, and refused when they never do") {
    const Calendar shanghai = compiled(office("Asia/Shanghai", {"09:00-18:00"}));
    const Calendar berlin = compiled(office("Europe/Berlin", {"09:00-18:00"}));
    const Calendar both = *Calendar::combine("both", Combine::all, {shanghai, berlin});
    CHECK(both.measure(at("2026-03-02T00:00:00Z"), at("2026-03-03T00:00:00Z")) == hours(2));
    CHECK(both.measure(at("2026-07-06T00:00:00Z"), at("2026-07-07T00:00:00Z")) == hours(3));
    const auto never_both =
        Calendar::combine("never", Combine::all, {shanghai, compiled(office("UTC", {"20:00-22:00"}))});
    CHECK(never_both.error().code.text() == "calendar.no_working_time");
}

TEST_CASE("a maintenance window is taken out of a calendar") {
    Definition always;
    always.always = true;
    Definition maintenance;
    maintenance.week[6] = {test::window("22:00-02:00")};
    const Calendar calendar =
        *Calendar::combine("service", Combine::minus, {compiled(always), compiled(maintenance)});
    CHECK(calendar.measure(at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z")) == hours(7 * 24 - 4));
    CHECK(calendar.next_open(at("2026-03-08T23:00:00Z")) == at("2026-03-09T02:00:00Z"));
}

TEST_CASE("a combination needs at least one calendar and not too many") {
    CHECK(Calendar::combine("none", Combine::any, {}).error().code.text() == "calendar.invalid");
    const std::vector<Calendar> many(max_combined + 1, compiled(office("UTC", {"09:00-17:00"})));
    CHECK(Calendar::combine("many", Combine::any, many).error().code.text() == "calendar.invalid");
}

TEST_CASE("each version of a calendar is in force from its date on") {
    const auto make = [](std::string_view hours_of_day) {
        return compiled(office("Asia/Shanghai", {hours_of_day}));
    };
    const auto old = make("09:00-17:00");
    const auto longer = make("08:00-18:00");
    const Calendar calendar =
        *Calendar::history("office", {{day("2020-01-01"), old}, {day("2026-03-04"), longer}});
    CHECK(calendar.definition().name == "office");
    CHECK(calendar.measure(at("2026-03-02T00:00:00+08:00"), at("2026-03-04T00:00:00+08:00")) == hours(16));
    CHECK(calendar.measure(at("2026-03-04T00:00:00+08:00"), at("2026-03-06T00:00:00+08:00")) == hours(20));
    CHECK(calendar.advance(at("2026-03-03T16:00:00+08:00"), hours(2)) == at("2026-03-04T09:00:00+08:00"));
    CHECK(calendar.is_open(at("2019-12-31T10:00:00+08:00")));
    CHECK(Calendar::history("office", {{day("2026-03-04"), old}, {day("2026-03-04"), longer}})
              .error()
              .code.text() == "calendar.invalid");
    CHECK(Calendar::history("office", {}).error().code.text() == "calendar.invalid");
}

TEST_CASE("what one part has not announced is unknown for the whole") {
    Definition definition = office("Asia/Shanghai", {"09:00-18:00"});
    definition.known_until = day("2026-12-31");
    const Calendar both = *Calendar::combine(
        "both", Combine::any, {compiled(office("UTC", {"09:00-18:00"})), compiled(definition)});
    CHECK_FALSE(both.is_known(at("2027-01-02T00:00:00Z")));
}

TEST_CASE("threads that ask a fresh calendar at once get the same answers") {
    const Definition definition = office("America/New_York", {"09:00-12:00", "13:00-18:00"});
    const Calendar fresh = compiled(definition);
    const Calendar known = compiled(definition);
    std::array<int, 4> wrong{};
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 200; ++i) {
                const Instant from = at("2000-01-01T00:00:00Z") + hours(997 * i * (t % 2 == 0 ? 1 : -1));
                if (fresh.advance(from, hours(400)) != known.advance(from, hours(400))) ++wrong[t];
                if (fresh.measure(from, from + hours(5000)) != known.measure(from, from + hours(5000)))
                    ++wrong[t];
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(wrong == std::array<int, 4>{});
}

TEST_CASE("working days are counted backwards in mirror image") {
    const Calendar calendar = compiled(office("UTC", {"09:00-17:00"}));
    const Instant wednesday = at("2026-03-04T10:00:00Z");
    CHECK(calendar.working_day(wednesday, -3)->date == day("2026-02-27"));
    CHECK(calendar.working_day(wednesday, 3)->date == day("2026-03-09"));
    CHECK(calendar.working_day(at("2026-03-07T10:00:00Z"), 0)->date == day("2026-03-09"));
    CHECK(calendar.working_day(wednesday, 0)->closes == at("2026-03-04T17:00:00Z"));
    CHECK_FALSE(calendar.working_day(wednesday, max_working_days + 1).has_value());
    CHECK_FALSE(calendar.working_day(max_instant, 5).has_value());
    CHECK(calendar.working_days(day("2026-03-09"), day("2026-02-27")) == -6);
    CHECK(add_days(calendar, wednesday, -3) == at("2026-02-27T10:00:00Z"));
    CHECK(add_days(calendar, wednesday, 2, {.days = Options::Days::end_of_day}) ==
          at("2026-03-06T17:00:00Z"));
    CHECK(add_days(calendar, max_instant, 400) == never);
}

TEST_CASE("lengths are rounded to the resolution asked for, halves away from zero") {
    const Calendar calendar = compiled(office("UTC", {"09:00-17:00"}));
    const Instant start = at("2026-03-04T10:00:00Z");
    const Options whole_minutes{.resolution = minutes(1)};
    CHECK(between(calendar, start, start + seconds(90), whole_minutes) == minutes(2));
    CHECK(between(calendar, start + seconds(90), start, whole_minutes) == minutes(-2));
    CHECK(between(calendar, start, start + seconds(89), whole_minutes) == minutes(1));
    CHECK(add(calendar, start, seconds(29), whole_minutes) == start);
    CHECK(add(calendar, start, minutes(-10), whole_minutes) == start - minutes(10));
    CHECK(subtract(calendar, start, minutes(-10), whole_minutes) == start + minutes(10));
    CHECK(add(calendar, max_instant, hours(1), whole_minutes) == never);
}
