// A clock by itself: what it counts, when it fires, how its cycle ends.
#include <doctest/doctest.h>

#include "clock/desk.hpp"

using namespace itr;
using namespace itr::test;
using clock::Phase;

namespace {

model::Agreement restore_within(const std::string& target, std::vector<model::Threshold> thresholds = {}) {
    auto restore = clock_named("restore");
    restore.stop = cel("on('restored')");
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    restore.pauses.push_back(pause_when("tagged('waiting.vendor')", "third_party"));
    return agreement({restore}, {goal("", {{"restore", target}})}, std::move(thresholds));
}

const Instant friday = at("2026-03-06T16:00:00Z");

}  // namespace

TEST_CASE("stopping exactly at the deadline is met") {
    Desk desk(restore_within("4h"));
    desk.open(monday);
    CHECK(desk.clock("restore").due == at("2026-03-02T13:00:00Z"));
    CHECK(desk.next_fire() == at("2026-03-02T13:00:00.001Z"));
    desk.happen(at("2026-03-02T13:00:00Z"), "restored", "resolved");
    CHECK(desk.clock("restore").phase == Phase::met);
    CHECK_FALSE(desk.clock("restore").breached);
    CHECK(desk.next_fire() == never);
}

TEST_CASE("a millisecond after the deadline is missed, and the deadline is the instant on record") {
    Desk desk(restore_within("4h"));
    desk.open(monday);
    desk.happen(at("2026-03-02T13:00:00.001Z"), "restored", "resolved");
    CHECK(desk.clock("restore").phase == Phase::missed);
    CHECK(desk.clock("restore").breached_at == at("2026-03-02T13:00:00Z"));
    CHECK(desk.clock("restore").consumed == hours(4) + milliseconds(1));
}

TEST_CASE("99.9999 % is not a breach") {
    Desk desk(restore_within("1000s", {percent("restore", 1000)}));
    desk.open(monday);
    desk.advance(monday + milliseconds(999'999));
    CHECK_FALSE(desk.clock("restore").breached);
    CHECK(desk.fired().empty());
    desk.advance(monday + milliseconds(1'000'001));
    CHECK(desk.clock("restore").breached);
    CHECK(desk.fired().size() == 1);
}

TEST_CASE("a clock stopped at its deadline has not escalated at 100 %, in whatever order the two come") {
    for (const bool wake_first : {true, false}) {
        Desk desk(restore_within("4h", {percent("restore", 750), percent("restore", 1000)}));
        desk.open(monday);
        if (wake_first) desk.advance(monday + hours(4));
        desk.happen(monday + hours(4), "restored", "resolved");
        desk.advance(monday + hours(9));
        CHECK(desk.fired() == std::vector<std::string>{"0@2026-03-02T12:00:00Z"});
    }
}

TEST_CASE("each threshold fires once, at the first instant at which its share is used up") {
    Desk desk(restore_within(
        "1h", {percent("restore", 333), offset("restore", model::Threshold::At::before_due, minutes(10)),
               offset("restore", model::Threshold::At::after_start, minutes(5)),
               offset("restore", model::Threshold::At::after_breach, hours(8))}));
    desk.open(monday);
    desk.advance(monday + hours(100));
    CHECK(desk.fired() == std::vector<std::string>{"2@2026-03-02T09:05:00Z", "0@2026-03-02T09:19:58.800Z",
                                                   "1@2026-03-02T09:50:00Z", "3@2026-03-03T10:00:00Z"});
    CHECK(desk.all<clock::Breached>().size() == 1);
}

TEST_CASE("a share of an odd length is never reached a millisecond early") {
    Desk desk(restore_within("1001ms", {percent("restore", 500)}));
    desk.open(monday);
    CHECK(desk.next_fire() == monday + milliseconds(501));
}

TEST_CASE("a repeated threshold counts its firings and ends with the last of them") {
    auto nag = offset("restore", model::Threshold::At::after_breach, minutes(30));
    nag.every = minutes(30);
    nag.times = 3;
    auto chat = offset("restore", model::Threshold::At::after_start, minutes(50));
    chat.every = hours(1);
    Desk desk(restore_within("1h", {nag, chat}));
    desk.open(monday);
    desk.advance(monday + hours(3));
    CHECK(desk.fired() == std::vector<std::string>{"1@2026-03-02T09:50:00Z", "0@2026-03-02T10:30:00Z",
                                                   "1@2026-03-02T10:50:00Z", "0@2026-03-02T11:00:00Z",
                                                   "0@2026-03-02T11:30:00Z", "1@2026-03-02T11:50:00Z"});
    CHECK(desk.clock("restore").repeats[0] == 3);
    CHECK(desk.clock("restore").repeats[1] == 3);
}

TEST_CASE("a paused clock does not breach") {
    Desk desk(restore_within("4h", {percent("restore", 500)}));
    desk.open(monday);
    desk.happen(monday + hours(1), "hold", "waiting");
    CHECK(desk.next_fire() == never);
    desk.advance(monday + hours(200));
    CHECK(desk.clock("restore").phase == Phase::paused);
    CHECK_FALSE(desk.clock("restore").breached);
    CHECK(desk.elapsed("restore", monday + hours(200)) == hours(1));
    CHECK(desk.remaining("restore", monday + hours(200)) == hours(3));
}

TEST_CASE("a pause over a weekend in working days costs nothing but its working hours") {
    Desk desk(restore_within("2 working days"));
    desk.open(friday);
    CHECK(desk.clock("restore").due == at("2026-03-10T16:00:00Z"));
    desk.happen(at("2026-03-06T16:30:00Z"), "hold", "waiting");
    CHECK(clock::due_if_resumed(desk.plan(), desk.clock("restore"), at("2026-03-09T10:00:00Z")) ==
          at("2026-03-11T09:30:00Z"));
    desk.happen(at("2026-03-09T10:00:00Z"), "go", "working");
    CHECK(desk.clock("restore").due == at("2026-03-11T09:30:00Z"));
    CHECK(desk.clock("restore").paused_for == hours(65) + minutes(30));
    CHECK(desk.clock("restore").pauses == 1);
}

TEST_CASE("what pauses and resolves in one event is resolved, and the pause is closed") {
    Desk desk(restore_within("4h"));
    desk.open(monday);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "restored", "resolved");
    const auto& restore = desk.clock("restore");
    CHECK(restore.phase == Phase::met);
    CHECK(restore.consumed == hours(1));
    CHECK(restore.paused_for == hours(1));
    CHECK(restore.pause_reason == clock::none);
}

TEST_CASE("one reason to wait may follow another, and both are on record") {
    Desk desk(restore_within("4h"));
    desk.open(monday);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "hold", "blocked");
    const auto pauses = desk.all<clock::Paused>();
    REQUIRE(pauses.size() == 2);
    CHECK(pauses[0].reason == 0);
    CHECK(pauses[1].reason == 1);
    CHECK(desk.clock("restore").phase == Phase::paused);
    CHECK(desk.clock("restore").paused_for == hours(1));
}

TEST_CASE("a pause by command ends by command alone") {
    Desk desk(restore_within("4h"));
    desk.open(monday);
    desk.pause(monday + hours(1), "restore");
    desk.happen(monday + hours(2), "hold", "waiting");
    desk.happen(monday + hours(3), "go", "working");
    CHECK(desk.clock("restore").phase == Phase::paused);
    CHECK(clock::pause(desk.plan(), desk.clock("restore"), monday).error().code.text() ==
          "clock.not_running");
    desk.resume(monday + hours(4), "restore");
    CHECK(desk.clock("restore").due == monday + hours(7));
    CHECK(clock::resume(desk.plan(), desk.clock("restore"), monday).error().code.text() ==
          "clock.not_paused");
}

TEST_CASE("a target of working and then real time runs on through the night") {
    Desk desk(restore_within("2h then real 3h"));
    desk.open(friday);
    CHECK(desk.clock("restore").due == at("2026-03-09T13:00:00Z"));
    CHECK(desk.elapsed("restore", at("2026-03-09T11:00:00Z")) == hours(3));
    desk.happen(at("2026-03-09T11:00:00Z"), "hold", "waiting");
    desk.happen(at("2026-03-09T20:00:00Z"), "go", "working");
    CHECK(desk.clock("restore").due == at("2026-03-09T22:00:00Z"));
}

TEST_CASE("a measured clock without a promise is never due") {
    Desk desk(restore_within("unlimited", {percent("restore", 500),
                                           offset("restore", model::Threshold::At::after_start, hours(2))}));
    desk.open(monday);
    desk.advance(monday + hours(50));
    CHECK(desk.clock("restore").due == never);
    CHECK_FALSE(desk.remaining("restore", monday + hours(50)).has_value());
    CHECK(desk.fired() == std::vector<std::string>{"1@2026-03-02T11:00:00Z"});
}

TEST_CASE("a late wake-up passes over what it has outrun, as the pack says") {
    for (const auto& [policy, expected] :
         {std::pair(model::CatchUp::all, 3), std::pair(model::CatchUp::highest, 1),
          std::pair(model::CatchUp::next, 0)}) {
        auto gold =
            restore_within("4h", {percent("restore", 250), percent("restore", 500), percent("restore", 750)});
        gold.clocks.front().catch_up = policy;
        Desk desk(gold);
        desk.open(monday);
        desk.advance(monday + hours(4));
        CHECK(desk.fired().size() == static_cast<std::size_t>(expected));
        CHECK(desk.clock("restore").fired == 7);
    }
}

TEST_CASE("a promise is given, moved and pinned by command") {
    Desk desk(restore_within("unlimited"));
    desk.open(monday);
    desk.apply(clock::promise(desk.plan(), desk.clock("restore"), monday + hours(1), hours(2)).value());
    CHECK(desk.clock("restore").due == monday + hours(2));
    const Instant date = at("2026-03-04T12:00:00Z");
    desk.apply(clock::promise_date(desk.plan(), desk.clock("restore"), monday + hours(1), date).value());
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(at("2026-03-03T12:00:00Z"), "go", "working");
    CHECK(desk.clock("restore").due == date);
    CHECK(desk.remaining("restore", at("2026-03-04T10:00:00Z")) == hours(2));
    desk.happen(at("2026-03-04T12:00:00Z"), "restored", "resolved");
    CHECK(desk.clock("restore").phase == Phase::met);
    CHECK(clock::promise(desk.plan(), desk.clock("restore"), date, hours(1)).error().code.text() ==
          "clock.not_running");
}

TEST_CASE("every phase of a clock has a word") {
    CHECK(clock::to_string(Phase::idle) == "idle");
    CHECK(clock::to_string(Phase::superseded) == "superseded");
}
