// Days and dates are instants: what falls due in closed time, or under other hours, stays where it was
// promised.
#include <doctest/doctest.h>

#include "clock/desk.hpp"

using namespace itr;
using namespace itr::test;
using clock::Phase;

namespace {

const Instant tuesday = monday + hours(24);
const Instant wednesday = monday + hours(48);
const Instant saturday = monday + hours(120);

Instant hour_of(Instant day, int hour) { return day + hours(hour - 9); }

model::ClockDefinition to_restore() {
    auto made = clock_named("restore");
    made.start = cel("!inState('resolved')");
    made.stop = cel("inState('resolved')");
    made.pauses.push_back(pause_when("tagged('waiting.customer')", "customer"));
    return made;
}

/// What is critical has a row of its own, if any.
model::Agreement promised(const char* target, const char* critical = nullptr, const char* elsewhere = "") {
    std::vector<model::Goal> rows{goal("", {{"restore", target}})};
    if (critical != nullptr)
        rows.insert(rows.begin(), goal("ticket.severity == 'critical'", {{"restore", critical}}, elsewhere));
    return agreement({to_restore()}, rows);
}

Desk opened(const model::Agreement& gold, Instant when = monday + hours(1)) {
    Desk desk(gold);
    desk.open(when);
    return desk;
}

Desk paused(const char* target, Instant from, Instant to) {
    Desk desk = opened(promised(target));
    desk.happen(from, "hold", "waiting");
    desk.happen(to, "go", "working");
    return desk;
}

void raise(Desk& desk, Instant when) { desk.happen(when, "escalate", {}, {{"severity", "critical"}}); }

/// The office opens an hour earlier, in the past too.
model::Agreement at_other_hours(model::Agreement gold, const char* hours_of = "early") {
    gold.calendar = model::Word{hours_of, {}};
    return gold;
}

}  // namespace

TEST_CASE("a pause that takes no working time leaves a promise where it is, in closed time too") {
    const char* by_night = "next working day by 20:00";
    CHECK(opened(promised(by_night)).clock("restore").due == hour_of(tuesday, 20));
    CHECK(paused(by_night, hour_of(monday, 22), hour_of(monday, 23)).clock("restore").due ==
          hour_of(tuesday, 20));
    Desk desk = paused(by_night, hour_of(tuesday, 18), hour_of(tuesday, 18) + minutes(5));
    CHECK(desk.remaining("restore", hour_of(tuesday, 19)) == Duration{});
    desk.happen(hour_of(tuesday, 19), "restored", "resolved");
    CHECK(desk.clock("restore").phase == Phase::met);

    Desk morning = paused("next working day by 08:00", hour_of(monday, 22), hour_of(monday, 23));
    CHECK(morning.clock("restore").due == hour_of(tuesday, 8));
    morning.happen(hour_of(monday, 23) + minutes(30), "restored", "resolved");
    CHECK(morning.clock("restore").phase == Phase::met);
}

TEST_CASE("a pause that takes working time moves a promise on from closed time by as much") {
    const Desk desk = paused("next working day by 20:00", hour_of(monday, 12), hour_of(monday, 13));
    CHECK(desk.clock("restore").due == hour_of(wednesday, 10));
}

TEST_CASE("a clock does not break its promise in a pause that closed time hides") {
    Desk desk = paused("next working day by 20:00", hour_of(tuesday, 19), hour_of(tuesday, 21));
    CHECK_FALSE(desk.clock("restore").breached);
    CHECK(desk.clock("restore").due == hour_of(tuesday, 21));
}

TEST_CASE("what lands on the next opening is not moved there by a pause of no working time") {
    auto gold = promised("end of next working day");
    gold.clocks.front().land = calendar::Land::next_opening;
    Desk desk = opened(gold);
    desk.happen(hour_of(monday, 22), "hold", "waiting");
    desk.happen(hour_of(monday, 23), "go", "working");
    CHECK(desk.clock("restore").due == hour_of(tuesday, 17));
}

TEST_CASE("a date that pauses move stays on its Saturday while they take none of its time") {
    auto gold = promised("date ticket.promised_at");
    gold.clocks.front().dates_move = true;
    Desk desk(gold);
    desk.set({{"promised_at", Value::instant(hour_of(saturday, 20))}});
    desk.open(monday);
    desk.happen(hour_of(saturday, 10), "hold", "waiting");
    desk.happen(hour_of(saturday, 10) + minutes(5), "go", "working");
    desk.happen(hour_of(saturday, 12), "restored", "resolved");
    CHECK(desk.clock("restore").phase == Phase::met);
}

TEST_CASE("a clock that is taken up again in the evening has until its promise, in closed time too") {
    auto gold = promised("2 working days by 20:00");
    gold.clocks.front().reopen = model::Reopen::continue_without_gap;
    Desk desk = opened(gold);
    desk.happen(hour_of(wednesday, 18), "restored", "resolved");
    desk.happen(hour_of(wednesday, 18) + minutes(5), "broken", "working");
    CHECK(desk.clock("restore").due == hour_of(wednesday, 20));
    desk.happen(hour_of(wednesday, 19), "restored", "resolved");
    CHECK(desk.clock("restore").phase == Phase::met);
}

TEST_CASE(
    "a promise of days that comes with another severity stands in closed time, whatever rested by night") {
    Desk desk = opened(promised("4 working days", "next working day by 20:00"));
    desk.happen(hour_of(monday, 22), "hold", "waiting");
    desk.happen(hour_of(monday, 23), "go", "working");
    raise(desk, hour_of(tuesday, 10));
    CHECK(desk.clock("restore").due == hour_of(tuesday, 20));
    CHECK(desk.clock("restore").target == hours(15));
}

TEST_CASE(
    "time of the night that does not count after all takes nothing from a promise, and no breach back") {
    Desk desk = opened(promised("next working day by 20:00"));
    const auto correct = [&](Instant now, Instant from) {
        const clock::Correction stretch{from, from + hours(1), false};
        desk.apply(clock::correct(desk.plan(), desk.clock("restore"), now, stretch, &desk).value());
    };
    correct(hour_of(tuesday, 10), hour_of(monday, 22));
    CHECK(desk.clock("restore").due == hour_of(tuesday, 20));
    desk.advance(hour_of(tuesday, 22));
    correct(hour_of(tuesday, 22), hour_of(tuesday, 5));
    CHECK(desk.clock("restore").breached_at == hour_of(tuesday, 20));
}

TEST_CASE("a stop that is told late does not save a promise by what rested after it") {
    auto gold = promised("next working day by 08:00");
    gold.clocks.front().late_is_recomputed = true;
    Desk desk = opened(gold);
    desk.happen(hour_of(tuesday, 8) + minutes(40), "hold", "waiting");
    desk.happen(hour_of(tuesday, 8) + minutes(50), "go", "working");
    desk.happen(hour_of(tuesday, 10), "restored", "resolved", {}, hour_of(tuesday, 8) + minutes(30));
    CHECK(desk.clock("restore").phase == Phase::missed);
    CHECK(desk.clock("restore").breached_at == hour_of(tuesday, 8));
}

TEST_CASE("when a calendar is edited, the hour and the end of a day stay what was promised") {
    for (const auto& [target, due] : {std::pair("next working day by 16:00", hour_of(tuesday, 16)),
                                      std::pair("end of 2nd working day", hour_of(wednesday, 17))}) {
        const auto gold = promised(target);
        Desk desk = opened(gold, monday);
        desk.adopt(hour_of(tuesday, 12), at_other_hours(gold));
        CHECK(desk.clock("restore").due == due);
        CHECK(desk.remaining("restore", hour_of(tuesday, 12)) == early().measure(hour_of(tuesday, 12), due));
        // What has passed keeps its measure.
        CHECK(desk.elapsed("restore", hour_of(tuesday, 12)) == hours(11));
        desk.adopt(hour_of(tuesday, 13), gold);
        CHECK(desk.clock("restore").due == due);
    }
}

TEST_CASE("when a calendar is edited, only the pauses move the hour that was promised") {
    const auto gold = promised("next working day by 16:00");
    for (const bool known : {true, false}) {
        Desk desk = opened(gold, monday);
        desk.with_history = known;
        desk.happen(hour_of(monday, 10), "hold", "waiting");
        desk.happen(hour_of(monday, 12), "go", "working");
        desk.adopt(hour_of(tuesday, 12), at_other_hours(gold));
        CHECK(desk.clock("restore").due == hour_of(wednesday, 9));
        if (!known) continue;
        desk.happen(hour_of(tuesday, 22), "hold", "waiting");
        desk.adopt(hour_of(tuesday, 23), gold);
        desk.happen(hour_of(wednesday, 1), "go", "working");
        CHECK(desk.clock("restore").due == hour_of(wednesday, 10));
    }
}

TEST_CASE("more time that somebody gave for a day or a date is not lost when a calendar is edited") {
    for (const char* target : {"date ticket.promised_at", "next working day by 12:00"}) {
        const auto gold = promised(target);
        Desk desk(gold);
        desk.set({{"promised_at", Value::instant(hour_of(tuesday, 12))}});
        desk.open(monday);
        desk.apply(clock::extend(desk.plan(), desk.clock("restore"), hour_of(monday, 10), hours(2)).value());
        REQUIRE(desk.clock("restore").due == hour_of(tuesday, 14));
        desk.adopt(hour_of(monday, 12), at_other_hours(gold));
        CHECK(desk.clock("restore").due == hour_of(tuesday, 14));
    }
}

TEST_CASE("a row that counts in another calendar promises the hour and the end of the day as that has them") {
    // Berlin is an hour ahead.
    for (const auto& [target, due] : {std::pair("end of 2nd working day", hour_of(wednesday, 16)),
                                      std::pair("2 working days by 16:00", hour_of(wednesday, 15))}) {
        Desk desk = opened(promised("4h", target, "berlin"), monday);
        raise(desk, hour_of(tuesday, 12));
        CHECK(desk.clock("restore").due == due);
    }
}

TEST_CASE("a day that is promised when it has been used up was broken no earlier than the clock last ran") {
    Desk desk = opened(promised("9 working days", "end of 1st working day"), monday);
    desk.happen(hour_of(monday, 10), "hold", "waiting");
    desk.happen(hour_of(wednesday, 10), "go", "working");
    const Instant friday = monday + hours(96);
    desk.happen(hour_of(friday, 10), "hold", "waiting");
    desk.happen(hour_of(friday, 11), "go", "working");
    raise(desk, hour_of(friday, 12));
    CHECK(desk.clock("restore").target == hours(16));
    CHECK(desk.clock("restore").due == hour_of(friday, 11));
}
