// What is added to a goal's length, and its limits.
#include <doctest/doctest.h>

#include "clock/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

model::ClockDefinition reply() {
    auto clock = clock_named("reply");
    clock.start = cel("on('wrote')");
    clock.stop = cel("on('replied')");
    clock.cycle = model::Cycle::repeat;
    return clock;
}

Desk desk_with(const model::ClockDefinition& clock, const char* target) {
    return Desk(agreement({clock}, {goal("", {{"reply", target}})}));
}

}  // namespace

TEST_CASE("a cycle that begins outside working time gets the surcharge") {
    auto clock = reply();
    clock.adjust.out_of_hours = hours(1);
    Desk desk = desk_with(clock, "2h");
    desk.open(monday);
    desk.happen(monday + hours(1), "wrote");
    CHECK(desk.clock("reply").target == hours(2));
    desk.happen(monday + hours(2), "replied");
    desk.happen(monday + hours(12), "wrote");
    CHECK(desk.clock("reply").target == hours(3));
    CHECK(desk.clock("reply").due == at("2026-03-03T12:00:00Z"));
}

TEST_CASE("a promise in real time too is out of hours by the agreement's calendar") {
    auto clock = reply();
    clock.adjust.out_of_hours = hours(1);
    Desk desk = desk_with(clock, "real 2h");
    desk.open(monday);
    desk.happen(monday + hours(12), "wrote");
    CHECK(desk.clock("reply").due == monday + hours(15));
}

TEST_CASE("every further cycle is longer or shorter, within a floor and a ceiling") {
    auto clock = reply();
    clock.adjust.per_cycle = Duration{} - minutes(30);
    clock.adjust.floor = minutes(75);
    clock.adjust.ceiling = minutes(110);
    Desk desk = desk_with(clock, "2h");
    desk.open(monday);
    std::vector<Duration> targets;
    for (const int hour : {0, 1, 2}) {
        desk.happen(monday + hours(hour), "wrote");
        targets.push_back(desk.clock("reply").target);
        desk.happen(monday + hours(hour) + minutes(10), "replied");
    }
    CHECK(targets == std::vector{minutes(110), minutes(90), minutes(75)});
}

TEST_CASE("however often a cycle is shortened, a second of it is left") {
    auto clock = reply();
    clock.adjust.per_cycle = Duration{} - hours(1);
    Desk desk = desk_with(clock, "90m");
    desk.open(monday);
    std::vector<Duration> targets;
    for (const int hour : {0, 1, 2}) {
        desk.happen(monday + hours(hour), "wrote");
        targets.push_back(desk.clock("reply").target);
        desk.happen(monday + hours(hour) + minutes(10), "replied");
    }
    CHECK(targets == std::vector{minutes(90), minutes(30), seconds(1)});
}

TEST_CASE("a clock that has begun as often as can be counted begins no more, and says so") {
    Desk desk = desk_with(reply(), "2h");
    desk.open(monday);
    const std::uint16_t last = 65'535;
    desk.happen(monday, "wrote");
    desk.apply(clock::Started{0, last, 0, 0, monday, monday, {}, hours(2), monday + hours(2), false});
    desk.happen(monday + minutes(1), "replied");
    CHECK(desk.problems().empty());
    desk.happen(monday + minutes(2), "wrote");
    CHECK(desk.clock("reply").cycle == last);
    CHECK(desk.clock("reply").phase == clock::Phase::met);
    REQUIRE(desk.problems().size() == 1);
    CHECK(desk.problems().front().code.text() == "clock.too_many_cycles");
}

TEST_CASE("a promise that changes within a cycle is adjusted as that cycle is") {
    auto clock = reply();
    clock.adjust.per_cycle = hours(1);
    Desk desk(agreement(
        {clock}, {goal("ticket.severity == 'critical'", {{"reply", "1h"}}), goal("", {{"reply", "4h"}})}));
    desk.open(monday);
    desk.happen(monday, "wrote");
    desk.happen(monday + minutes(1), "replied");
    desk.happen(monday + hours(1), "wrote");
    CHECK(desk.clock("reply").target == hours(5));
    desk.happen(monday + hours(2), "update", {}, {{"severity", "critical"}});
    CHECK(desk.clock("reply").target == hours(2));
}

TEST_CASE("days and dates are left as they are") {
    auto clock = reply();
    clock.adjust.ceiling = hours(1);
    Desk desk = desk_with(clock, "2 working days");
    desk.open(monday);
    desk.happen(monday, "wrote");
    CHECK(desk.clock("reply").due == at("2026-03-04T09:00:00Z"));
}
