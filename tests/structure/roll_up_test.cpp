// The roll-up of promises: what must come out exactly.
#include <doctest/doctest.h>

#include <algorithm>
#include <itr/structure.hpp>

#include "structure/roll_up_desk.hpp"

using namespace itr;
using itr::structure_test::Compiled;
using itr::structure_test::compiled;
using itr::structure_test::promises_of;

namespace {

/// Two departments with one test machine, within a promise to the customer.
std::string workshop(const std::string& states, int machines = 1, const std::string& promise = "90m") {
    return "workflow: repair\nevents: {go: {role: any}, done_a: {role: any}, done_b: {role: any}, again: "
           "{role: any}}\n" +
           states +
           "---\nagreement: gold\nclocks: {restore: {stop: \"inState('closed')\"}}\ngoals: [{restore: " +
           promise + "}]\n---\nresources: {machine: " + std::to_string(machines) + "}\n";
}

const std::string drawn_in_sequence =
    "initial: a\nstates:\n  a: {ola: 65m, uses: machine, on: {go: b}}\n  b: {ola: 60m, uses: machine, on: "
    "{go: closed}}\n"
    "  closed: {type: final}\n";

const std::string drawn_in_parallel =
    "initial: work\nstates:\n  work:\n    type: parallel\n    done: closed\n    states:\n"
    "      a: {states: {doing_a: {ola: 65m, uses: machine, on: {done_a: ready_a}}, ready_a: {type: final}}}\n"
    "      b: {states: {doing_b: {ola: 60m, uses: machine, on: {done_b: ready_b}}, ready_b: {type: final}}}\n"
    "  closed: {type: final}\n";

/// A promise of working hours around states that name DAYS.
bool is_refused(std::string states, const std::string& days, const std::string& promise) {
    states.replace(states.find("DAYS"), 4, days);
    std::string text = workshop(states, 1, promise);
    text.insert(text.find("clocks:"), "calendar: office\n");
    const Compiled all =
        compiled(text + "---\ncalendar: office\nzone: UTC\nweek: {mon-fri: \"09:00-17:00\"}\n");
    const auto table = structure::roll_up(all.pack, *all.chart, *all.plan, {});
    REQUIRE(table.size() == 1);
    const bool refused = !structure::out_of_reach(all.pack, *all.chart, *all.plan).empty();
    CHECK(table[0].hopeless() == refused);
    return refused;
}

}  // namespace

TEST_CASE("departments of 65 and 60 minutes on one machine break a promise of 90 by 35 minutes") {
    const auto promises = promises_of(workshop(drawn_in_sequence));
    REQUIRE(promises.size() == 1);
    const auto& promise = promises[0];
    CHECK(promise.agreement == "gold");
    CHECK(promise.clock == "restore");
    REQUIRE(promise.paths.size() == 1);
    CHECK_FALSE(promise.kept());
    CHECK(promise.hopeless());
    CHECK(promise.complete);
    CHECK(promise.paths[0].slack == minutes(-35));
    REQUIRE(promise.paths[0].stages.size() == 2);
    CHECK(promise.paths[0].stages[0].id == "a");
    CHECK(promise.paths[0].stages[1].id == "b");
    CHECK(promise.paths[0].stages[0].critical);
    CHECK(promise.paths[0].stages[1].critical);
}

TEST_CASE("steps that share one machine add up although they are drawn in parallel") {
    const auto promises = promises_of(workshop(drawn_in_parallel));
    REQUIRE(promises.size() == 1);
    const auto& promise = promises[0];
    REQUIRE(promise.paths.size() == 1);
    CHECK(promise.hopeless());
    CHECK(promise.paths[0].slack == minutes(-35));
    REQUIRE(promise.paths[0].stages.size() == 2);
    CHECK(promise.paths[0].stages[0].critical);
    CHECK(promise.paths[0].stages[1].critical);
    CHECK(promise.paths[0].stages[1].begins == promise.paths[0].stages[0].ends);
}

TEST_CASE("with a machine for each the longer department alone decides") {
    const auto promises = promises_of(workshop(drawn_in_parallel, 2));
    REQUIRE(promises.size() == 1);
    CHECK(promises[0].kept());
    CHECK(promises[0].paths[0].slack == minutes(25));
    const auto& stages = promises[0].paths[0].stages;
    REQUIRE(stages.size() == 2);
    CHECK(stages[0].critical != stages[1].critical);
}

TEST_CASE("a loop is reckoned with once, or as often as the pack says") {
    const auto states = [](const std::string& times) {
        return "initial: a\nstates:\n  a: {ola: 20m, on: {go: b}}\n  b: {ola: 10m, on: {go: closed, again: "
               "{to: a" +
               times + "}}}\n  closed: {type: final}\n";
    };
    const auto slack = [&](const std::string& times) {
        const auto promises = promises_of(workshop(states(times)));
        REQUIRE(promises.size() == 1);
        return promises[0].paths[0].slack;
    };
    CHECK(slack("") == minutes(90 - 60));
    CHECK(slack(", times: 2") == minutes(90 - 90));
    CHECK(slack(", times: 3") == minutes(90 - 120));
    CHECK(slack(", times: 0") == minutes(90 - 30));
}

TEST_CASE("a way back within a loop is reckoned with as often as it says in all, not again in every round") {
    const auto promises = promises_of(
        workshop("initial: a\nstates:\n  a: {ola: 10m, on: {go: b}}\n  b: {on: {go: c, again: a}}\n"
                 "  c: {on: {go: closed, again: a}}\n  closed: {type: final}\n"));
    REQUIRE(promises.size() == 1);
    CHECK(promises[0].paths[0].slack == minutes(90 - 30));
}

TEST_CASE("of alternatives the slower one is the worst, the quicker one the least demanding") {
    const auto promises = promises_of(workshop(
        "initial: a\nstates:\n  a: {ola: 20m, on: {go: b, again: c}}\n  b: {ola: 10m, on: {go: closed}}\n"
        "  c: {ola: 100m, on: {go: closed}}\n  closed: {type: final}\n"));
    REQUIRE(promises.size() == 1);
    const auto& promise = promises[0];
    REQUIRE(promise.paths.size() == 2);
    CHECK(promise.paths[0].slack == minutes(-30));
    CHECK(promise.paths[1].slack == minutes(60));
    CHECK_FALSE(promise.kept());
    CHECK_FALSE(promise.hopeless());
    REQUIRE(promise.least);
    CHECK(promise.least->slack == minutes(60));
}

TEST_CASE("an 8x5 line within a round-the-clock promise is worst on Friday evening") {
    const auto promises = promises_of(
        "workflow: w\nevents: {go: {role: any}}\ninitial: l1\nstates:\n  l1: {calendar: 24x7, ola: 1h, on: "
        "{go: l2}}\n"
        "  l2: {calendar: office, ola: 2h, on: {go: closed}}\n  closed: {type: final}\n"
        "---\nagreement: gold\ncalendar: 24x7\nclocks: {restore: {stop: \"inState('closed')\"}}\n"
        "goals: [{restore: 72h}]\n---\ncalendar: office\nzone: UTC\nweek: {mon-fri: \"09:00-17:00\"}\n");
    REQUIRE(promises.size() == 1);
    const auto& path = promises[0].paths.at(0);
    // An hour of the first line, and the second has its two hours only on Monday from nine.
    CHECK(path.end - path.arrival == hours(1 + 64 + 2));
    CHECK(path.slack == hours(72 - 67));
    const auto office = structure_test::calendar("office", "UTC");
    CHECK(to_string(office.local_date(path.arrival)).ends_with("05"));
    // Any arrival from a millisecond after two on is as bad: the two hours do not fit into Friday any more.
    CHECK(office.local_minute(path.arrival) == 14 * 60);
}

TEST_CASE("a promise within a promise: the vendor must fit into the department") {
    const auto slack = [](const std::string& back) {
        const auto promises = promises_of(
            "workflow: w\nevents: {go: {role: any}, back: {role: any}}\ninitial: l1\nstates:\n"
            "  l1: {ola: 4h, states: {looking: {on: {go: vendor}}, vendor: {on: {back: " +
            back +
            "}}}, on: {go: closed}}\n  closed: {type: final}\n---\nagreement: contract\nkind: uc\n"
            "clocks: {fix: {start: \"inState('vendor')\", stop: \"!inState('vendor')\", cycle: repeat}}\n"
            "goals: [{fix: 5h}]\n");
        REQUIRE(promises.size() == 1);
        CHECK(promises[0].agreement == "ola.l1");
        CHECK_FALSE(promises[0].hopeless());
        return promises[0].paths.at(0).slack;
    };
    CHECK(slack("{to: looking, times: 0}") == hours(4 - 5));
    CHECK(slack("looking") == hours(4 - 2 * 5));
}

TEST_CASE("rows of the same condition meet, those of others do not") {
    const auto promises = promises_of(
        "workflow: w\ndata: {severity: {type: enum, values: [critical, minor], default: minor}}\n"
        "events: {go: {role: any}}\ninitial: a\nstates: {a: {on: {go: closed}}, closed: {type: final}}\n"
        "---\nagreement: gold\nclocks: {restore: {stop: \"inState('closed')\"}}\n"
        "goals:\n  - {when: \"ticket.severity == 'critical'\", restore: 2h}\n  - {restore: 20h}\n"
        "---\nagreement: inner\nkind: ola\nclocks: {look: {start: \"inState('a')\", stop: "
        "\"!inState('a')\"}}\n"
        "goals:\n  - {when: \"ticket.severity == 'critical'\", look: 1h}\n  - {look: 10h}\n");
    REQUIRE(promises.size() == 2);
    CHECK(promises[0].paths.at(0).slack == hours(1));
    CHECK(promises[1].paths.at(0).slack == hours(10));
}

TEST_CASE("a step in which the promise rests takes none of its time") {
    const auto promises = promises_of(
        "workflow: w\nevents: {go: {role: any}}\ninitial: a\nstates:\n  a: {ola: 1h, on: {go: b}}\n"
        "  b: {ola: 8h, tags: [waiting], on: {go: closed}}\n  closed: {type: final}\n"
        "---\nagreement: gold\nclocks: {restore: {stop: \"inState('closed')\", pause: "
        "\"tagged('waiting')\"}}\n"
        "goals: [{restore: 2h}]\n");
    REQUIRE(promises.size() == 1);
    CHECK(promises[0].paths.at(0).slack == hours(1));
}

TEST_CASE("whoever gets the machine first, the worst order counts") {
    const auto promises = promises_of(
        workshop("initial: work\nstates:\n  work:\n    type: parallel\n    done: closed\n    states:\n"
                 "      a: {states: {doing_a: {ola: 65m, uses: machine, on: {done_a: after_a}}, after_a: "
                 "{ola: 30m, on: {done_a: ready_a}}, ready_a: {type: final}}}\n"
                 "      b: {states: {doing_b: {ola: 60m, uses: machine, on: {done_b: after_b}}, after_b: "
                 "{ola: 10m, on: {done_b: ready_b}}, ready_b: {type: final}}}\n"
                 "  closed: {type: final}\n",
                 1, "3h"));
    REQUIRE(promises.size() == 1);
    // b first: a has the machine from 60 to 125 and ends at 155.
    CHECK(promises[0].paths.at(0).slack == minutes(180 - 155));
}

TEST_CASE("a share of the promise that holds it is reckoned") {
    const auto promises = promises_of(
        "workflow: w\nevents: {go: {role: any}}\ninitial: a\nstates: {a: {on: {go: closed}}, closed: {type: "
        "final}}\n"
        "---\nagreement: gold\nclocks: {restore: {stop: \"inState('closed')\"}}\ngoals: [{restore: 10h}]\n"
        "---\nagreement: inner\nkind: ola\nclocks: {look: {start: \"inState('a')\", stop: "
        "\"!inState('a')\"}}\n"
        "goals: [{look: 60% of restore}]\n");
    REQUIRE(promises.size() == 1);
    CHECK(promises[0].paths.at(0).slack == hours(4));
}

namespace {

/// A promise in office hours over one department, each with its adjustments.
std::string adjusted(const std::string& outer, const std::string& inner, const std::string& promise,
                     const std::string& department) {
    const auto adjust = [](const std::string& how) { return how.empty() ? "" : ", adjust: {" + how + "}"; };
    return "workflow: repair\nevents: {go: {role: any}}\ninitial: a\n"
           "states: {a: {on: {go: closed}}, closed: {type: final}}\n"
           "---\ncalendar: office\nzone: UTC\nweek: {mon-fri: [\"09:00-17:00\"]}\n"
           "---\nagreement: gold\ncalendar: office\nclocks: {restore: {stop: \"inState('closed')\"" +
           adjust(outer) + "}}\ngoals: [{restore: " + promise +
           "}]\n---\nagreement: line\nkind: ola\ncalendar: office\n"
           "clocks: {mend: {start: \"inState('a')\", stop: \"left('a')\"" +
           adjust(inner) + "}}\ngoals: [{mend: " + department + "}]\n";
}

structure::Path worst_of(const std::string& pack) {
    const auto promises = promises_of(pack);
    REQUIRE(promises.size() == 1);
    REQUIRE(promises[0].paths.size() == 1);
    return promises[0].paths[0];
}

}  // namespace

TEST_CASE("what a promise is bounded by is what its steps must fit into") {
    CHECK(worst_of(adjusted("", "", "4h", "2h")).slack == hours(2));
    CHECK(worst_of(adjusted("ceiling: 1h", "", "4h", "2h")).slack == hours(-1));
    CHECK(worst_of(adjusted("floor: 5h", "", "4h", "2h")).slack == hours(3));
    CHECK(worst_of(adjusted("", "floor: 5h", "4h", "2h")).slack == hours(-1));
    CHECK(worst_of(adjusted("", "ceiling: 1h", "4h", "2h")).slack == hours(3));
    CHECK(promises_of(adjusted("ceiling: 1h", "", "4h", "2h"))[0].target == "1h");
    CHECK(worst_of(adjusted("", "floor: 5h", "4h", "2h")).stages[0].target == "5h");
    // Of a share the whole is bounded first, then the share.
    CHECK(worst_of(adjusted("ceiling: 2h", "floor: 30m", "4h", "10% of restore")).slack == minutes(90));
}

TEST_CASE("what a step gets out of hours is reckoned where it comes out of hours, as the promise's own is") {
    const auto late = worst_of(adjusted("", "out_of_hours: 3h", "4h", "2h"));
    CHECK(late.slack == hours(-1));
    CHECK_FALSE(late.kept);
    CHECK(worst_of(adjusted("", "out_of_hours: 3h, ceiling: 3h", "4h", "2h")).slack == hours(1));
    // Who comes at night has more time for both.
    CHECK(worst_of(adjusted("out_of_hours: 3h", "out_of_hours: 3h", "4h", "2h")).slack == hours(2));
    CHECK(worst_of(adjusted("out_of_hours: 3h", "", "4h", "2h")).slack == hours(2));
}

TEST_CASE("what a promise that ends in real time leaves is counted in real time there") {
    const auto mixed = [](const std::string& department) {
        return adjusted("", "", "4h then real 2h", department);
    };
    // From Monday 09:00: one hour of work, three left, and two of real time behind them.
    CHECK(worst_of(mixed("1h")).slack == hours(5));
    CHECK(worst_of(mixed("4h then real 30m")).slack == minutes(90));
    CHECK(worst_of(mixed("4h then real 3h")).slack == hours(-1));
    CHECK_FALSE(worst_of(mixed("4h then real 3h")).kept);
}

TEST_CASE("without paths only what the least demanding way needs is told") {
    const std::string states =
        "initial: a\nstates:\n  a: {ola: 20m, on: {go: b, again: closed}}\n  b: {ola: 100m, on: {go: "
        "closed}}\n"
        "  closed: {type: final}\n";
    const auto promises = promises_of(workshop(states), structure::Options{0});
    REQUIRE(promises.size() == 1);
    CHECK(promises[0].paths.empty());
    REQUIRE(promises[0].least);
    CHECK(promises[0].least->slack == minutes(70));
}

TEST_CASE("a promise that may be kept at any time within a step is not held against all of the step") {
    const auto own = [](const std::string& stop) {
        return promises_of(
            "workflow: repair\nevents: {go: {role: any}}\ninitial: a\nstates:\n  a: {ola: 4h, on: {go: "
            "closed}}\n  closed: {type: final}\n"
            "---\nagreement: gold\nclocks: {own: {stop: \"" +
            stop + "\"}}\ngoals: [{own: 30m}]\n");
    };
    const auto by_state = own("inState('closed')");
    REQUIRE(by_state.size() == 1);
    CHECK(by_state[0].hopeless());
    for (const char* stop : {"ticket.owner != null", "inState('closed') || ticket.owner != null"}) {
        const auto by_assignment = own(stop);
        REQUIRE(by_assignment.size() == 1);
        CHECK_FALSE(by_assignment[0].hopeless());
        CHECK_FALSE(by_assignment[0].kept());  // whoever waits to the end of the step is late
    }
}

TEST_CASE("where calendars have dates of many years the worst arrival is one of the last of them") {
    const std::string states =
        "initial: a\nstates:\n  a: {calendar: office, ola: 4h, on: {go: closed}}\n"
        "  closed: {type: final}\n";
    const std::string office =
        "---\ncalendar: office\nzone: UTC\nweek: {mon-fri: \"09:00-17:00\"}\n"
        "closed: [2010-02-01, 2010-02-02, 2010-02-03, 2026-05-01]\n";
    const auto promises = promises_of(workshop(states, 1, "24h") + office);
    REQUIRE(promises.size() == 1);
    CHECK(to_string(promises[0].paths[0].arrival) == "2026-04-30T13:00:00.001Z");
    CHECK(promises[0].paths[0].slack == hours(24 - 92));
}

TEST_CASE("of alternatives that count in different time the one that fits the promise tells") {
    // By plain lengths a working day of 24 hours is longer than 20 working hours; in truth it takes 8 of
    // them.
    const std::string alternatives =
        "initial: a\nstates:\n  a: {calendar: office, ola: 1h, on: {go: b, again: c}}\n"
        "  b: {calendar: office, ola: 20h, on: {go: closed}}\n"
        "  c: {calendar: office, ola: DAYS, on: {go: closed}}\n  closed: {type: final}\n";
    CHECK_FALSE(is_refused(alternatives, "1 working day", "18h"));
    CHECK(is_refused(alternatives, "3 working days", "18h"));
    CHECK(is_refused(alternatives, "1 working day", "6h"));
}

TEST_CASE("of alternatives beside another step, too, the one that fits the promise tells") {
    const std::string alternatives =
        "initial: work\nstates:\n  work:\n    type: parallel\n    done: closed\n    states:\n"
        "      one: {states: {a: {on: {go: b, again: c}}, b: {calendar: office, ola: 20h, on: {done_a: e}},\n"
        "        c: {calendar: office, ola: DAYS, on: {done_a: e}}, e: {type: final}}}\n"
        "      two: {states: {d: {calendar: office, ola: 2h, on: {done_b: f}}, f: {type: final}}}\n"
        "  closed: {type: final}\n";
    CHECK_FALSE(is_refused(alternatives, "1 working day", "18h"));
    CHECK(is_refused(alternatives, "3 working days", "18h"));
    CHECK(is_refused(alternatives, "1 working day", "6h"));
}

TEST_CASE("of two promises on one step the one that may take longer counts, whatever time they count in") {
    const std::string day = "1 working day calendar office", night = "real 30h", few = "10h calendar office";
    const auto counted = [](const std::string& first, const std::string& second) {
        const auto clock = [](const std::string& name, const std::string& target) {
            const std::size_t calendar = target.find(" calendar");
            const bool works = calendar != std::string::npos;
            return "---\nagreement: " + name + "\nkind: ola\n" + (works ? "calendar: office\n" : "") +
                   "clocks: {stay: {start: \"inState('a')\", stop: \"left('a')\", cycle: repeat}}\n" +
                   "goals: [{stay: " + target.substr(0, calendar) + "}]\n";
        };
        const auto promises = promises_of(
            workshop("initial: a\nstates: {a: {on: {go: closed}}, closed: {type: final}}\n", 1, "real 40h") +
            clock("one", first) + clock("two", second) +
            "---\ncalendar: office\nzone: UTC\nweek: {mon-fri: \"09:00-17:00\"}\n");
        const auto outer = std::ranges::find(promises, "gold", &structure::Promise::agreement);
        REQUIRE(outer != promises.end());
        REQUIRE(outer->paths.front().stages.size() == 1);
        return outer->paths.front().stages[0].target;
    };
    // Of 24 hours as a number, a working day that begins on Friday evening ends on Tuesday.
    CHECK(counted(day, night) == "1 working day");
    CHECK(counted(night, day) == "1 working day");
    CHECK(counted(few, night) == "10h");
    CHECK(counted(night, few) == "10h");
    CHECK(counted("real 100h", day) == "real 100h");
    CHECK(counted(day, "real 100h") == "real 100h");
}

TEST_CASE("a promise that would end as it begins is broken by no step before it") {
    const auto promises_with = [](const std::string& stop) {
        return promises_of(
            "workflow: w\nevents: {take: {role: any}, end: {role: any}}\ninitial: a\nstates:\n"
            "  a: {ola: 2h, on: {take: b}}\n  b: {ola: 30m, on: {end: closed}}\n"
            "  closed: {type: final}\n"
            "---\nagreement: gold\nclocks: {respond: {start: \"on('take')\", stop: \"" +
            stop + "\"}}\ngoals: [{respond: 1h}]\n");
    };
    CHECK(promises_with("entered('b')").empty());
    CHECK(promises_with("inState('b')").empty());
    const auto kept = promises_with("inState('closed')");
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].kept());
    REQUIRE(kept[0].paths.front().stages.size() == 1);
    CHECK(kept[0].paths.front().stages[0].id == "b");
}

TEST_CASE("the worst arrival of working days is at their cut-off, or at midnight where the next day begins") {
    const auto worst = [](const std::string& step, const std::string& promise) {
        std::string text = workshop("initial: a\nstates: {a: {calendar: office, ola: \"" + step +
                                        "\", on: {go: closed}}, closed: {type: final}}\n",
                                    1, promise);
        text.insert(text.find("clocks:"), "calendar: office\n");
        const auto promises =
            promises_of(text + "---\ncalendar: office\nzone: UTC\nweek: {mon-fri: \"09:00-17:00\"}\n");
        REQUIRE(promises.size() == 1);
        return promises[0].paths.front();
    };
    // At noon of Monday it has the rest of the day, and all of Tuesday and Wednesday: 21 hours.
    const auto late = worst("end of next working day cut-off 12:00", "20h");
    CHECK_FALSE(late.kept);
    CHECK(late.slack == hours(-1));
    CHECK(worst("end of next working day cut-off 12:00", "21h").kept);
    // From the midnight on which Monday begins it is Tuesday's 16:00, 40 hours away; over a weekend, from
    // Friday's, 88 hours.
    CHECK(worst("next working day by 16:00", "real 88h").kept);
    const auto midnight = worst("next working day by 16:00", "real 87h");
    CHECK_FALSE(midnight.kept);
    CHECK(midnight.slack == hours(-1));
}

namespace {

/// Thursday the 14th is a holiday, and on the Friday behind it there is work for an hour.
const std::string bridged =
    "---\ncalendar: office\nzone: UTC\nweek: {mon-fri: \"09:00-17:00\"}\nclosed: [2026-05-14]\n"
    "open: {2026-05-15: [\"09:00-10:00\"]}\n"
    "---\ncalendar: lab\nzone: UTC\nweek: {mon: \"09:00-14:00\", thu: \"08:00-18:00\"}\n";

structure::Path worst_within(const std::string& states, const std::string& promise) {
    const auto promises = promises_of(workshop("initial: " + states.substr(2, states.find(':') - 2) +
                                                   "\nstates:\n" + states + "  closed: {type: final}\n",
                                               1, promise) +
                                      bridged);
    REQUIRE(promises.size() == 1);
    return promises[0].paths.front();
}

}  // namespace

TEST_CASE("a working day that would end when a short one closes lasts until the next working day") {
    const std::string a_day = "  a: {calendar: office, ola: 1 working day, on: {go: closed}}\n";
    // From Wednesday, ten o'clock, it would be Friday's ten o'clock, and is Monday's nine.
    const auto broken = worst_within(a_day, "real 118h");
    CHECK_FALSE(broken.kept);
    CHECK(to_string(broken.arrival) == "2026-05-13T10:00:00Z");
    CHECK(to_string(broken.end) == "2026-05-18T09:00:00Z");
    CHECK(broken.slack == hours(-1));
    CHECK(worst_within(a_day, "real 119h").kept);
}

TEST_CASE("the begin of working days from which the next step misses a closing is led back over days off") {
    const std::string states =
        "  a: {calendar: office, ola: 2 working days, on: {go: b}}\n"
        "  b: {calendar: lab, ola: 2h, on: {go: c}}\n"
        "  c: {calendar: office, ola: next working day by 16:00, on: {go: closed}}\n";
    // From Wednesday, a millisecond after noon, A lasts until Monday's noon; then B ends on Thursday, and C
    // on Friday.
    const auto broken = worst_within(states, "real 219h30m");
    CHECK_FALSE(broken.kept);
    CHECK(to_string(broken.arrival) == "2026-05-13T12:00:00.001Z");
    CHECK(to_string(broken.end) == "2026-05-22T16:00:00Z");
    CHECK(worst_within(states, "real 220h").kept);
}

TEST_CASE("the arrival from which the second at a machine misses a closing is led back through the first") {
    const std::string states =
        "  both:\n    type: parallel\n    done: c\n    states:\n"
        "      a: {states: {first: {ola: 45m, uses: machine, on: {done_a: ready_a}}, ready_a: {type: "
        "final}}}\n"
        "      b: {states: {second: {calendar: lab, ola: 2h, uses: machine, on: {done_b: ready_b}}, ready_b: "
        "{type: final}}}\n"
        "  c: {calendar: office, ola: next working day by 16:00, on: {go: closed}}\n";
    // Behind the 45 minutes the lab's two hours fit into Thursday until four o'clock; else they end on
    // Monday.
    const auto broken = worst_within(states, "real 120h");
    CHECK_FALSE(broken.kept);
    CHECK(to_string(broken.arrival) == "2026-05-07T15:15:00.001Z");
    CHECK(to_string(broken.end) == "2026-05-12T16:00:00Z");
    CHECK(worst_within(states, "real 120h45m").kept);
}

TEST_CASE("that there are more arrivals than are tried is told") {
    const auto chopped = [](int windows) {
        std::string hours;
        for (int i = 0; i < windows; ++i) {
            const std::string hour = (i < 10 ? "0" : "") + std::to_string(i);
            hours += (i == 0 ? "\"" : ", \"") + hour + ":00-" + hour + ":30\"";
        }
        return "---\ncalendar: chopped\nzone: UTC\nweek: {mon-sun: [" + hours + "]}\n";
    };
    const auto tried = [&](int windows) {
        const auto promises =
            promises_of(workshop("initial: a\nstates:\n  a: {calendar: chopped, ola: 2h, on: {go: closed}}\n"
                                 "  closed: {type: final}\n",
                                 1, "real 20h") +
                        chopped(windows));
        REQUIRE(promises.size() == 1);
        return promises[0].paths.front().every_arrival;
    };
    CHECK(tried(2));
    CHECK_FALSE(tried(24));
}

TEST_CASE("out of reach is what not even the least demanding way keeps, and nothing else") {
    const std::string office =
        "---\ncalendar: office\nzone: UTC\nweek: {mon-fri: [\"09:00-12:00\", \"13:00-17:00\"]}\nclosed: "
        "[2026-05-01]\nopen: {2026-05-04: [\"09:00-10:00\"]}\n---\ncalendar: late\nzone: UTC\nweek: "
        "{mon-sat: \"12:00-22:00\"}\n---\ncalendar: always\nalways: true\n";
    std::size_t hopeless = 0, kept = 0;
    for (const char* inner : {"1h", "8h", "real 3h", "1h then real 2h", "2 working days", "3h calendar late"})
        for (const char* outer : {"2h", "7h", "14h", "real 30h", "1 working day", "3 working days", "16h"})
            for (const char* calendar : {"office", "late", "always"}) {
                const bool late = std::string_view(inner).ends_with("late");
                const std::string states =
                    "initial: a\nstates:\n  a: {calendar: " + std::string(late ? "late" : "office") +
                    ", ola: " + (late ? "3h" : inner) + ", on: {go: closed}}\n  closed: {type: final}\n";
                const Compiled all = compiled(
                    "workflow: w\nevents: {go: {role: any}}\n" + states +
                    "---\nagreement: outer\ncalendar: " + calendar +
                    "\nclocks: {c: {stop: \"inState('closed')\"}}\ngoals: [{c: " + outer + "}]\n" + office);
                CAPTURE(inner);
                CAPTURE(outer);
                CAPTURE(calendar);
                const auto quick = structure::out_of_reach(all.pack, *all.chart, *all.plan);
                auto slow = structure::roll_up(all.pack, *all.chart, *all.plan, structure::Options{0});
                std::erase_if(slow, [](const structure::Promise& p) { return !p.hopeless(); });
                REQUIRE(quick.size() == slow.size());
                hopeless += quick.size();
                if (quick.empty()) ++kept;
                for (std::size_t i = 0; i < quick.size(); ++i)
                    CHECK(to_json(structure::to_value(quick[i])) == to_json(structure::to_value(slow[i])));
            }
    CHECK(hopeless > 20);
    CHECK(kept > 20);
}

TEST_CASE("more ways of regions side by side than are kept are told, and not passed over in silence") {
    const auto regions = [](int count) {
        std::string text =
            "workflow: w\nevents: {go: {role: any}, again: {role: any}}\ninitial: all\nstates:\n  all:\n    "
            "type: parallel\n    done: closed\n    states:\n";
        for (int i = 0; i < count; ++i) {
            const std::string n = std::to_string(i);
            text += "      r" + n + ": {initial: c" + n + ", states: {c" + n + ": {on: {go: s" + n +
                    ", again: l" + n + "}}, s" + n + ": {ola: 1h, on: {go: z" + n + "}}, l" + n +
                    ": {ola: 2h, on: {go: z" + n + "}}, z" + n + ": {type: final}}}\n";
        }
        return text +
               "  closed: {type: final}\n---\nagreement: a\nclocks: {c: {stop: \"inState('closed')\"}}\n"
               "goals: [{c: 3h}]\n";
    };
    const auto few = promises_of(regions(4));
    REQUIRE(few.size() == 1);
    CHECK(few[0].complete);
    const auto many = promises_of(regions(5));
    REQUIRE(many.size() == 1);
    CHECK_FALSE(many[0].complete);
    CHECK(many[0].paths.at(0).slack == hours(1));
}
