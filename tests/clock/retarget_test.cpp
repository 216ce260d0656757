// Promises that change, goals that match, and clocks that follow agreements.
#include <doctest/doctest.h>

#include <algorithm>

#include "clock/desk.hpp"

using namespace itr;
using namespace itr::test;
using clock::Phase;
using model::Retarget;

namespace {

/// 8 h, or 4 h when critical.
model::Agreement by_severity(Retarget policy) {
    auto restore = clock_named("restore");
    restore.stop = cel("on('restored')");
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    restore.retarget = policy;
    return agreement({restore}, {goal("ticket.severity == 'critical'", {{"restore", "4h"}}),
                                 goal("", {{"restore", "8h"}})});
}

/// Severity raised 3 h after the opening, of which 1 h paused: 2 h are used up.
Desk raised_after_three_hours(Retarget policy) {
    Desk desk(by_severity(policy));
    desk.open(monday);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "go", "working");
    desk.happen(monday + hours(3), "escalate", {}, {{"severity", "critical"}});
    return desk;
}

}  // namespace

TEST_CASE("severity raised after 3 h with 1 h paused: carry keeps what is used up") {
    const Desk desk = raised_after_three_hours(Retarget::carry);
    CHECK(desk.clock("restore").target == hours(4));
    CHECK(desk.clock("restore").due == monday + hours(5));
    CHECK(desk.elapsed("restore", monday + hours(3)) == hours(2));
}

TEST_CASE("severity raised after 3 h with 1 h paused: restart begins anew") {
    const Desk desk = raised_after_three_hours(Retarget::restart);
    CHECK(desk.clock("restore").due == monday + hours(7));
    CHECK(desk.clock("restore").origin == monday + hours(3));
    CHECK(desk.elapsed("restore", monday + hours(3)).ms == 0);
}

TEST_CASE("severity raised after 3 h with 1 h paused: retro counts as if from the origin, pauses replayed") {
    const Desk desk = raised_after_three_hours(Retarget::retro);
    CHECK(desk.clock("restore").due == monday + hours(5));
    CHECK(desk.clock("restore").origin == monday);
}

TEST_CASE(
    "retro counts the hours of the new promise from the origin, where carry keeps those of the old one") {
    const auto due = [](Retarget policy) {
        auto gold = by_severity(policy);
        gold.goals.front() = goal("ticket.severity == 'critical'", {{"restore", "6h"}}, "24x7");
        Desk desk(gold);
        desk.open(at("2026-03-02T16:00:00Z"));
        desk.happen(at("2026-03-02T18:00:00Z"), "hold", "waiting");
        desk.happen(at("2026-03-02T19:00:00Z"), "go", "working");
        desk.happen(at("2026-03-02T20:00:00Z"), "escalate", {}, {{"severity", "critical"}});
        return desk.clock("restore").due;
    };
    // By the office one hour was counted by then; around the clock three: two before the pause, one after it.
    CHECK(due(Retarget::carry) == at("2026-03-03T01:00:00Z"));
    CHECK(due(Retarget::retro) == at("2026-03-02T23:00:00Z"));
}

TEST_CASE("severity raised after 3 h with 1 h paused: proportional keeps the share that is used up") {
    const Desk desk = raised_after_three_hours(Retarget::proportional);
    CHECK(desk.elapsed("restore", monday + hours(3)) == hours(1));
    CHECK(desk.clock("restore").due == monday + hours(6));
}

TEST_CASE("a share of all time, of a promise that grows beyond measure, is used up and does not begin anew") {
    auto gold = by_severity(Retarget::proportional);
    gold.goals = {goal("ticket.severity == 'critical'", {{"restore", "real 87000h"}}),
                  goal("", {{"restore", "real 1s"}})};
    Desk desk(gold);
    desk.open(monday);
    const Instant later = monday + hours(24 * 400);
    desk.happen(later, "escalate", {}, {{"severity", "critical"}});
    CHECK(desk.clock("restore").breached_at == monday + seconds(1));
    CHECK(desk.elapsed("restore", later) > hours(87000));
}

TEST_CASE("severity raised after 3 h with 1 h paused: keep keeps the promise") {
    const Desk desk = raised_after_three_hours(Retarget::keep);
    CHECK(desk.clock("restore").target == hours(8));
    CHECK(desk.clock("restore").due == at("2026-03-03T10:00:00Z"));
    CHECK(desk.all<clock::Retargeted>().empty());
}

TEST_CASE("severity raised after 3 h with 1 h paused: tighten only follows it up and not down") {
    Desk desk = raised_after_three_hours(Retarget::tighten_only);
    CHECK(desk.clock("restore").due == monday + hours(5));
    desk.happen(monday + hours(4), "update", {}, {{"severity", "minor"}});
    CHECK(desk.clock("restore").due == monday + hours(5));
}

TEST_CASE("the field that changed decides the policy") {
    auto gold = by_severity(Retarget::carry);
    gold.clocks.front().retarget_by_field = {{{"severity", {}}, Retarget::restart}};
    Desk desk(gold);
    desk.open(monday);
    desk.happen(monday + hours(1), "escalate", {}, {{"severity", "critical"}});
    CHECK(desk.clock("restore").due == monday + hours(5));
}

TEST_CASE("of several fields that change at once the strictest policy counts, however the pack orders them") {
    const auto changed = [](Retarget severity, Retarget level, bool severity_first) {
        auto gold = by_severity(Retarget::keep);
        auto& named = gold.clocks.front().retarget_by_field;
        named = {{{"severity", {}}, severity}, {{"level", {}}, level}};
        if (!severity_first) std::ranges::reverse(named);
        Desk desk(gold);
        desk.open(monday);
        desk.happen(monday + hours(1), "escalate", {}, {{"severity", "critical"}, {"level", "silver"}});
        return desk;
    };
    for (const bool severity_first : {true, false}) {
        CAPTURE(severity_first);
        const Desk carried = changed(Retarget::restart, Retarget::carry, severity_first);
        CHECK(carried.clock("restore").due == monday + hours(4));
        CHECK(carried.all<clock::Retargeted>().back().policy == Retarget::carry);
        const Desk restarted = changed(Retarget::restart, Retarget::keep, severity_first);
        CHECK(restarted.clock("restore").due == monday + hours(5));
        // Both say the same: the first by the order of the policies.
        const Desk alike = changed(Retarget::tighten_only, Retarget::carry, severity_first);
        CHECK(alike.all<clock::Retargeted>().back().policy == Retarget::carry);
    }
}

TEST_CASE("a field that changes beside another and is not named leaves the policy to the one that is") {
    auto gold = by_severity(Retarget::carry);
    gold.clocks.front().retarget_by_field = {{{"severity", {}}, Retarget::restart}};
    Desk desk(gold);
    desk.open(monday);
    desk.happen(monday + hours(1), "escalate", {}, {{"severity", "critical"}, {"level", "silver"}});
    CHECK(desk.all<clock::Retargeted>().back().policy == Retarget::restart);
}

TEST_CASE("a promise tightened into the past was broken when the time was used up") {
    Desk desk(by_severity(Retarget::carry));
    desk.open(monday);
    desk.happen(monday + hours(6), "escalate", {}, {{"severity", "critical"}});
    desk.advance(monday + hours(6));
    CHECK(desk.clock("restore").breached_at == monday + hours(4));
}

TEST_CASE("a breach stands when the promise is loosened, unless the pack recomputes it") {
    for (const bool sticky : {true, false}) {
        auto gold = by_severity(Retarget::carry);
        gold.clocks.front().breach_is_sticky = sticky;
        Desk desk(gold);
        desk.set({{"severity", "critical"}});
        desk.open(monday);
        desk.happen(monday + hours(5), "update", {}, {{"severity", "minor"}});
        CHECK(desk.clock("restore").breached == sticky);
        desk.happen(monday + hours(6), "restored", "resolved");
        CHECK(desk.clock("restore").phase == (sticky ? Phase::missed : Phase::met));
    }
}

TEST_CASE("with another calendar, what has passed keeps its measure or is measured again") {
    const auto around_the_clock = [](model::CalendarChange change) {
        auto gold = by_severity(Retarget::carry);
        gold.clocks.front().calendar_change = change;
        gold.goals.front() = goal("ticket.severity == 'critical'", {{"restore", "30h"}}, "24x7");
        Desk desk(gold);
        desk.open(at("2026-03-02T16:00:00Z"));
        desk.happen(at("2026-03-02T16:20:00Z"), "hold", "waiting");
        desk.happen(at("2026-03-02T16:30:00Z"), "go", "working");
        desk.happen(at("2026-03-03T09:00:00Z"), "escalate", {}, {{"severity", "critical"}});
        return desk.clock("restore").due;
    };
    CHECK(around_the_clock(model::CalendarChange::segment) == at("2026-03-04T14:10:00Z"));
    CHECK(around_the_clock(model::CalendarChange::remeasure) == at("2026-03-03T22:10:00Z"));
    CHECK(around_the_clock(model::CalendarChange::keep) == at("2026-03-06T14:10:00Z"));
}

TEST_CASE("a past that nobody can tell keeps its measure, and the problem is named") {
    auto gold = by_severity(Retarget::retro);
    gold.goals.front() = goal("ticket.severity == 'critical'", {{"restore", "real 30h"}});
    Desk desk(gold);
    desk.with_history = false;
    desk.open(monday);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "go", "working");
    desk.happen(monday + hours(3), "escalate", {}, {{"severity", "critical"}});
    REQUIRE(desk.problems().size() == 1);
    CHECK(desk.problems().front().code.text() == "clock.no_history");
    CHECK(desk.clock("restore").due == monday + hours(31));
}

TEST_CASE("of several rows that hold, the match mode chooses") {
    const auto due = [](model::Match match) {
        auto gold = by_severity(Retarget::carry);
        gold.match = match;
        gold.goals = {goal("", {{"restore", "6h"}}), goal("ticket.level == 'gold'", {{"restore", "3h"}}),
                      goal("ticket.severity == 'minor'", {{"restore", "5h"}}), goal("", {}, "24x7")};
        gold.goals[2].weight = 7;
        Desk desk(gold);
        desk.open(at("2026-03-02T16:00:00Z"));
        return desk.clock("restore").due;
    };
    CHECK(due(model::Match::first) == at("2026-03-03T14:00:00Z"));
    CHECK(due(model::Match::strictest) == at("2026-03-03T11:00:00Z"));
    CHECK(due(model::Match::most_specific) == at("2026-03-03T13:00:00Z"));
    CHECK(due(model::Match::layered) == at("2026-03-02T21:00:00Z"));
}

TEST_CASE("where no row holds the clock is measured without a promise") {
    auto gold = by_severity(Retarget::carry);
    gold.goals.pop_back();
    Desk desk(gold);
    desk.open(monday);
    CHECK(desk.clock("restore").goal == clock::none);
    CHECK(desk.clock("restore").due == never);
    desk.happen(monday + hours(1), "escalate", {}, {{"severity", "critical"}});
    CHECK(desk.clock("restore").due == monday + hours(4));
}

TEST_CASE("a share of another clock is fixed when it starts, and counts in that clock's time") {
    auto gold = by_severity(Retarget::carry);
    auto vendor = clock_named("vendor");
    vendor.start = cel("inState('blocked')");
    gold.clocks.insert(gold.clocks.begin(), vendor);
    gold.goals.back().targets.emplace_back(model::Word{"vendor", {}},
                                           calendar::parse_target("60% of restore").value());
    Desk desk(gold);
    desk.open(monday);
    desk.happen(monday + hours(1), "hold", "blocked");
    CHECK(desk.clock("vendor").target == hours(4) + minutes(48));
    CHECK(desk.clock("vendor").due == monday + hours(5) + minutes(48));
}

TEST_CASE("a share of what remains counts what is used up when it starts") {
    auto gold = by_severity(Retarget::carry);
    auto vendor = clock_named("vendor");
    vendor.start = cel("inState('blocked')");
    gold.clocks.insert(gold.clocks.begin(), vendor);
    gold.goals.back().targets.emplace_back(model::Word{"vendor", {}},
                                           calendar::parse_target("60% of what remains of restore").value());
    Desk desk(gold);
    desk.open(monday);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "go", "working");
    desk.happen(monday + hours(4), "hold", "blocked");
    // Of 8 h, 3 are used up: 60 % of 5 h.
    CHECK(desk.clock("vendor").target == hours(3));
    CHECK(desk.clock("vendor").due == monday + hours(7));
}

TEST_CASE("a share of what remains of a promise that is used up is due at once") {
    auto gold = by_severity(Retarget::carry);
    auto vendor = clock_named("vendor");
    vendor.start = cel("inState('blocked')");
    gold.clocks.push_back(vendor);
    gold.goals.back().targets = {
        {model::Word{"restore", {}}, calendar::parse_target("2h").value()},
        {model::Word{"vendor", {}}, calendar::parse_target("60% of what remains of restore").value()}};
    Desk desk(gold);
    desk.open(monday);
    desk.happen(monday + hours(3), "hold", "blocked");
    CHECK(desk.clock("vendor").target == seconds(1));
}

TEST_CASE("a share of a clock that promises nothing is measured, and the problem is named") {
    auto gold = by_severity(Retarget::carry);
    auto vendor = clock_named("vendor");
    gold.clocks.push_back(vendor);
    gold.goals = {goal("", {{"restore", "unlimited"}, {"vendor", "60% of restore"}})};
    Desk desk(gold);
    desk.open(monday);
    CHECK(desk.clock("vendor").due == never);
    REQUIRE(desk.problems().size() == 1);
    CHECK(desk.problems().front().code.text() == "clock.share_without_target");
}

TEST_CASE("a negotiated date is not moved by a pause, and follows its field") {
    auto gold = by_severity(Retarget::carry);
    gold.goals = {goal("", {{"restore", "date ticket.promised_at"}})};
    Desk desk(gold);
    desk.set({{"promised_at", Value::instant(at("2026-03-03T12:00:00Z"))}});
    desk.open(monday);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(5), "go", "working");
    CHECK(desk.clock("restore").due == at("2026-03-03T12:00:00Z"));
    CHECK(desk.clock("restore").pinned);
    desk.happen(monday + hours(6), "update", {},
                {{"promised_at", Value::instant(at("2026-03-04T12:00:00Z"))}});
    CHECK(desk.clock("restore").due == at("2026-03-04T12:00:00Z"));
}

TEST_CASE("a negotiated date that is taken back leaves no promise until another is agreed on") {
    for (const Retarget policy :
         {Retarget::carry, Retarget::restart, Retarget::retro, Retarget::proportional}) {
        CAPTURE(static_cast<int>(policy));
        auto gold = by_severity(policy);
        gold.goals = {goal("", {{"restore", "date ticket.promised_at"}})};
        gold.thresholds = {percent("restore", 500)};
        Desk desk(gold);
        desk.set({{"promised_at", Value::instant(at("2026-03-02T15:00:00Z"))}});
        desk.open(monday);
        desk.happen(monday + hours(2), "update", {}, {{"promised_at", Value()}});
        CHECK(desk.clock("restore").phase == Phase::running);
        CHECK(desk.clock("restore").due == never);
        CHECK_FALSE(desk.remaining("restore", monday + hours(2)));
        desk.happen(at("2026-03-03T10:00:00Z"), "update", {},
                    {{"promised_at", Value::instant(at("2026-03-03T16:00:00Z"))}});
        CHECK_FALSE(desk.clock("restore").breached);
        CHECK(desk.clock("restore").due == at("2026-03-03T16:00:00Z"));
        // Under restart nothing has counted but what has passed since the second date was agreed on.
        const bool anew = policy == Retarget::restart;
        CHECK(desk.elapsed("restore", at("2026-03-03T11:00:00Z")) == (anew ? hours(1) : hours(10)));
        desk.advance(at("2026-03-03T16:00:01Z"));
        CHECK(desk.clock("restore").breached);
        CHECK(desk.fired().size() == 1);
    }
}

TEST_CASE("a negotiated date that is taken back stands where promises are kept or only tightened") {
    for (const Retarget policy : {Retarget::keep, Retarget::tighten_only}) {
        auto gold = by_severity(policy);
        gold.goals = {goal("", {{"restore", "date ticket.promised_at"}})};
        Desk desk(gold);
        desk.set({{"promised_at", Value::instant(at("2026-03-02T15:00:00Z"))}});
        desk.open(monday);
        desk.happen(monday + hours(2), "update", {}, {{"promised_at", Value()}});
        CHECK(desk.clock("restore").due == at("2026-03-02T15:00:00Z"));
    }
}

TEST_CASE("when the agreement changes, its clock is superseded and the next agreement's begins") {
    auto gold = by_severity(Retarget::carry);
    gold.applies = cel("ticket.level == 'gold'");
    auto silver = by_severity(Retarget::carry);
    silver.name = "silver";
    silver.applies = cel("ticket.level == 'silver'");
    silver.clocks.front().anchor = cel("ticket.reported_at");
    silver.goals = {goal("", {{"restore", "real 30h"}})};
    Desk desk(std::vector{gold, silver});
    desk.set({{"reported_at", Value::instant(monday)}});
    desk.open(monday);
    CHECK_FALSE(desk.has("silver.restore"));
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "update", {}, {{"level", "silver"}});
    CHECK(desk.clock("gold.restore").phase == Phase::superseded);
    CHECK(desk.clock("silver.restore").phase == Phase::paused);
    // An hour was used up when the pause began; the rest is left.
    CHECK(desk.clock("silver.restore").due == monday + hours(31));
    CHECK(desk.plan().find("restore") == clock::none);
}

TEST_CASE("a clock that keeps its time takes the calendar of a promise in days, if it had none") {
    auto gold = by_severity(Retarget::carry);
    gold.clocks.front().calendar_change = model::CalendarChange::keep;
    gold.goals = {goal("ticket.severity == 'critical'", {{"restore", "1 working day"}}),
                  goal("", {{"restore", "real 20h"}})};
    Desk desk(gold);
    desk.open(monday);
    desk.happen(monday + hours(1), "escalate", {}, {{"severity", "critical"}});
    // Of the day's eight hours one is used up; the rest is over when the day is.
    CHECK(desk.clock("restore").target == hours(8));
    CHECK(desk.clock("restore").due == monday + hours(24));
    CHECK(desk.elapsed("restore", monday + hours(2)) == hours(2));
}

namespace {

/// The stricter of four hours, one for what is critical, and what the host says.
Desk stricter_of_the_host(std::vector<clock::HostTarget> given) {
    auto restore = clock_named("restore");
    restore.stop = cel("inState('resolved')");
    restore.adjust.out_of_hours = minutes(30);
    auto gold = agreement({restore}, {goal("ticket.severity == 'critical'", {{"restore", "1h"}}),
                                      goal("ticket.severity == 'major'", {{"restore", "4h"}}, "berlin"),
                                      goal("", {{"restore", "6h"}}), goal("", {{"restore", "host"}})});
    gold.match = model::Match::strictest;
    Desk desk(gold);
    desk.host = std::move(given);
    desk.open(monday);
    desk.host.clear();
    return desk;
}

}  // namespace

TEST_CASE("what the host gave at the start stays the strictest promise when another row comes to hold") {
    Desk desk = stricter_of_the_host({{0, hours(2)}});
    REQUIRE(desk.clock("restore").due == monday + hours(2));
    desk.happen(monday + hours(1), "update", "", {{"severity", Value("major")}});
    CHECK(desk.clock("restore").due == monday + hours(2));
    desk.happen(monday + minutes(70), "update", "", {{"severity", Value("critical")}});
    CHECK(desk.clock("restore").due == monday + hours(1));
}

TEST_CASE("what the host gives with a change counts against the promise as it was before it") {
    Desk desk = stricter_of_the_host({});
    REQUIRE(desk.clock("restore").due == monday + hours(6));
    desk.host = {{0, hours(2)}};
    desk.happen(monday + hours(1), "update", "", {{"severity", Value("major")}});
    CHECK(desk.clock("restore").due == monday + hours(2));
    CHECK(desk.clock("restore").target == hours(2));
}

TEST_CASE("what the host gave is not lost, and nothing is added to it again, when the calendar changes") {
    auto restore = clock_named("restore");
    restore.stop = cel("inState('resolved')");
    restore.adjust.out_of_hours = minutes(30);
    auto gold = agreement(
        {restore}, {goal("", {{"restore", "host"}}), goal("ticket.severity == 'critical'", {}, "berlin")});
    gold.match = model::Match::layered;
    Desk desk(gold);
    desk.host = {{0, hours(2)}};
    desk.open(monday - hours(1));
    desk.host.clear();
    REQUIRE(desk.clock("restore").target == hours(2) + minutes(30));
    desk.happen(monday + hours(1), "update", "", {{"severity", Value("critical")}});
    CHECK(desk.clock("restore").calendar == 1);
    CHECK(desk.clock("restore").target == hours(2) + minutes(30));
    CHECK(desk.clock("restore").due == monday + hours(2) + minutes(30));
}
