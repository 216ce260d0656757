// What a merged ticket brings along, and what becomes of a clock under another agreement.
#include <doctest/doctest.h>

#include "clock/desk.hpp"

using namespace itr;
using namespace itr::test;
using clock::Phase;
using model::Retarget;

namespace {

Desk desk_with(const char* target = "8h") {
    auto restore = clock_named("restore");
    restore.stop = cel("inState('resolved')");
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    Desk desk(agreement({restore}, {goal("", {{"restore", target}})}));
    desk.open(monday + hours(2));
    return desk;
}

void adopt(Desk& desk, Instant when, Instant origin, Instant due) {
    const auto change = clock::adopt(desk.plan(), desk.clock("restore"), when, origin, due).value();
    if (change) desk.apply(*change);
}

/// Gold promises 8 working hours, silver 12; an hour ran, an hour was paused, an hour ran.
Desk changed(Retarget policy) {
    auto gold = agreement({clock_named("restore")}, {goal("", {{"restore", "8h"}})});
    auto& restore = gold.clocks.front();
    restore.stop = cel("inState('resolved')");
    restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    restore.retarget_by_cause = {{model::RetargetCause::agreement, policy}};
    gold.applies = cel("ticket.level == 'gold'");
    auto silver = gold;
    silver.name = "silver";
    silver.applies = cel("ticket.level == 'silver'");
    silver.goals = {goal("", {{"restore", "12h"}})};
    Desk desk(std::vector{silver, gold});
    desk.open(monday);
    desk.happen(monday + hours(1), "hold", "waiting");
    desk.happen(monday + hours(2), "go", "working");
    desk.happen(monday + hours(3), "update", {}, {{"level", "silver"}});
    return desk;
}

}  // namespace

TEST_CASE("the survivor of a merge keeps the earliest origin: what lies between was counted too") {
    Desk desk = desk_with();
    adopt(desk, monday + hours(3), monday, never);
    CHECK(desk.clock("restore").origin == monday);
    CHECK(desk.clock("restore").due == monday + hours(8));
    CHECK(desk.elapsed("restore", monday + hours(3)) == hours(3));
}

TEST_CASE("the survivor of a merge keeps the strictest promise, and a later pause moves it") {
    Desk desk = desk_with();
    adopt(desk, monday + hours(3), monday, monday + hours(5));
    CHECK(desk.clock("restore").due == monday + hours(5));
    CHECK(desk.remaining("restore", monday + hours(3)) == hours(2));
    desk.happen(monday + hours(4), "hold", "waiting");
    desk.happen(monday + hours(6), "go", "working");
    CHECK(desk.clock("restore").due == monday + hours(7));
}

TEST_CASE("a promise for Saturday that a merge brings is not lost in a pause on that day") {
    const Instant saturday = at("2026-03-07T20:00:00Z");
    Desk desk = desk_with("9 working days");
    adopt(desk, monday + hours(3), monday + hours(2), saturday);
    desk.happen(at("2026-03-07T10:00:00Z"), "hold", "waiting");
    desk.happen(at("2026-03-07T10:05:00Z"), "go", "working");
    CHECK(desk.clock("restore").due == saturday);
}

TEST_CASE("a merge that brings nothing stricter leaves a promise in closed time where it is") {
    Desk desk = desk_with("next working day by 20:00");
    const auto before = desk.clocks();
    adopt(desk, monday + hours(3), monday + hours(2), monday + hours(80));
    CHECK(desk.clocks() == before);
}

TEST_CASE("a later origin and a looser promise change nothing") {
    Desk desk = desk_with("2h");
    const auto before = desk.clocks();
    adopt(desk, monday + hours(3), monday + hours(3), monday + hours(8));
    CHECK(desk.clocks() == before);
}

TEST_CASE("a paused survivor keeps what is left of the stricter promise") {
    Desk desk = desk_with();
    desk.happen(monday + hours(3), "hold", "waiting");
    adopt(desk, monday + hours(4), monday + hours(2), monday + hours(5));
    CHECK(desk.remaining("restore", monday + hours(4)) == hours(1));
    desk.happen(monday + hours(6), "go", "working");
    CHECK(desk.clock("restore").due == monday + hours(7));
}

TEST_CASE("a promise that was used up before the merge is broken where it was used up") {
    Desk desk = desk_with("2h");
    adopt(desk, monday + hours(3), at("2026-02-27T12:00:00Z"), never);
    CHECK(desk.clock("restore").due == at("2026-02-27T14:00:00Z"));
    desk.advance(monday + hours(3));
    CHECK(desk.clock("restore").breached_at == at("2026-02-27T14:00:00Z"));
}

TEST_CASE("a clock that does not run adopts nothing") {
    Desk desk = desk_with();
    desk.happen(monday + hours(3), "restored", "resolved");
    CHECK(clock::adopt(desk.plan(), desk.clock("restore"), monday + hours(4), monday, never)
              .error()
              .code.text() == "clock.not_running");
}

TEST_CASE("under another agreement the clock of the same name carries on: what is used up stays") {
    const Desk desk = changed(Retarget::carry);
    CHECK(desk.clock("gold.restore").phase == Phase::superseded);
    CHECK(desk.clock("silver.restore").origin == monday);
    CHECK(desk.elapsed("silver.restore", monday + hours(3)) == hours(2));
    CHECK(desk.clock("silver.restore").due == at("2026-03-03T14:00:00Z"));
}

TEST_CASE(
    "under another agreement the clock restarts, keeps its share, or keeps its promise, as the pack says") {
    CHECK(changed(Retarget::restart).clock("silver.restore").due == at("2026-03-03T16:00:00Z"));
    CHECK(changed(Retarget::retro).clock("silver.restore").due == at("2026-03-03T14:00:00Z"));
    CHECK(changed(Retarget::proportional).clock("silver.restore").due == at("2026-03-03T13:00:00Z"));
    const Desk kept = changed(Retarget::keep);
    CHECK(kept.clock("silver.restore").due == at("2026-03-03T10:00:00Z"));
    CHECK(changed(Retarget::tighten_only).clock("silver.restore").due == at("2026-03-03T10:00:00Z"));
}

namespace {

/// Gold promises 4 hours and silver 12, from opening to takeover as the test says.
struct Takeover {
    explicit Takeover(Retarget policy, bool sticky = true) : desk(agreements(policy, sticky)) {
        desk.open(monday);
    }
    void take_over(Instant when) { desk.happen(when, "update", {}, {{"level", "silver"}}); }
    [[nodiscard]] const clock::State& silver() const { return desk.clock("silver.restore"); }

    Desk desk;

  private:
    static std::vector<model::Agreement> agreements(Retarget policy, bool sticky) {
        auto restore = clock_named("restore");
        restore.stop = cel("inState('resolved')");
        restore.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
        restore.retarget_by_cause = {{model::RetargetCause::agreement, policy}};
        restore.breach_is_sticky = sticky;
        auto gold = agreement({restore}, {goal("", {{"restore", "real 4h"}})});
        gold.applies = cel("ticket.level == 'gold'");
        auto late = offset("restore", model::Threshold::At::after_breach, hours(2));
        late.every = minutes(30);
        auto silver = agreement({restore}, {goal("", {{"restore", "real 12h"}})}, {late});
        silver.name = "silver";
        silver.applies = cel("ticket.level == 'silver'");
        return {silver, gold};
    }
};

}  // namespace

TEST_CASE("a pause by command outlasts a change of agreement, and ends by command") {
    for (const Retarget policy : {Retarget::carry, Retarget::restart, Retarget::keep}) {
        Takeover one(policy);
        one.desk.pause(monday + hours(1), "gold.restore");
        one.take_over(monday + hours(2));
        CHECK(one.silver().phase == Phase::paused);
        CHECK(one.silver().pause_reason == clock::none);
        CHECK(one.silver().since == monday + hours(2));
        CHECK(one.silver().consumed == (policy == Retarget::restart ? Duration{} : hours(1)));
        one.desk.happen(monday + hours(3), "update", "working");
        CHECK(one.silver().phase == Phase::paused);
        one.desk.resume(monday + hours(3), "silver.restore");
        const Duration left = hours(policy == Retarget::carry ? 11 : policy == Retarget::restart ? 12 : 3);
        CHECK(one.silver().due == monday + hours(3) + left);
    }
}

TEST_CASE("what one agreement's clock has broken stays broken under the next one") {
    Takeover one(Retarget::carry);
    one.desk.advance(monday + hours(5));
    one.take_over(monday + hours(5));
    CHECK(one.silver().breached);
    CHECK(one.silver().breached_at == monday + hours(4));
    CHECK(one.silver().due == monday + hours(12));
    one.desk.happen(monday + hours(8), "restored", "resolved");
    CHECK(one.silver().phase == Phase::missed);
    // After the breach means after the one that happened; its calls come under the new agreement.
    CHECK(one.desk.fired() == std::vector<std::string>{"0@2026-03-02T15:00:00Z", "0@2026-03-02T15:30:00Z",
                                                       "0@2026-03-02T16:00:00Z", "0@2026-03-02T16:30:00Z",
                                                       "0@2026-03-02T17:00:00Z"});
}

TEST_CASE("a new promise, and a breach that is worked out anew, begin without the former breach") {
    Takeover restarted(Retarget::restart);
    restarted.desk.advance(monday + hours(5));
    restarted.take_over(monday + hours(5));
    CHECK_FALSE(restarted.silver().breached);
    Takeover recomputed(Retarget::carry, false);
    recomputed.desk.advance(monday + hours(5));
    recomputed.take_over(monday + hours(5));
    CHECK_FALSE(recomputed.silver().breached);
}

TEST_CASE("a breach that was excused stays excused under the next agreement") {
    Takeover one(Retarget::carry);
    one.desk.advance(monday + hours(5));
    one.desk.apply(clock::waive(one.desk.plan(), one.desk.clock("gold.restore"), monday + hours(5)).value());
    one.take_over(monday + hours(5));
    CHECK(one.silver().breached);
    CHECK(one.silver().waived);
}

TEST_CASE("of what was to be called since a former breach the last call alone comes at a takeover") {
    Takeover one(Retarget::carry);
    one.desk.advance(monday + hours(8));
    one.take_over(monday + hours(8));
    one.desk.advance(monday + hours(8));
    CHECK(one.desk.fired() == std::vector<std::string>{"0@2026-03-02T17:00:00Z"});
}

TEST_CASE("a breach and a pause by command go over together, and what is left stays left") {
    Takeover one(Retarget::carry);
    one.desk.advance(monday + hours(5));
    one.desk.pause(monday + hours(5), "gold.restore");
    one.take_over(monday + hours(6));
    CHECK(one.silver().breached);
    CHECK(one.silver().phase == Phase::paused);
    CHECK(one.silver().consumed == hours(5));
    one.desk.resume(monday + hours(7), "silver.restore");
    CHECK(one.silver().due == monday + hours(14));
    CHECK(one.silver().breached_at == monday + hours(4));
}

TEST_CASE("a promise that was kept stands, whatever else happens, until its cause comes again") {
    auto gold = agreement(
        {clock_named("restore")},
        {goal("ticket.severity == 'critical'", {{"restore", "2h"}}), goal("", {{"restore", "8h"}})});
    gold.clocks.front().stop = cel("inState('resolved')");
    gold.clocks.front().retarget_by_field = {{{"severity", {}}, Retarget::keep}};
    gold.applies = cel("ticket.level != ''");
    Desk desk(gold);
    desk.open(monday);
    desk.happen(monday + hours(1), "update", {}, {{"severity", "critical"}});
    desk.happen(monday + hours(2), "update", {}, {{"level", "silver"}});
    CHECK(desk.clock("restore").due == monday + hours(8));
}
