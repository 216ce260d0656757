// Thresholds in real time, those that ask for an answer, and those of a clock that is stopped or paused.
#include <doctest/doctest.h>

#include "clock/desk.hpp"

using namespace itr;
using namespace itr::test;
using At = model::Threshold::At;

namespace {

model::ClockDefinition restore() {
    auto clock = clock_named("restore");
    clock.stop = cel("inState('resolved')");
    clock.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    return clock;
}

model::Threshold in_real_time(At by, Duration length) {
    auto made = offset("restore", by, length);
    made.real = true;
    return made;
}

Desk desk_with(std::vector<model::Threshold> thresholds, const char* target = "12h") {
    Desk desk(agreement({restore()}, {goal("", {{"restore", target}})}, std::move(thresholds)));
    desk.open(monday);
    return desk;
}

}  // namespace

TEST_CASE("a warning in real time comes in the night, one in working time the evening before") {
    Desk desk =
        desk_with({in_real_time(At::before_due, hours(5)), offset("restore", At::before_due, hours(5))});
    CHECK(desk.clock("restore").due == at("2026-03-03T13:00:00Z"));
    desk.advance(monday + hours(48));
    CHECK(desk.fired() == std::vector<std::string>{"1@2026-03-02T16:00:00Z", "0@2026-03-03T08:00:00Z"});
}

TEST_CASE("a warning in real time moves with the due instant, and is not lost in a pause") {
    Desk desk =
        desk_with({in_real_time(At::before_due, hours(1)), in_real_time(At::after_start, hours(2))}, "4h");
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(4), "go", "working");
    desk.advance(monday + hours(4));
    CHECK(desk.fired() == std::vector<std::string>{"1@2026-03-02T13:00:00Z"});
    desk.advance(monday + hours(7));
    CHECK(desk.fired().back() == "0@2026-03-02T15:00:00Z");
}

TEST_CASE("a call after the breach is repeated in real time until somebody has heard it") {
    auto nag = in_real_time(At::after_breach, hours(6));
    nag.every = hours(6);
    nag.until_acknowledged = true;
    Desk desk = desk_with({nag}, "8h");
    desk.advance(monday + hours(21));
    CHECK(desk.fired() == std::vector<std::string>{"0@2026-03-02T23:00:00Z", "0@2026-03-03T05:00:00Z"});
    desk.apply(clock::acknowledge(desk.plan(), desk.clock("restore")).value());
    desk.advance(monday + hours(100));
    CHECK(desk.fired().size() == 2);
}

TEST_CASE("what somebody has heard in one cycle is called out anew in the next") {
    auto nag = offset("restore", At::after_breach, hours(1));
    nag.every = hours(1);
    nag.until_acknowledged = true;
    auto clock = restore();
    clock.start = cel("!inState('resolved')");
    clock.cycle = model::Cycle::repeat;
    Desk desk(agreement({clock}, {goal("", {{"restore", "1h"}})}, {nag}));
    desk.open(monday);
    desk.apply(clock::acknowledge(desk.plan(), desk.clock("restore")).value());
    desk.happen(monday + hours(4), "restored", "resolved");
    CHECK(desk.fired().empty());
    CHECK_FALSE(clock::acknowledge(desk.plan(), desk.clock("restore")));
    desk.happen(monday + hours(5), "broken", "working");
    desk.advance(monday + hours(7));
    CHECK(desk.fired().size() == 1);
}

TEST_CASE("a paused clock calls nobody, in whatever time its thresholds are") {
    auto nag = in_real_time(At::after_breach, minutes(10));
    nag.every = minutes(10);
    Desk desk = desk_with({in_real_time(At::before_due, minutes(30)), nag}, "1h");
    desk.happen(monday + minutes(20), "hold", "waiting");
    desk.advance(monday + hours(30));
    CHECK(desk.fired().empty());
}

TEST_CASE("what is called after a breach counts from the breach, wherever the promise has gone since") {
    auto nag = offset("restore", At::after_breach, hours(1));
    nag.every = minutes(30);
    Desk desk = desk_with({nag, in_real_time(At::after_breach, hours(1))}, "4h");
    desk.advance(monday + hours(4) + minutes(30));
    desk.apply(clock::promise(desk.plan(), desk.clock("restore"), monday + minutes(270), hours(8)).value());
    REQUIRE(desk.clock("restore").breached);
    CHECK(desk.clock("restore").due == monday + hours(8));
    desk.advance(monday + hours(6));
    CHECK(desk.fired() == std::vector<std::string>{"0@2026-03-02T14:00:00Z", "1@2026-03-02T14:00:00Z",
                                                   "0@2026-03-02T14:30:00Z", "0@2026-03-02T15:00:00Z"});
}

TEST_CASE("what is called after a breach waits for working time, and for the end of a pause") {
    Desk desk = desk_with({offset("restore", At::after_breach, hours(5))}, "4h");
    desk.advance(monday + hours(4) + minutes(30));
    desk.apply(clock::promise(desk.plan(), desk.clock("restore"), monday + minutes(270), hours(8)).value());
    CHECK(desk.next_fire() == at("2026-03-03T10:00:00Z"));  // 13:00 to 17:00, and an hour of Tuesday
    desk.happen(at("2026-03-03T09:30:00Z"), "hold", "waiting");
    desk.happen(at("2026-03-03T11:00:00Z"), "go", "working");
    desk.advance(at("2026-03-03T12:00:00Z"));
    CHECK(desk.fired() == std::vector<std::string>{"0@2026-03-03T11:00:00Z"});
}

TEST_CASE("a birth passes over however many calls are overdue") {
    auto nag = in_real_time(At::after_breach, Duration{});
    nag.every = seconds(1);
    auto clock = restore();
    clock.anchor = cel("ticket.reported_at");
    for (const auto& [policy, next] :
         {std::pair(model::CatchUp::next, monday + seconds(1)), std::pair(model::CatchUp::highest, monday)}) {
        clock.born_breached = policy;
        Desk desk(agreement({clock}, {goal("", {{"restore", "real 1h"}})}, {nag}));
        desk.set({{"reported_at", Value::instant(monday - hours(57))}});
        desk.open(monday);
        desk.advance(monday - hours(1));  // the breach itself
        CHECK(desk.next_fire() == next);
    }
}

TEST_CASE("a birth passes over no more calls than there are") {
    auto nag = in_real_time(At::after_breach, Duration{});
    nag.every = minutes(10);
    nag.times = 3;
    auto clock = restore();
    clock.anchor = cel("ticket.reported_at");
    clock.born_breached = model::CatchUp::next;
    Desk desk(agreement({clock}, {goal("", {{"restore", "real 1h"}})}, {nag}));
    desk.set({{"reported_at", Value::instant(monday - hours(57))}});
    desk.open(monday);
    desk.advance(monday + hours(57));
    CHECK(desk.fired().empty());
    CHECK(desk.clock("restore").repeats[0] == 3);
}
