// How cycles begin, end, repeat and are taken up again.
#include <doctest/doctest.h>

#include "clock/desk.hpp"

using namespace itr;
using namespace itr::test;
using clock::Phase;

namespace {

model::ClockDefinition restore_while_open() {
    auto restore = clock_named("restore");
    restore.start = cel("!inState('resolved')");
    restore.stop = cel("inState('resolved')");
    return restore;
}

Desk reopened(model::Reopen policy) {
    auto restore = restore_while_open();
    restore.reopen = policy;
    restore.reopen_target = calendar::parse_target("2h").value();
    Desk desk(agreement({restore}, {goal("", {{"restore", "8h"}})}, {percent("restore", 250)}));
    desk.open(monday);
    desk.happen(monday + hours(3), "restored", "resolved");
    desk.happen(at("2026-04-01T10:00:00Z"), "broken", "working");
    return desk;
}

}  // namespace

TEST_CASE("reopened after 30 days, without the gap: the rest of the promise is left") {
    const Desk desk = reopened(model::Reopen::continue_without_gap);
    CHECK(desk.clock("restore").cycle == 1);
    CHECK(desk.clock("restore").due == at("2026-04-01T15:00:00Z"));
    CHECK(desk.fired().size() == 1);
}

TEST_CASE("reopened after 30 days, with the gap: as if it had never been resolved") {
    Desk desk = reopened(model::Reopen::continue_with_gap);
    CHECK(desk.clock("restore").due == monday + hours(8));
    desk.advance(at("2026-04-01T10:00:00Z"));
    CHECK(desk.clock("restore").breached_at == monday + hours(8));
}

TEST_CASE("reopened after 30 days, as a new cycle: the full promise, and its thresholds fire again") {
    Desk desk = reopened(model::Reopen::new_cycle);
    CHECK(desk.clock("restore").cycle == 2);
    CHECK(desk.clock("restore").due == at("2026-04-02T10:00:00Z"));
    desk.advance(at("2026-04-01T12:00:00Z"));
    CHECK(desk.fired().size() == 2);
}

TEST_CASE("reopened after 30 days, as a new cycle with a target of its own") {
    const Desk desk = reopened(model::Reopen::new_cycle_reopen_target);
    CHECK(desk.clock("restore").due == at("2026-04-01T12:00:00Z"));
}

TEST_CASE("a reopening's own target stands until another row of the goals holds") {
    auto restore = restore_while_open();
    restore.reopen = model::Reopen::new_cycle_reopen_target;
    restore.reopen_target = calendar::parse_target("real 30m").value();
    Desk desk(agreement({restore}, {goal("ticket.severity == 'critical'", {{"restore", "real 1h"}}),
                                    goal("", {{"restore", "real 8h"}})}));
    desk.open(monday);
    desk.happen(monday + hours(1), "restored", "resolved");
    desk.happen(monday + hours(2), "reopen", "working");
    CHECK(desk.clock("restore").due == monday + hours(2) + minutes(30));
    desk.happen(monday + hours(2), "update", {}, {{"severity", Value("major")}});
    CHECK(desk.clock("restore").due == monday + hours(2) + minutes(30));
    desk.happen(monday + hours(2), "update", {}, {{"severity", Value("critical")}});
    CHECK(desk.clock("restore").due == monday + hours(3));
}

TEST_CASE("reopened after 30 days, ignored: the result stands") {
    const Desk desk = reopened(model::Reopen::ignore);
    CHECK(desk.clock("restore").phase == Phase::met);
}

TEST_CASE("reopened after its window the ticket gets a new promise, whatever the policy") {
    auto restore = restore_while_open();
    restore.reopen = model::Reopen::ignore;
    restore.reopen_within = calendar::parse_target("5 working days").value();
    Desk desk(agreement({restore}, {goal("", {{"restore", "8h"}})}));
    desk.open(monday);
    desk.happen(monday + hours(3), "restored", "resolved");
    desk.happen(monday + hours(30), "broken", "working");
    CHECK(desk.clock("restore").cycle == 1);
    desk.happen(monday + hours(31), "restored", "resolved");
    desk.happen(monday + hours(24 * 8), "broken", "working");
    CHECK(desk.clock("restore").cycle == 2);
}

TEST_CASE("three customer messages and one reply: the oldest message counts") {
    auto reply = clock_named("reply");
    reply.start = cel("on('wrote')");
    reply.stop = cel("on('replied')");
    reply.cycle = model::Cycle::repeat;
    Desk desk(agreement({reply}, {goal("", {{"reply", "4h"}})}));
    desk.open(monday);
    CHECK_FALSE(desk.has("reply"));
    for (const int hour : {1, 2, 3}) desk.happen(monday + hours(hour), "wrote");
    CHECK(desk.clock("reply").due == monday + hours(5));
    desk.happen(monday + hours(4), "replied");
    CHECK(desk.clock("reply").consumed == hours(3));
    desk.happen(monday + hours(6), "wrote");
    CHECK(desk.clock("reply").cycle == 2);
    CHECK(desk.clock("reply").origin == monday + hours(6));
}

TEST_CASE("an update every two hours: each one given starts the next, until the ticket is resolved") {
    auto update = clock_named("update");
    update.stop = cel("on('update')");
    update.cancel = cel("inState('resolved')");
    update.cycle = model::Cycle::rolling;
    Desk desk(agreement({update}, {goal("", {{"update", "2h"}})}));
    desk.open(monday);
    desk.happen(monday + hours(1), "update");
    CHECK(desk.clock("update").cycle == 2);
    CHECK(desk.clock("update").due == monday + hours(3));
    desk.happen(monday + hours(4), "update");
    CHECK(desk.all<clock::Breached>().size() == 1);
    CHECK_FALSE(desk.clock("update").breached);
    desk.happen(monday + hours(5), "restored", "resolved");
    CHECK(desk.clock("update").phase == Phase::cancelled);
    desk.happen(monday + hours(6), "update");
    CHECK(desk.clock("update").phase == Phase::cancelled);
}

TEST_CASE("a sequential cycle begins where the last one ended") {
    auto stage = clock_named("stage");
    stage.start = cel("on('wrote')");
    stage.stop = cel("on('replied')");
    stage.cycle = model::Cycle::sequential;
    Desk desk(agreement({stage}, {goal("", {{"stage", "4h"}})}));
    desk.open(monday);
    desk.happen(monday + hours(1), "wrote");
    desk.happen(monday + hours(2), "replied");
    desk.happen(monday + hours(3), "wrote");
    CHECK(desk.clock("stage").origin == monday + hours(2));
}

TEST_CASE("a clock is anchored at the report, however late the ticket is opened") {
    auto restore = clock_named("restore");
    restore.anchor = cel("ticket.reported_at");
    for (const auto& [mode, due] : {std::pair(model::Retroactivity::start, "2026-03-02T17:00:00Z"),
                                    std::pair(model::Retroactivity::none, "2026-03-03T11:00:00Z")}) {
        restore.retroactivity = mode;
        Desk desk(agreement({restore}, {goal("", {{"restore", "8h"}})}));
        desk.set({{"reported_at", Value::instant(monday)}});
        desk.open(monday + hours(2));
        CHECK(desk.clock("restore").origin == monday);
        CHECK(desk.clock("restore").due == at(due));
    }
}

TEST_CASE("an anchor that is not filled in is the event itself") {
    auto restore = clock_named("restore");
    restore.anchor = cel("ticket.reported_at");
    Desk desk(agreement({restore}, {goal("", {{"restore", "2h"}})}));
    desk.open(monday);
    CHECK(desk.clock("restore").origin == monday);
    CHECK(desk.problems().empty());
}

TEST_CASE("an anchor that is no timestamp is replaced by the event, and the problem is named") {
    auto restore = clock_named("restore");
    restore.anchor = cel("ticket.severity");
    Desk desk(agreement({restore}, {goal("", {{"restore", "2h"}})}));
    desk.open(monday);
    REQUIRE(desk.problems().size() == 1);
    CHECK(desk.problems().front().code.text() == "clock.anchor_unusable");
}

TEST_CASE("a clock snapped to working time begins with the next working instant") {
    auto restore = clock_named("restore");
    restore.snap_to_working_time = true;
    Desk desk(agreement({restore}, {goal("", {{"restore", "2h"}})}));
    desk.open(at("2026-03-07T12:00:00Z"));
    CHECK(desk.clock("restore").origin == at("2026-03-09T09:00:00Z"));
    CHECK(desk.clock("restore").due == at("2026-03-09T11:00:00Z"));
}

TEST_CASE("a retroactive clock born breached fires once, and records its true breach instant") {
    auto restore = clock_named("restore");
    restore.anchor = cel("ticket.reported_at");
    for (const auto& [policy, actions] :
         {std::pair(model::CatchUp::highest, 1), std::pair(model::CatchUp::all, 3),
          std::pair(model::CatchUp::next, 0)}) {
        restore.born_breached = policy;
        Desk desk(agreement({restore}, {goal("", {{"restore", "4h"}})},
                            {percent("restore", 500), percent("restore", 750), percent("restore", 1000)}));
        desk.set({{"reported_at", Value::instant(monday)}});
        desk.open(monday + hours(7));
        desk.advance(monday + hours(7));
        CHECK(desk.clock("restore").breached_at == monday + hours(4));
        CHECK(desk.fired().size() == static_cast<std::size_t>(actions));
        CHECK(desk.clock("restore").fired == 7);
        desk.advance(monday + hours(90));
        CHECK(desk.fired().size() == static_cast<std::size_t>(actions));
    }
}

TEST_CASE("what has called before the stop does not call again when the clock goes on") {
    auto restore = restore_while_open();
    restore.reopen = model::Reopen::continue_with_gap;
    auto nag = offset("restore", model::Threshold::At::after_breach, Duration{});
    nag.every = hours(1);
    nag.times = 3;
    Desk desk(agreement({restore}, {goal("", {{"restore", "1h"}})}, {nag}));
    desk.open(monday);
    desk.happen(monday + minutes(90), "restored", "resolved");
    desk.happen(monday + minutes(150), "broken", "working");
    desk.advance(monday + hours(9));
    std::vector<std::uint32_t> counts;
    for (const auto& one : desk.all<clock::ThresholdFired>()) counts.push_back(one.count);
    CHECK(counts == std::vector<std::uint32_t>{1, 2, 3});
    CHECK(desk.fired().size() == 3);
}

TEST_CASE("a late fact counts from when it happened, but never behind what is on record") {
    Desk desk(agreement({restore_while_open()}, {goal("", {{"restore", "4h"}})}));
    desk.open(monday);
    desk.happen(monday + hours(6), "restored", "resolved", {}, monday + hours(3));
    CHECK(desk.clock("restore").phase == Phase::met);
    CHECK(desk.clock("restore").consumed == hours(3));
    CHECK(desk.clock("restore").breached);
}

TEST_CASE("a late fact that proves the promise kept lifts the breach where the pack recomputes") {
    auto restore = restore_while_open();
    restore.late_is_recomputed = true;
    Desk desk(agreement({restore}, {goal("", {{"restore", "4h"}})}));
    desk.open(monday);
    desk.happen(monday + hours(6), "restored", "resolved", {}, monday + hours(3));
    CHECK(desk.clock("restore").phase == Phase::met);
    CHECK(desk.clock("restore").consumed == hours(3));
    CHECK_FALSE(desk.clock("restore").breached);
    CHECK(desk.clock("restore").breached_at == never);
    // What was recorded stays on record.
    CHECK(desk.all<clock::Breached>().size() == 1);
    REQUIRE(desk.all<clock::Corrected>().size() == 1);
    CHECK(desk.all<clock::Corrected>().front().from == monday + hours(3));
    CHECK(desk.all<clock::Corrected>().front().to == monday + hours(6));
}

TEST_CASE("a late fact that was late all the same leaves the breach where it is") {
    auto restore = restore_while_open();
    restore.late_is_recomputed = true;
    Desk desk(agreement({restore}, {goal("", {{"restore", "4h"}})}));
    desk.open(monday);
    desk.happen(monday + hours(7), "restored", "resolved", {}, monday + hours(5));
    CHECK(desk.clock("restore").phase == Phase::missed);
    CHECK(desk.clock("restore").breached_at == monday + hours(4));
    CHECK(desk.all<clock::Corrected>().empty());
}

TEST_CASE("a pause that is told late takes back the breach where the pack recomputes, and else leaves it") {
    for (const bool recomputes : {true, false}) {
        auto restore = restore_while_open();
        restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
        restore.late_is_recomputed = recomputes;
        Desk desk(agreement({restore}, {goal("", {{"restore", "2h"}})}, {percent("restore", 1000)}));
        desk.open(monday);
        desk.happen(monday + hours(4), "hold", "waiting", {}, monday + hours(1));
        CHECK(desk.clock("restore").phase == Phase::paused);
        CHECK(desk.clock("restore").consumed == hours(1));
        CHECK(desk.clock("restore").breached == !recomputes);
        // The end of the pause is told late, too.
        desk.happen(monday + hours(5), "go", "working", {}, monday + hours(3));
        CHECK(desk.clock("restore").due == monday + hours(recomputes ? 4 : 2));
        CHECK(desk.elapsed("restore", monday + hours(5)) == hours(3));
        const std::vector<calendar::Calendar::Interval> ran{{monday, monday + hours(1)},
                                                            {monday + hours(3), monday + hours(5)}};
        CHECK(desk.unpaused(0, monday, monday + hours(5)) == ran);
        desk.advance(monday + hours(5));
        CHECK(desk.clock("restore").breached_at == monday + hours(recomputes ? 4 : 2));
        CHECK(desk.fired().size() == 1);  // and what has fired stays fired
    }
}

TEST_CASE("a fact from before a pause sets the clock back where the pack recomputes, and else to the pause") {
    for (const bool recomputes : {true, false}) {
        auto restore = restore_while_open();
        restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
        restore.late_is_recomputed = recomputes;
        Desk desk(agreement({restore}, {goal("", {{"restore", "2h"}})}));
        desk.open(monday);
        desk.happen(monday + hours(1), "hold", "waiting");
        desk.happen(monday + hours(2), "go", "working");
        desk.happen(monday + hours(4), "hold", "waiting");
        desk.happen(monday + hours(5), "restored", "resolved", {}, monday + hours(2) + minutes(30));
        CHECK(desk.clock("restore").consumed == (recomputes ? minutes(90) : hours(3)));
        CHECK(desk.clock("restore").phase == (recomputes ? Phase::met : Phase::missed));
        CHECK(desk.clock("restore").breached == !recomputes);
        CHECK(desk.problems().empty());
    }
}

TEST_CASE(
    "a fact from before a pause counts from the pause where nobody can tell the past, and that is named") {
    auto restore = restore_while_open();
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    restore.late_is_recomputed = true;
    Desk desk(agreement({restore}, {goal("", {{"restore", "4h"}})}));
    desk.with_history = false;
    desk.open(monday);
    desk.happen(monday + hours(2), "hold", "waiting");
    desk.happen(monday + hours(5), "restored", "resolved", {}, monday + hours(1));
    CHECK(desk.clock("restore").consumed == hours(2));
    REQUIRE(desk.problems().size() == 1);
    CHECK(desk.problems().front().code.text() == "clock.no_history");
}

TEST_CASE("a stop that is told late, from before the clock first ran, is none before it") {
    auto restore = restore_while_open();
    restore.anchor = cel("ticket.reported_at");
    restore.retroactivity = model::Retroactivity::none;
    restore.late_is_recomputed = true;
    Desk desk(agreement({restore}, {goal("", {{"restore", "4h"}})}));
    desk.set({{"reported_at", Value::instant(monday - hours(20))}});
    desk.open(monday);
    desk.happen(monday + hours(1), "restored", "resolved", {}, monday - hours(1));
    CHECK(desk.clock("restore").phase == Phase::met);
    CHECK(desk.clock("restore").since == monday);
    CHECK(desk.all<clock::Corrected>().empty());
}

TEST_CASE("what is reset begins a new cycle at once") {
    auto restore = restore_while_open();
    restore.reset = cel("on('escalate')");
    Desk desk(agreement({restore}, {goal("", {{"restore", "4h"}})}));
    desk.open(monday);
    desk.happen(monday + hours(3), "escalate");
    CHECK(desk.clock("restore").cycle == 2);
    CHECK(desk.clock("restore").due == monday + hours(7));
    CHECK(desk.all<clock::Cancelled>().size() == 1);
}

TEST_CASE("a resume condition of its own resumes, and the old reason does not pause again") {
    auto restore = restore_while_open();
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    restore.resume = cel("on('wrote')");
    Desk desk(agreement({restore}, {goal("", {{"restore", "4h"}})}));
    desk.open(monday);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "wrote");
    CHECK(desk.clock("restore").phase == Phase::running);
    desk.happen(monday + hours(3), "update");
    CHECK(desk.clock("restore").phase == Phase::running);
    CHECK(desk.clock("restore").due == monday + hours(5));
}

TEST_CASE("an event that touches nothing of a clock changes nothing") {
    Desk desk(agreement({restore_while_open()}, {goal("", {{"restore", "4h"}})}));
    desk.open(monday);
    const auto before = desk.clocks();
    desk.happen(monday + hours(1), "update", {}, {{"level", "silver"}});
    CHECK(desk.clocks() == before);
    CHECK(desk.log().size() == 1);
}

TEST_CASE("every stay in a state with an OLA is a cycle of its own") {
    auto pack = pack_of({});
    auto& working = pack.workflows.front().root.states[1];
    working.ola = std::pair(calendar::parse_target("2h").value(), Location{});
    Diagnostics diagnostics;
    const auto plan = plan_of(pack, diagnostics);
    REQUIRE(plan);
    REQUIRE(plan->clocks().size() == 1);
    const clock::Definition& ola = plan->clocks().front();
    CHECK(ola.key == "ola.working");
    CHECK(ola.agreement->kind == model::AgreementKind::ola);
    CHECK(ola.source->internal);
    CHECK(ola.source->cycle == model::Cycle::repeat);
}
