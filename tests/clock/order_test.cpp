// What happens in one event happens in one order: stop, cancel, reset, retarget, pause, resume, start.
#include <doctest/doctest.h>

#include <algorithm>

#include "clock/desk.hpp"

using namespace itr;
using namespace itr::test;
using clock::Phase;

namespace {

model::ClockDefinition restore_until_resolved() {
    auto restore = clock_named("restore");
    restore.stop = cel("inState('resolved')");
    return restore;
}

/// 8 h, or 4 h when critical.
Desk opened(const model::ClockDefinition& restore) {
    Desk desk(agreement({restore}, {goal("ticket.severity == 'critical'", {{"restore", "4h"}}),
                                    goal("", {{"restore", "8h"}})}));
    desk.open(monday);
    return desk;
}

}  // namespace

TEST_CASE("what is reset while it waits begins paused") {
    auto restore = restore_until_resolved();
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    restore.reset = cel("on('escalate')");
    Desk desk = opened(restore);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "escalate");
    CHECK(desk.clock("restore").cycle == 2);
    CHECK(desk.clock("restore").phase == Phase::paused);
    desk.happen(monday + hours(5), "go", "working");
    CHECK(desk.elapsed("restore", monday + hours(5)).ms == 0);
    CHECK(desk.clock("restore").due == at("2026-03-03T14:00:00Z"));
}

TEST_CASE("what is reset while it is paused by command begins paused, and goes on by command") {
    auto restore = restore_until_resolved();
    restore.reset = cel("on('escalate')");
    Desk desk = opened(restore);
    desk.pause(monday + hours(1), "restore");
    desk.happen(monday + hours(2), "escalate");
    CHECK(desk.clock("restore").cycle == 2);
    CHECK(desk.clock("restore").phase == Phase::paused);
    desk.resume(monday + hours(3), "restore");
    CHECK(desk.clock("restore").due == at("2026-03-03T12:00:00Z"));
}

TEST_CASE("what is reset by the event that makes it wait begins paused") {
    auto restore = restore_until_resolved();
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    restore.resume = cel("on('wrote')");
    restore.reset = cel("on('escalate')");
    Desk desk = opened(restore);
    desk.happen(monday + hours(2), "escalate", "waiting");
    CHECK(desk.clock("restore").cycle == 2);
    CHECK(desk.clock("restore").phase == Phase::paused);
}

TEST_CASE("what is reset to a date that has passed calls as one that is born breached") {
    auto restore = restore_until_resolved();
    restore.reset = cel("on('escalate')");
    Desk desk(agreement({restore}, {goal("", {{"restore", "date ticket.promised_at"}})},
                        {percent("restore", 500), percent("restore", 750), percent("restore", 1000)}));
    desk.set({{"promised_at", Value::instant(monday + hours(4))}});
    desk.open(monday);
    desk.happen(monday + hours(5), "escalate");
    desk.advance(monday + hours(5));
    const auto is_loud = [](const clock::ThresholdFired& one) { return !one.suppressed; };
    // Three in the first cycle, and of the second the highest alone.
    CHECK(std::ranges::count_if(desk.all<clock::ThresholdFired>(), is_loud) == 4);
}

TEST_CASE("stop comes before cancel: what is fixed and withdrawn in one event is met") {
    auto restore = restore_until_resolved();
    restore.cancel = cel("on('update')");
    Desk desk = opened(restore);
    desk.happen(monday + hours(1), "update", "resolved");
    CHECK(desk.clock("restore").phase == Phase::met);
    CHECK(desk.all<clock::Cancelled>().empty());
}

TEST_CASE("cancel comes before reset: what is withdrawn does not begin again") {
    auto restore = restore_until_resolved();
    restore.cancel = cel("on('update')");
    restore.reset = cel("on('update')");
    Desk desk = opened(restore);
    desk.happen(monday + hours(1), "update");
    CHECK(desk.clock("restore").phase == Phase::cancelled);
    CHECK(desk.clock("restore").cycle == 1);
}

TEST_CASE("reset comes before retarget: the new cycle has the new promise, and the old one is not touched") {
    auto restore = restore_until_resolved();
    restore.reset = cel("on('escalate')");
    Desk desk = opened(restore);
    desk.happen(monday + hours(1), "escalate", {}, {{"severity", "critical"}});
    CHECK(desk.clock("restore").cycle == 2);
    CHECK(desk.clock("restore").due == monday + hours(5));
    CHECK(desk.all<clock::Retargeted>().empty());
}

TEST_CASE(
    "retarget comes before pause: what is raised and made to wait in one event waits under the new promise") {
    auto restore = restore_until_resolved();
    restore.retarget = model::Retarget::proportional;
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    Desk desk = opened(restore);
    desk.happen(monday + hours(2), "hold", "waiting", {{"severity", "critical"}});
    REQUIRE(desk.log().size() == 3);
    CHECK(std::holds_alternative<clock::Retargeted>(desk.log()[1]));
    CHECK(std::holds_alternative<clock::Paused>(desk.log()[2]));
    CHECK(desk.clock("restore").consumed == hours(1));
}

TEST_CASE("pause comes before resume: what would do both begins to wait") {
    auto restore = restore_until_resolved();
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    restore.resume = cel("on('wrote')");
    Desk desk = opened(restore);
    desk.happen(monday + hours(1), "wrote", "waiting");
    CHECK(desk.clock("restore").phase == Phase::paused);
    desk.happen(monday + hours(2), "wrote");
    CHECK(desk.clock("restore").phase == Phase::running);
}

TEST_CASE("stop comes before start: what would do both is over") {
    auto restore = clock_named("restore");
    restore.start = cel("on('update')");
    restore.stop = cel("on('update') && inState('working')");
    restore.cycle = model::Cycle::repeat;
    Desk desk = opened(restore);
    desk.happen(monday + hours(1), "update");
    CHECK(desk.clock("restore").phase == Phase::running);
    desk.happen(monday + hours(2), "update", "working");
    CHECK(desk.clock("restore").phase == Phase::met);
    CHECK(desk.clock("restore").cycle == 1);
}

TEST_CASE("a clock's condition cannot ask for now") {
    auto restore = clock_named("restore");
    restore.stop = cel("now > ticket.reported_at");
    Diagnostics diagnostics;
    CHECK_FALSE(plan_of(pack_of({agreement({restore}, {goal("", {{"restore", "8h"}})})}), diagnostics));
    REQUIRE(diagnostics.size() == 1);
    CHECK(diagnostics.front().code.text() == "expression.unknown_name");
}
