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

namespace {

/// Two reasons to wait: a date that is agreed on, and the customer.
model::ClockDefinition waiting_for_a_date_or_the_customer() {
    auto restore = clock_named("restore");
    restore.stop = cel("inState('resolved')");
    restore.pauses.push_back(pause_when("ticket.promised_at != null", "change window"));
    restore.pauses.front().until = cel("ticket.promised_at");
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    return restore;
}

void agree_on(Desk& desk, Instant when, Instant date) {
    desk.happen(when, "update", {}, {{"promised_at", Value::instant(date)}});
}

}  // namespace

TEST_CASE("when a dated pause ends by itself, a reason that still holds pauses on") {
    Desk desk = desk_with(waiting_for_a_date_or_the_customer());
    agree_on(desk, monday + hours(1), monday + hours(3));
    desk.happen(monday + hours(2), "hold", "waiting");
    desk.advance(monday + hours(5));
    CHECK(desk.clock("restore").phase == Phase::paused);
    CHECK(desk.clock("restore").pause_reason == 1);
    CHECK(desk.clock("restore").since == monday + hours(3));
    CHECK(desk.clock("restore").pauses == 2);
    desk.happen(monday + hours(6), "go", "working");
    CHECK(desk.elapsed("restore", monday + hours(7)) == hours(2));
}

TEST_CASE("of two dated pauses the later one lasts when the earlier one ends") {
    auto restore = waiting_for_a_date_or_the_customer();
    restore.pauses.back().until = cel("ticket.reported_at");
    Desk desk(agreement({restore}, {goal("", {{"restore", "8h"}})}));
    desk.set({{"reported_at", Value::instant(monday + hours(4))}});
    desk.open(monday);
    agree_on(desk, monday + hours(1), monday + hours(3));
    desk.happen(monday + hours(2), "hold", "waiting");
    desk.advance(monday + hours(3));
    CHECK(desk.clock("restore").pause_until == monday + hours(4));
    desk.advance(monday + hours(5));
    CHECK(desk.clock("restore").phase == Phase::running);
    CHECK(desk.elapsed("restore", monday + hours(5)) == hours(2));
}

TEST_CASE("a budget that is used up is not used again by another reason") {
    for (const bool longest : {true, false}) {
        auto restore = waiting_for_the_customer();
        restore.pauses.push_back(pause_when("ticket.severity == 'critical'", "third party"));
        (longest ? restore.budget.longest : restore.budget.total) = target("2h");
        Desk desk = desk_with(restore);
        desk.happen(monday + hours(1), "hold", "waiting");
        desk.happen(monday + hours(2), "update", {}, {{"severity", "critical"}});
        desk.advance(monday + hours(6));
        CHECK(desk.clock("restore").phase == Phase::running);
        CHECK(desk.elapsed("restore", monday + hours(6)) == hours(4));
    }
}

TEST_CASE("where time to pause is left, the reason that still holds gets it when another one is gone") {
    auto restore = waiting_for_the_customer();
    restore.pauses.push_back(pause_when("ticket.severity == 'critical'", "third party"));
    restore.budget.total = target("3h");
    Desk desk = desk_with(restore);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "update", {}, {{"severity", "critical"}});
    desk.happen(monday + hours(3), "go", "working");
    CHECK(desk.clock("restore").pause_reason == 1);
    CHECK(desk.clock("restore").pause_until == monday + hours(4));
}

TEST_CASE("what was resumed by command runs until the reason appears anew") {
    Desk desk = desk_with(waiting_for_the_customer());
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.resume(monday + hours(2), "restore");
    // In the same state, and in another one with the same tag.
    desk.happen(monday + hours(3), "update", {}, {{"severity", "critical"}});
    desk.happen(monday + hours(3), "hold", "waiting");
    CHECK(desk.clock("restore").phase == Phase::running);
    CHECK(desk.elapsed("restore", monday + hours(3)) == hours(2));
    desk.happen(monday + hours(4), "go", "working");
    desk.happen(monday + hours(5), "hold", "waiting");
    CHECK(desk.clock("restore").phase == Phase::paused);
}

TEST_CASE("a clock that is resumed by command pauses for another reason that appears") {
    Desk desk = desk_with(waiting_for_a_date_or_the_customer());
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.resume(monday + hours(2), "restore");
    agree_on(desk, monday + hours(3), monday + hours(5));
    CHECK(desk.clock("restore").pause_reason == 0);
    CHECK(desk.clock("restore").pause_until == monday + hours(5));
}

TEST_CASE("a date that is put off puts off the end of the pause, which is still the same") {
    auto restore = waiting_for_a_date_or_the_customer();
    restore.budget.count = 1;
    Desk desk = desk_with(restore);
    agree_on(desk, monday + hours(1), monday + hours(3));
    agree_on(desk, monday + hours(2), monday + hours(5));
    CHECK(desk.clock("restore").phase == Phase::paused);
    CHECK(desk.clock("restore").pause_until == monday + hours(5));
    CHECK(desk.clock("restore").since == monday + hours(1));
    CHECK(desk.clock("restore").pauses == 1);
    CHECK(desk.all<clock::Resumed>().empty());
    desk.advance(monday + hours(6));
    CHECK(desk.elapsed("restore", monday + hours(6)) == hours(2));
    CHECK(desk.clock("restore").paused_for == hours(4));
}

TEST_CASE("a date that is brought forward ends the pause then, and one that is past ends it now") {
    Desk desk = desk_with(waiting_for_a_date_or_the_customer());
    agree_on(desk, monday + hours(1), monday + hours(7));
    agree_on(desk, monday + hours(2), monday + hours(3));
    desk.advance(monday + hours(4));
    CHECK(desk.elapsed("restore", monday + hours(4)) == hours(2));

    Desk other = desk_with(waiting_for_a_date_or_the_customer());
    agree_on(other, monday + hours(1), monday + hours(7));
    agree_on(other, monday + hours(4), monday + hours(2));
    CHECK(other.clock("restore").phase == Phase::running);
    CHECK(other.elapsed("restore", monday + hours(5)) == hours(2));
}

TEST_CASE("however often its date is put off, a pause lasts no longer than its budget") {
    auto restore = waiting_for_a_date_or_the_customer();
    restore.budget.longest = target("3h");
    Desk desk = desk_with(restore);
    agree_on(desk, monday + hours(1), monday + hours(3));
    agree_on(desk, monday + hours(2), monday + hours(7));
    CHECK(desk.clock("restore").pause_until == monday + hours(4));
}

TEST_CASE("another date that is agreed on after the pause pauses again") {
    Desk desk = desk_with(waiting_for_a_date_or_the_customer());
    agree_on(desk, monday + hours(1), monday + hours(2));
    desk.advance(monday + hours(3));
    REQUIRE(desk.clock("restore").phase == Phase::running);
    agree_on(desk, monday + hours(4), monday + hours(5));
    CHECK(desk.clock("restore").pause_until == monday + hours(5));
    CHECK(desk.clock("restore").pauses == 2);
}
