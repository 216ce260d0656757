// Time that was counted and should not have been, and the other way round: put right, and never edited.
#include <doctest/doctest.h>

#include "clock/desk.hpp"

using namespace itr;
using namespace itr::test;
using clock::Phase;

namespace {

Desk four_hours_of_restoring(Instant opened = monday) {
    auto restore = clock_named("restore");
    restore.stop = cel("inState('resolved')");
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    Desk desk(agreement({restore}, {goal("", {{"restore", "4h"}})},
                        {percent("restore", 750), percent("restore", 1000)}));
    desk.open(opened);
    return desk;
}

Result<clock::Event> corrected(const Desk& desk, Instant now, Instant from, Instant to, bool counted) {
    return clock::correct(desk.plan(), desk.clock("restore"), now, {from, to, counted}, &desk);
}

}  // namespace

TEST_CASE("a stretch that does not count is taken from what was counted, and what is due moves on") {
    Desk desk = four_hours_of_restoring();
    desk.advance(monday + hours(2));
    desk.apply(corrected(desk, monday + hours(2), monday, monday + hours(1), false).value());
    CHECK(desk.elapsed("restore", monday + hours(2)) == hours(1));
    CHECK(desk.clock("restore").due == monday + hours(5));
    desk.advance(monday + hours(4));
    CHECK(desk.fired() == std::vector<std::string>{"0@2026-03-02T13:00:00Z"});
}

TEST_CASE("a stretch that counts after all is added, and thresholds that it reaches fire at once") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(3), "go", "working");
    desk.apply(corrected(desk, monday + hours(3), monday + hours(1), monday + hours(3), true).value());
    CHECK(desk.elapsed("restore", monday + hours(3)) == hours(3));
    CHECK(desk.clock("restore").due == monday + hours(4));
    desk.advance(monday + hours(3));
    CHECK(desk.fired() == std::vector<std::string>{"0@2026-03-02T12:00:00Z"});
}

TEST_CASE("a correction takes back the breach that did not happen so, and what has fired stays fired") {
    Desk desk = four_hours_of_restoring();
    desk.advance(monday + hours(5));
    REQUIRE(desk.clock("restore").breached);
    desk.apply(corrected(desk, monday + hours(5), monday, monday + hours(2), false).value());
    CHECK_FALSE(desk.clock("restore").breached);
    CHECK(desk.clock("restore").due == monday + hours(6));
    desk.happen(monday + hours(6), "restored", "resolved");
    CHECK(desk.clock("restore").phase == Phase::met);
    CHECK(desk.fired().size() == 2);
}

TEST_CASE("a correction that does not save the promise leaves the breach as it was recorded") {
    Desk desk = four_hours_of_restoring();
    desk.advance(monday + hours(7));
    desk.apply(corrected(desk, monday + hours(7), monday, monday + hours(1), false).value());
    CHECK(desk.clock("restore").breached);
    CHECK(desk.clock("restore").breached_at == monday + hours(4));
    CHECK(desk.elapsed("restore", monday + hours(7)) == hours(6));
}

TEST_CASE("time that is added beyond the promise breaks it now") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(2), "hold", "waiting");
    desk.happen(monday + hours(6), "go", "working");
    desk.apply(corrected(desk, monday + hours(6), monday + hours(2), monday + hours(6), true).value());
    desk.advance(monday + hours(6) + milliseconds(1));
    CHECK(desk.clock("restore").breached_at == monday + hours(6));
}

TEST_CASE("a paused clock that is corrected stays paused") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(3), "hold", "waiting");
    desk.apply(corrected(desk, monday + hours(5), monday, monday + hours(1), false).value());
    CHECK(desk.clock("restore").phase == Phase::paused);
    CHECK(desk.elapsed("restore", monday + hours(5)) == hours(2));
    desk.happen(monday + hours(5), "go", "working");
    CHECK(desk.clock("restore").due == monday + hours(7));
}

TEST_CASE("what lies before the clock's origin, or is still to come, is not corrected") {
    Desk desk = four_hours_of_restoring();
    const auto outside = corrected(desk, monday + hours(2), monday - hours(3), monday, false);
    REQUIRE_FALSE(outside);
    CHECK(outside.error().code.text() == "clock.nothing_to_correct");
    const auto clipped = corrected(desk, monday + hours(2), monday - hours(3), monday + hours(9), false);
    REQUIRE(clipped);
    CHECK(std::get<clock::Corrected>(*clipped).from == monday);
    CHECK(std::get<clock::Corrected>(*clipped).to == monday + hours(2));
}

TEST_CASE("a clock that was missed is met when a pause that nobody recorded is taken off") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(5), "restored", "resolved");
    REQUIRE(desk.clock("restore").phase == Phase::missed);
    desk.apply(corrected(desk, monday + hours(9), monday + hours(1), monday + hours(3), false).value());
    CHECK(desk.clock("restore").phase == Phase::met);
    CHECK_FALSE(desk.clock("restore").breached);
    CHECK(desk.elapsed("restore", monday + hours(9)) == hours(3));
    CHECK(desk.clock("restore").due == monday + hours(6));
    CHECK(desk.clock("restore").since == monday + hours(5));
    desk.advance(monday + hours(9));
    CHECK(desk.fired().size() == 2);  // what had fired stays so
}

TEST_CASE("a clock that was met is missed when a pause that was none counts") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(3), "go", "working");
    desk.happen(monday + hours(5), "restored", "resolved");
    REQUIRE(desk.clock("restore").phase == Phase::met);
    desk.apply(corrected(desk, monday + hours(6), monday + hours(1), monday + hours(3), true).value());
    CHECK(desk.clock("restore").phase == Phase::missed);
    CHECK(desk.clock("restore").breached);
    CHECK(desk.clock("restore").breached_at == monday + hours(4));
    CHECK(desk.elapsed("restore", monday + hours(6)) == hours(5));
    CHECK(clock::next_fire(desk.plan(), desk.clock("restore")) == never);
}

TEST_CASE("a stop that was recorded too late is set back, and one that was too early later") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(5), "restored", "resolved");
    desk.apply(corrected(desk, monday + hours(6), monday + hours(3), monday + hours(5), false).value());
    CHECK(desk.clock("restore").phase == Phase::met);
    CHECK(desk.clock("restore").since == monday + hours(3));
    CHECK(desk.elapsed("restore", monday + hours(6)) == hours(3));
    desk.apply(corrected(desk, monday + hours(8), monday + hours(3), monday + hours(7), true).value());
    CHECK(desk.clock("restore").phase == Phase::missed);
    CHECK(desk.clock("restore").since == monday + hours(7));
    CHECK(desk.clock("restore").breached_at == monday + hours(4));
}

TEST_CASE("a start that was recorded too late is set back with the time from it on") {
    // In working hours: only what the clock's time measures of the stretch is added.
    Desk desk = four_hours_of_restoring(monday + hours(2));
    desk.happen(monday + hours(5), "restored", "resolved");
    REQUIRE(desk.clock("restore").phase == Phase::met);
    desk.apply(corrected(desk, monday + hours(6), monday, monday + hours(2), true).value());
    CHECK(desk.clock("restore").origin == monday);
    CHECK(desk.elapsed("restore", monday + hours(6)) == hours(5));
    CHECK(desk.clock("restore").phase == Phase::missed);
    CHECK(desk.clock("restore").breached_at == monday + hours(4));
}

TEST_CASE("a start that is set back to before the opening adds nothing, and leaves the verdict") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(3), "restored", "resolved");
    desk.apply(corrected(desk, monday + hours(4), monday - hours(2), monday, true).value());
    CHECK(desk.clock("restore").origin == monday - hours(2));
    CHECK(desk.elapsed("restore", monday + hours(4)) == hours(3));
    CHECK(desk.clock("restore").phase == Phase::met);
}

TEST_CASE("a missed clock that stays missed keeps its breach, or has it where the corrected time puts it") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(8), "restored", "resolved");
    desk.apply(corrected(desk, monday + hours(9), monday + hours(5), monday + hours(6), false).value());
    CHECK(desk.clock("restore").phase == Phase::missed);
    CHECK(desk.clock("restore").breached_at == monday + hours(4));
    CHECK(desk.elapsed("restore", monday + hours(9)) == hours(7));
    desk.apply(corrected(desk, monday + hours(9), monday + hours(1), monday + hours(2), false).value());
    CHECK(desk.clock("restore").breached_at == monday + hours(5));
}

TEST_CASE("a correction and what undoes it leave the verdict as it was") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(5), "restored", "resolved");
    const clock::State before = desk.clock("restore");
    desk.apply(corrected(desk, monday + hours(9), monday + hours(1), monday + hours(3), false).value());
    desk.apply(corrected(desk, monday + hours(9), monday + hours(1), monday + hours(3), true).value());
    CHECK(desk.clock("restore") == before);
}

TEST_CASE("a clock that is over is not corrected by time beyond it, and one without a result not at all") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(2), "restored", "resolved");
    const auto beyond = corrected(desk, monday + hours(9), monday + hours(3), monday + hours(4), true);
    REQUIRE_FALSE(beyond);
    CHECK(beyond.error().code.text() == "clock.nothing_to_correct");
    Desk cancelled = four_hours_of_restoring();
    cancelled.apply(clock::cancel(cancelled.plan(), cancelled.clock("restore"), monday + hours(1)).value());
    const auto refused = corrected(cancelled, monday + hours(3), monday, monday + hours(1), false);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code.text() == "clock.not_running");
}

TEST_CASE("a correction does not take away what a pause already had") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(3), "go", "working");
    desk.apply(corrected(desk, monday + hours(4), monday + minutes(30), monday + hours(2), false).value());
    CHECK(desk.elapsed("restore", monday + hours(4)) == hours(1) + minutes(30));
    CHECK(desk.clock("restore").due == monday + hours(6) + minutes(30));
    CHECK(desk.clock("restore").paused_for == hours(2) + minutes(30));
}

TEST_CASE("a correction that is made twice is refused the second time, and one that overlaps adds its rest") {
    Desk desk = four_hours_of_restoring();
    desk.advance(monday + hours(3));
    desk.apply(corrected(desk, monday + hours(3), monday, monday + hours(1), false).value());
    const auto again = corrected(desk, monday + hours(3), monday, monday + hours(1), false);
    REQUIRE_FALSE(again);
    CHECK(again.error().code.text() == "clock.nothing_to_correct");
    desk.apply(corrected(desk, monday + hours(3), monday, monday + hours(2), false).value());
    CHECK(desk.elapsed("restore", monday + hours(3)) == hours(1));
    CHECK(desk.clock("restore").paused_for == hours(2));
    const auto counts_already =
        corrected(desk, monday + hours(3), monday + hours(2), monday + hours(3), true);
    REQUIRE_FALSE(counts_already);
    CHECK(counts_already.error().message.find("does not count") != std::string::npos);
}

TEST_CASE("time that counts after all is only what a pause had of it") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "go", "working");
    desk.happen(monday + hours(3), "restored", "resolved");
    desk.apply(corrected(desk, monday + hours(5), monday, monday + hours(3), true).value());
    CHECK(desk.elapsed("restore", monday + hours(5)) == hours(3));
    CHECK(desk.clock("restore").paused_for == Duration{});
}

TEST_CASE("a breach that nobody recorded is found on the way back through what a pause had") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(3), "go", "working");
    desk.happen(monday + hours(4), "hold", "waiting");
    desk.happen(monday + hours(6), "go", "working");
    desk.happen(monday + hours(6) + minutes(30), "restored", "resolved");
    REQUIRE(desk.clock("restore").phase == Phase::met);
    desk.apply(corrected(desk, monday + hours(8), monday + hours(1), monday + hours(3), true).value());
    REQUIRE(desk.clock("restore").phase == Phase::missed);
    CHECK(desk.elapsed("restore", monday + hours(8)) == hours(4) + minutes(30));
    CHECK(desk.clock("restore").breached_at == monday + hours(6));
}

TEST_CASE("without its history a clock that has rested is not corrected") {
    Desk desk = four_hours_of_restoring();
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "go", "working");
    const clock::Correction stretch{monday, monday + hours(1), false};
    const auto blind =
        clock::correct(desk.plan(), desk.clock("restore"), monday + hours(3), stretch, nullptr);
    REQUIRE_FALSE(blind);
    CHECK(blind.error().code.text() == "clock.no_history");
    const Desk straight = four_hours_of_restoring();
    CHECK(clock::correct(straight.plan(), straight.clock("restore"), monday + hours(3), stretch, nullptr));
}
