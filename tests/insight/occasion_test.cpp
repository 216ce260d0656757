// What set off a change of a clock, as its story tells it.
#include <doctest/doctest.h>

#include <itr/explain.hpp>

#include "insight/lines_desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// A clock with a condition of every kind, and two agreements that a ticket may come under.
const std::string care_yaml = R"yaml(
pack: care
version: 1.0.0
---
workflow: fault
data:
  severity: {type: enum, values: [critical, minor], default: minor}
  level: {type: enum, values: [gold, silver], default: gold}
  spread: {type: bool, default: false}
  origin: {type: timestamp}
  visit_at: {type: timestamp}
events:
  ask: {role: any}
  answer: {role: any}
  solve: {role: any}
  drop: {role: any}
  again: {role: any}
  merge: {role: any}
initial: working
states:
  working: {on: {ask: asking, solve: solved, drop: {}, again: {}, merge: {do: [{adopt: {clock: restore, origin: "ticket.origin"}}]}}}
  asking: {on: {answer: working}}
  solved: {on: {again: working}}
---
agreement: gold
applies: "ticket.level == 'gold'"
clocks:
  restore:
    pause: [{when: "inState('asking')", reason: customer}]
    resume: "on('answer')"
    stop: "inState('solved')"
    cancel: "on('drop')"
    reset: "on('again')"
    retarget: {level: keep, severity: restart, spread: proportional, origin: proportional}
  update: {stop: "on('answer')", cycle: rolling}
  visit: {stop: "inState('solved')"}
goals:
  - {when: "ticket.severity == 'critical'", restore: real 2h, update: real 1h, visit: date ticket.visit_at}
  - {restore: real 10h, update: real 1h, visit: date ticket.visit_at}
---
agreement: silver
applies: "ticket.level == 'silver'"
clocks:
  restore: {start: "!inState('solved')", stop: "inState('solved')"}
goals:
  - {restore: real 20h}
---
roles:
  agent: {rights: [open, comment, assign, set, clock, view]}
)yaml";

struct CareDesk : LinesDesk {
    CareDesk() : LinesDesk(care_yaml) {}
    void command(command::Body body, std::string_view when) {
        CHECK_FALSE(run(*engine, host, std::move(body), when).rejection);
    }
    /// The last change of the kind.
    [[nodiscard]] insight::ClockChange last(std::string_view what,
                                            std::string_view clock = "gold.restore") const {
        const auto commits = journal();
        const auto story = insight::explain({ticket, commits, {}}, packs, clock);
        REQUIRE(story);
        insight::ClockChange found;
        for (const auto& cycle : story->cycles)
            for (const auto& change : cycle.changes)
                if (change.what == what) found = change;
        return found;
    }
};

bool says(const insight::ClockChange& change, std::string_view words) {
    return change.sentence.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a clock that is set back is told by the condition of reset, its end and its new beginning alike") {
    CareDesk desk;
    desk.send("again", "2026-03-02T10:00:00Z");
    CHECK(desk.last("cancelled").rule == "on('again')");
    CHECK(says(desk.last("cancelled"), "set back to begin anew with 1h counted"));
    CHECK(desk.last("started").rule == "on('again')");
}

TEST_CASE("a clock that is cancelled is told by the condition of cancel, or by command") {
    CareDesk by_condition;
    by_condition.send("drop", "2026-03-02T10:00:00Z");
    CHECK(by_condition.last("cancelled").rule == "on('drop')");
    CHECK(says(by_condition.last("cancelled"), "cancelled with 1h counted"));
    CareDesk by_command;
    by_command.command(command::CancelClock{"restore", "no more wanted"}, "2026-03-02T10:00:00Z");
    CHECK(by_command.last("cancelled").rule == "by command");
    CHECK(says(by_command.last("cancelled"), "because: no more wanted"));
}

TEST_CASE("a clock goes on by its condition, or by command") {
    CareDesk desk;
    desk.send("ask", "2026-03-02T10:00:00Z");
    desk.command(command::ResumeClock{"restore", "we know enough"}, "2026-03-02T11:00:00Z");
    CHECK(desk.last("resumed").rule == "by command");
    desk.send("answer", "2026-03-02T12:00:00Z");
    desk.send("ask", "2026-03-02T13:00:00Z");
    desk.send("answer", "2026-03-02T14:00:00Z");
    CHECK(desk.last("resumed").rule == "on('answer')");
}

TEST_CASE("a promise that people change is told as theirs, with all that has counted by then") {
    CareDesk desk;
    desk.command(command::ExtendClock{"restore", hours(1), "strike"}, "2026-03-02T12:00:00Z");
    CHECK(desk.last("retargeted").rule == "by command");
    CHECK(says(desk.last("retargeted"), "promised 11h in real time with 3h counted"));
    desk.command(command::PinClock{"restore", at("2026-03-04T09:00:00Z"), "agreed"}, "2026-03-02T13:00:00Z");
    CHECK(desk.last("retargeted").rule == "by command");
    CHECK(says(desk.last("retargeted"), "with 4h counted"));
}

TEST_CASE("a promise that a field changes is told by the field, where the pack names it") {
    CareDesk desk;
    desk.command(command::Set{{{"severity", Value("critical")}}}, "2026-03-02T10:00:00Z");
    CHECK(desk.last("retargeted").rule == "retarget severity: restart");
    CHECK(says(desk.last("retargeted"), "promised 2h in real time with 0s counted"));
    CHECK(desk.last("retargeted", "update").rule == "retarget: carry");
}

TEST_CASE("of several fields that change at once those whose policy counted are told") {
    CareDesk desk;
    const Value origin = Value::instant(at("2026-03-02T08:00:00Z"));
    desk.command(command::Set{{{"severity", Value("critical")}, {"spread", Value(true)}, {"origin", origin}}},
                 "2026-03-02T14:00:00Z");
    // Half of the promise was used up, and of two hours one is left; anew there would be two.
    CHECK(desk.last("retargeted").rule == "retarget spread, origin: proportional");
    CHECK(says(desk.last("retargeted"), "with 1h counted; due 2026-03-02T15:00:00Z"));
}

TEST_CASE("a date that is taken back is told as no promise") {
    CareDesk desk;
    const Value date = Value::instant(at("2026-03-03T08:00:00Z"));
    desk.command(command::Set{{{"visit_at", date}}}, "2026-03-02T10:00:00Z");
    CHECK(
        says(desk.last("retargeted", "visit"), "promised 23h in real time with 1h counted; due 2026-03-03"));
    desk.command(command::Set{{{"visit_at", Value()}}}, "2026-03-02T11:00:00Z");
    CHECK(says(desk.last("retargeted", "visit"), "measured in real time with 2h counted; no promise"));
}

TEST_CASE("a promise that a merged ticket brings is told as such") {
    CareDesk desk;
    const Value origin = Value::instant(at("2026-03-02T08:00:00Z"));
    desk.command(command::Set{{{"origin", origin}}}, "2026-03-02T10:00:00Z");
    desk.send("merge", "2026-03-02T10:00:00Z");
    CHECK(desk.last("retargeted").rule == "by a merged ticket");
    CHECK(says(desk.last("retargeted"), "with 2h counted"));
}

TEST_CASE(
    "a clock that rolls on begins anew by what stopped it, and that of another agreement by what applies") {
    CareDesk desk;
    CHECK(desk.last("started", "update").rule == "from the opening");
    desk.send("ask", "2026-03-02T09:30:00Z");
    desk.send("answer", "2026-03-02T09:45:00Z");
    CHECK(desk.last("started", "update").rule == "on('answer')");
    desk.command(command::Set{{{"level", Value("silver")}}}, "2026-03-02T10:00:00Z");
    CHECK(desk.last("superseded").rule == "ticket.level == 'gold'");
    CHECK(desk.last("started", "silver.restore").rule == "ticket.level == 'silver'");
    desk.command(command::Set{{{"level", Value("gold")}}}, "2026-03-02T11:00:00Z");
    CHECK(desk.last("started", "update").rule == "ticket.level == 'gold'");
}
