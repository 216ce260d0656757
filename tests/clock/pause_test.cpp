// How long a pause lasts: dates, budgets, and who ends it.
#include <doctest/doctest.h>

#include "clock/desk.hpp"

using namespace itr;
using namespace itr::test;
using clock::Phase;

namespace {

model::ClockDefinition waiting_for_the_customer() {
    auto restore = clock_named("restore");
    restore.stop = cel("inState('resolved')");
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    return restore;
}

calendar::Target target(const char* text) { return calendar::parse_target(text).value(); }

Desk desk_with(const model::ClockDefinition& restore) {
    Desk desk(agreement({restore}, {goal("", {{"restore", "8h"}})}, {percent("restore", 500)}));
    desk.open(monday);
    return desk;
}

}  // namespace

TEST_CASE("a pause lasts as long as its budget allows, then the clock goes on by itself") {
    auto restore = waiting_for_the_customer();
    restore.budget.longest = target("2h");
    Desk desk = desk_with(restore);
    desk.happen(monday + hours(1), "hold", "waiting");
    CHECK(desk.clock("restore").pause_until == monday + hours(3));
    desk.advance(monday + hours(3));
    CHECK(desk.clock("restore").phase == Phase::running);
    CHECK(desk.clock("restore").due == monday + hours(26));
    desk.happen(monday + hours(4), "update");
    CHECK(desk.clock("restore").phase == Phase::running);
    CHECK(desk.elapsed("restore", monday + hours(4)) == hours(2));
}

TEST_CASE("a reason that appears again pauses again, with a budget of its own for the longest pause") {
    auto restore = waiting_for_the_customer();
    restore.budget.longest = target("real 1h");
    Desk desk = desk_with(restore);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(3), "go", "working");
    desk.happen(monday + hours(4), "hold", "waiting");
    CHECK(desk.clock("restore").phase == Phase::paused);
    CHECK(desk.clock("restore").pause_until == monday + hours(5));
    CHECK(desk.clock("restore").consumed == hours(3));
}

TEST_CASE("where pauses begin and end on whole minutes, those that end by themselves do too") {
    auto restore = waiting_for_the_customer();
    restore.pause_resolution = minutes(1);
    restore.budget.longest = target("real 90s");
    Desk desk = desk_with(restore);
    desk.happen(monday + hours(1) + seconds(40), "hold", "waiting");
    CHECK(desk.clock("restore").since == monday + hours(1));
    CHECK(desk.clock("restore").pause_until == monday + minutes(61));
    CHECK(desk.elapsed("restore", monday + hours(2)) == hours(1));
    desk.advance(monday + hours(2));
    CHECK(desk.elapsed("restore", monday + hours(2)) == minutes(119));

    restore.budget.longest = target("real 30s");
    Desk other = desk_with(restore);
    other.happen(monday + hours(1) + seconds(40), "hold", "waiting");
    CHECK(other.clock("restore").phase == Phase::running);
}

TEST_CASE("all pauses of a cycle together last no longer than the total, counted in working time") {
    auto restore = waiting_for_the_customer();
    restore.budget.total = target("3h");
    Desk desk = desk_with(restore);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(3), "go", "working");
    CHECK(desk.clock("restore").pause_spent == hours(2));
    desk.happen(monday + hours(7) + minutes(30), "hold", "waiting");
    CHECK(desk.clock("restore").pause_until == at("2026-03-03T09:30:00Z"));
    desk.advance(at("2026-03-03T10:00:00Z"));
    CHECK(desk.clock("restore").pause_spent == hours(3));
    desk.happen(at("2026-03-03T10:00:00Z"), "go", "working");
    desk.happen(at("2026-03-03T11:00:00Z"), "hold", "waiting");
    CHECK(desk.clock("restore").phase == Phase::running);
}

TEST_CASE("what a stop ends of a pause is spent too, when the cycle goes on") {
    auto restore = waiting_for_the_customer();
    restore.start = cel("!inState('resolved')");
    restore.budget.total = target("real 3h");
    Desk desk = desk_with(restore);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(3), "restored", "resolved");
    desk.happen(monday + hours(4), "broken", "waiting");
    CHECK(desk.clock("restore").pause_until == monday + hours(5));
}

TEST_CASE("a clock bears so many pauses and no more") {
    auto restore = waiting_for_the_customer();
    restore.budget.count = 1;
    Desk desk = desk_with(restore);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "go", "working");
    desk.happen(monday + hours(3), "hold", "waiting");
    CHECK(desk.clock("restore").phase == Phase::running);
    CHECK(desk.clock("restore").pauses == 1);
}

TEST_CASE("the longest pause may be so many working days") {
    auto restore = waiting_for_the_customer();
    restore.budget.longest = target("end of 2nd working day");
    Desk desk = desk_with(restore);
    desk.happen(monday + hours(1), "hold", "waiting");
    CHECK(desk.clock("restore").pause_until == at("2026-03-04T17:00:00Z"));
}

TEST_CASE("a pause ends at the date that is agreed on, and an empty one leaves its end open") {
    auto restore = waiting_for_the_customer();
    restore.pauses.front().until = cel("ticket.promised_at");
    for (const bool agreed : {true, false}) {
        Desk desk(agreement({restore}, {goal("", {{"restore", "8h"}})}));
        if (agreed) desk.set({{"promised_at", Value::instant(monday + hours(4))}});
        desk.open(monday);
        desk.happen(monday + hours(1), "hold", "waiting");
        CHECK(desk.clock("restore").pause_until == (agreed ? monday + hours(4) : never));
        desk.advance(monday + hours(5));
        CHECK(desk.clock("restore").phase == (agreed ? Phase::running : Phase::paused));
        CHECK(desk.elapsed("restore", monday + hours(5)) == (agreed ? hours(2) : hours(1)));
    }
}

TEST_CASE("a date that has passed does not pause, and an end that is no date is named") {
    auto restore = waiting_for_the_customer();
    restore.pauses.front().until = cel("ticket.promised_at");
    Desk desk(agreement({restore}, {goal("", {{"restore", "8h"}})}));
    desk.set({{"promised_at", Value::instant(monday)}});
    desk.open(monday);
    desk.happen(monday + hours(1), "hold", "waiting");
    CHECK(desk.clock("restore").phase == Phase::running);

    restore.pauses.front().until = cel("ticket.severity");
    Desk other(agreement({restore}, {goal("", {{"restore", "8h"}})}));
    other.open(monday);
    other.happen(monday + hours(1), "hold", "waiting");
    CHECK(other.clock("restore").phase == Phase::paused);
    REQUIRE(other.problems().size() == 1);
    CHECK(other.problems().front().code.text() == "clock.pause_end_unusable");
}

TEST_CASE("the command ends a pause before its time, and what is due by itself then is gone") {
    auto restore = waiting_for_the_customer();
    restore.budget.longest = target("4h");
    Desk desk = desk_with(restore);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.resume(monday + hours(2), "restore");
    CHECK(desk.clock("restore").pause_until == never);
    CHECK(desk.clock("restore").due == at("2026-03-03T10:00:00Z"));
    desk.advance(monday + hours(6));
    CHECK(desk.all<clock::Resumed>().size() == 1);
}

TEST_CASE("a negotiated date moves with a pause where the pack says so") {
    auto restore = waiting_for_the_customer();
    for (const bool moves : {false, true}) {
        restore.dates_move = moves;
        Desk desk(agreement({restore}, {goal("", {{"restore", "date ticket.promised_at"}})}));
        desk.set({{"promised_at", Value::instant(monday + hours(6))}});
        desk.open(monday);
        desk.happen(monday + hours(1), "hold", "waiting");
        desk.happen(monday + hours(3), "go", "working");
        CHECK(desk.clock("restore").due == monday + hours(moves ? 8 : 6));
    }
}
