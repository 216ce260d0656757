// What validation must not say: packs that are sound although they look suspicious. What it must say:
// broken/.
#include <itr/validation.hpp>

#include <doctest/doctest.h>

#include "support/packs.hpp"

namespace {

/// The report on one workflow `w` with the events go and stop, which everyone may send.
std::string report_on(const std::string& states) {
    const auto loaded = itr::test::load_text(
        "pack: a\n---\nworkflow: w\ndata: {n: {type: int, default: 0}}\n"
        "events: {go: {role: any}, stop: {role: any}}\n" +
        states);
    REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
    return itr::test::report(itr::validation::validate(*loaded.pack));
}

}  // namespace

TEST_CASE("a region may wait for its sibling to end both") {
    CHECK(
        report_on("initial: p\nstates:\n  p:\n    type: parallel\n    states:\n      watch: {}\n"
                  "      work: {states: {a: {on: {go: b}}, b: {on: {stop: end}}}}\n  end: {type: final}\n") ==
        "");
}

TEST_CASE("regions that are entered by name or by default are reachable, and so is the way of 'done'") {
    CHECK(report_on("initial: s\nstates:\n  s: {on: {go: p.work.b, stop: end}}\n  p:\n    type: parallel\n   "
                    " done: end\n    states:\n"
                    "      other: {initial: x, states: {x: {on: {go: y}}, y: {type: final}}}\n"
                    "      work: {initial: a, states: {a: {on: {go: b}}, b: {on: {stop: c, go: a}}, c: "
                    "{type: final}}}\n"
                    "  end: {type: final}\n")
              .find("other") == std::string::npos);
}

TEST_CASE("a loop of eventless transitions that a condition ends is no endless loop") {
    CHECK(
        report_on(
            "initial: a\nstates:\n  a:\n    on: {go: a, stop: a}\n    always:\n      - {when: \"ticket.n > "
            "3\", to: end}\n"
            "      - {to: b, do: {set: {n: \"ticket.n + 1\"}}}\n  b: {always: a}\n  end: {type: final}\n") ==
        "");
}

TEST_CASE("a loop is endless for a ticket that nothing on it changes, and for no other one") {
    const auto told = [](const std::string& b, const std::string& d, const std::string& more = "") {
        const std::string report = report_on(
            "initial: a\nstates:\n  a: {on: {go: b, stop: end}}\n  b: {on: {go: end}, always: [" + b +
            "]}\n  d: {on: {go: end}, always: [" + d + "]" + more + "}\n  end: {type: final}\n");
        const std::size_t at = report.find("[validation.endless_loop]: with ");
        return at == std::string::npos ? ""
                                       : report.substr(at + 32, report.find(" transitions", at) - at - 32);
    };
    const std::string to_d = "{when: \"ticket.n == 0\", to: d}";
    CHECK(told(to_d, "{to: b}") == "ticket.n = 0");
    CHECK(told("{when: \"ticket.n > 1\", to: d}", "{when: \"ticket.n <= 2 && actor.id != ''\", to: b}") ==
          "actor.id = \"other\", ticket.n = 2");
    CHECK(told("{when: \"ticket.n > 0\", to: end}, {to: d}", "{to: b}") == "ticket.n = 0");
    CHECK(told("{when: \"ticket.team != null\", to: d}", "{to: b, do: {set: {n: \"ticket.n + 1\"}}}") ==
          "ticket.team = \"\"");
    // What the conditions ask for is changed on the way.
    CHECK(told(to_d, "{to: b, do: {set: {n: \"1\"}}}") == "");
    CHECK(told(to_d, "{to: b}", ", entry: {set: {n: \"ticket.n + 1\"}}") == "");
    CHECK(told("{when: \"ticket.team == null\", to: d}", "{to: b, do: {assign: {team: \"'net'\"}}}") == "");
    // They exclude each other.
    CHECK(told(to_d, "{when: \"ticket.n > 5\", to: b}") == "");
    CHECK(told("{when: \"ticket.n == 0\", to: end}, {to: d}", "{when: \"ticket.n == 0\", to: b}") == "");
    CHECK(told(to_d, "{when: \"ticket.n == 0\", to: end}, {to: b}") == "");
    // It is not told where states, the time or the event may end it.
    CHECK(told("{when: \"!inState('end')\", to: d}", "{to: b}") == "");
    CHECK(told("{when: \"now > ticket.opened_at\", to: d}", "{to: b}") == "");
    CHECK(told("{when: \"event.name == 'go'\", to: d}", "{to: b}") == "");
}

TEST_CASE("what an inner state, another region or the end of the ticket may end is no endless loop") {
    const auto told = [](const std::string& states) {
        return report_on("initial: a\nstates:\n  a: {on: {go: p, stop: end}}\n" + states +
                         "  end: {type: final}\n")
                   .find("endless") != std::string::npos;
    };
    const auto inner = [](const std::string& when) {
        return "  p: {initial: x, always: p.x, states: {x: {always: y}, y: {always: {when: \"" + when +
               "\", to: end}}}}\n";
    };
    CHECK(told(inner("ticket.n > 0")));
    CHECK_FALSE(told(inner("inState('y')")));
    const auto beside = [](const std::string& ways) {
        return "  p: {type: parallel, states: {r: {initial: x, states: {x: {always: y}, y: {always: x}}}, "
               "q: {initial: z, states: {z: {" +
               ways + "}}}}}\n";
    };
    CHECK(told(beside("on: {go: end}")));
    CHECK_FALSE(told(beside("always: {when: \"inState('y')\", to: end}")));
    CHECK_FALSE(told("  p: {always: q}\n  q: {always: end}\n"));
}

TEST_CASE("an initial state is not reachable merely because its sibling is") {
    const std::string report = report_on(
        "initial: s\nstates:\n  s: {on: {go: c.second, stop: end}}\n  c:\n    initial: first\n    states:\n"
        "      first: {on: {go: second}}\n      second: {on: {stop: end}}\n  end: {type: final}\n");
    CHECK(report.find("validation.unreachable_state") != std::string::npos);
    CHECK(report.find("'c.first'") != std::string::npos);
}

TEST_CASE("with a zone database calendars and clocks are compiled too") {
    const auto zones = itr::calendar::ZoneDatabase::load_system();
    REQUIRE(zones.has_value());
    const auto loaded = itr::test::load_text(
        "pack: a\n---\ncalendar: office\nzone: Asia/Shangai\nweek: {mon: \"09:00-12:00\"}\n");
    REQUIRE(loaded.pack);
    CHECK(itr::test::codes(itr::validation::validate(*loaded.pack)).empty());
    CHECK(itr::test::codes(itr::validation::validate(*loaded.pack, *zones)) == "3:11 calendar.unknown_zone");
}

TEST_CASE("clocks are compiled although something else is wrong, so that all of it is told at once") {
    const auto zones = itr::calendar::ZoneDatabase::load_system();
    REQUIRE(zones.has_value());
    const auto loaded = itr::test::load_text(
        "pack: a\n---\nworkflow: w\nevents: {go: {role: clerk}}\ninitial: s\n"
        "states: {s: {on: {go: e}}, e: {type: final}}\n---\nagreement: gold\n"
        "clocks: {answer: {stop: \"inState('e')\", pause: \"ticket.nope\"}}\ngoals: [{answer: 4h}]\n");
    REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
    CHECK(itr::test::codes(itr::validation::validate(*loaded.pack, *zones)) ==
          "4:21 validation.unknown_role\n9:56 expression.no_such_field");
}

TEST_CASE("what clocks and tables ask for is told although a transition leads nowhere, or is on no event") {
    const auto zones = itr::calendar::ZoneDatabase::load_system();
    REQUIRE(zones.has_value());
    const auto told = [&](const std::string& target, const std::string& event) {
        const auto loaded = itr::test::load_text(
            "pack: a\n---\nworkflow: w\ndata: {n: {type: int, default: 0, from: {table: t}}}\n"
            "events: {go: {role: any}}\ninitial: s\nstates: {s: {on: {go: " +
            target + ", " + event +
            ": s}}, lost: {on: {go: e}}, e: {type: final}}\n---\n"
            "agreement: gold\nclocks: {answer: {stop: \"inState('e')\", pause: \"ticket.nope\"}}\n"
            "goals: [{when: \"'a'\", answer: 4h}]\n---\n"
            "table: t\nhit: first\ninputs: [\"ticket.none\"]\nrows: [[1, 1], [_, 2]]\n");
        REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
        return itr::test::codes(itr::validation::validate(*loaded.pack, *zones));
    };
    const std::string others =
        "\n10:56 expression.no_such_field\n11:17 expression.wrong_type\n15:18 expression.no_such_field";
    // Whether `lost` can be entered is only known where all targets are.
    CHECK(told("e", "gone") == "7:26 chart.unknown_event\n7:37 validation.unreachable_state" + others);
    CHECK(told("nowhere", "done.state.e") == "7:23 chart.unknown_state\n7:32 chart.unknown_event" + others);
}

TEST_CASE("beside a way to nowhere it is told what no way leads out of, and what goes round for ever") {
    const auto loaded = itr::test::load_text(
        "pack: a\n---\nworkflow: w\nevents: {go: {role: any}, stop: {role: any}, turn: {role: any}}\n"
        "initial: s\nstates:\n  s: {on: {go: nowhere, stop: [{when: \"actor.id == 'a'\", to: p}, e], turn: "
        "x}}\n"
        "  p: {initial: nothing, states: {i: {}}, on: {go: stuck}}\n"
        "  stuck: {}\n  x: {always: y}\n  y: {always: x}\n  e: {type: final}\n  lost: {on: {go: stuck}}\n");
    REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
    // What may be entered by the ways that are not understood is not judged.
    CHECK(itr::test::codes(itr::validation::validate(*loaded.pack)) ==
          "7:16 chart.unknown_state\n8:16 chart.unknown_state\n9:3 validation.dead_end\n"
          "10:3 validation.no_way_to_end\n11:3 validation.endless_loop\n11:3 validation.no_way_to_end");
}

TEST_CASE("what clocks and tables ask for is told although a state of the workflow has what it cannot have") {
    const auto zones = itr::calendar::ZoneDatabase::load_system();
    REQUIRE(zones.has_value());
    const auto loaded = itr::test::load_text(
        "pack: a\n---\nworkflow: w\nevents: {go: {role: any}}\ninitial: s\n"
        "states: {s: {on: {go: e}}, e: {type: final, on: {go: s}}}\n---\nagreement: gold\n"
        "clocks: {answer: {stop: \"inState('e'\", pause: \"ticket.nope\"}}\ngoals: [{when: \"1 +\", answer: "
        "4h}]\n"
        "---\ntable: t\nhit: first\ninputs: [\"ticket.n >\"]\nrows: [[1, x], [_, y]]\n"
        "---\nladder: l\nsilent: \"! \"\nlevels: [{notify: r}]\n---\nroles: {r: {rights: [open]}}\n");
    REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
    CHECK(itr::test::codes(itr::validation::validate(*loaded.pack, *zones)) ==
          "6:28 chart.not_allowed\n9:37 expression.syntax\n9:55 expression.no_such_field\n10:20 "
          "expression.syntax\n14:21 "
          "expression.syntax\n18:12 expression.syntax");
}

TEST_CASE("what nothing asks for is checked too: it must make sense in one of the workflows") {
    const std::string pack =
        "pack: a\n---\nworkflow: v\ninitial: e\nstates: {e: {type: final}}\n"
        "---\nworkflow: w\ndata: {n: {type: int, default: 0}}\ninitial: e\nstates: {e: {type: final}}\n"
        "---\nroles: {r: {rights: [view]}}\n";
    const auto report = [&](const std::string& parts) {
        const auto loaded = itr::test::load_text(pack + parts);
        REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
        return itr::test::codes(itr::validation::validate(*loaded.pack));
    };
    const auto table = [](const std::string& input) {
        return "---\ntable: t\nhit: first\ninputs: [\"" + input + "\"]\nrows: [[1, x], [_, y]]\n";
    };
    const auto ladder = [](const std::string& silent, const std::string& unless) {
        return "---\nladder: l\nsilent: \"" + silent +
               "\"\nlevels: [{notify: r, quiet: {from: \"22:00\", to: \"07:00\", unless: \"" + unless +
               "\"}}]\n";
    };
    CHECK(report(table("ticket.n") + ladder("ticket.n > 1", "ticket.n > 2")) == "");
    CHECK(report(table("ticket.nope")) == "16:18 expression.no_such_field");
    CHECK(report(ladder("ticket.nope", "true")) == "15:17 expression.no_such_field");
    CHECK(report(ladder("true", "ticket.nope")) == "16:74 expression.no_such_field");
}

TEST_CASE("from when on a promise may reach days that are not announced is said") {
    const auto zones = itr::calendar::ZoneDatabase::load_system();
    REQUIRE(zones.has_value());
    const auto loaded = itr::test::load_text(
        "pack: a\n---\nworkflow: w\nevents: {go: {role: any}}\ninitial: s\n"
        "states: {s: {on: {go: e}}, e: {type: final}}\n---\ncalendar: office\nzone: Asia/Shanghai\n"
        "week: {mon-fri: [\"09:00-17:00\"]}\nknown_until: 2026-12-31\n---\nagreement: gold\n"
        "calendar: office\nclocks: {restore: {stop: \"inState('e')\"}, answer: {stop: \"inState('e')\"}}\n"
        "goals: [{answer: 4h, restore: 2 working days}]\n");
    REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
    // Two working days from the evening of Tuesday, 29 December 2026, end on New Year's morning.
    CHECK(
        itr::test::report(itr::validation::validate(*loaded.pack, *zones)) ==
        "pack.yaml:16:22: note[validation.unknown_days]: the calendar 'office' knows no holidays after "
        "2026-12-31: 'restore' of 'gold', promised from 2026-12-29 on, may end later (add the days when they "
        "are announced, and move 'known_until')\n");
    CHECK(itr::test::report(itr::validation::validate(*loaded.pack)).empty());
}

TEST_CASE("a prefix covers the events that begin with its words, not with its letters") {
    const auto report = [](const std::string& later) {
        return report_on("initial: a\nstates:\n  a:\n    on: {\"go.*\": b, \"" + later +
                         "\": c}\n  b: {on: {go: c, stop: c}}\n  c: {type: final}\n");
    };
    CHECK(report("gone.*").find("shadowed_transition") == std::string::npos);
    CHECK(report("go.away.*").find("shadowed_transition") != std::string::npos);
}

TEST_CASE("what the host is asked by one workflow does not answer another") {
    const std::string asking =
        "pack: a\n---\nworkflow: asking\nevents: {told: {}}\ninitial: a\n"
        "states: {a: {entry: {ask: {host: erp}}, on: {told: b}}, b: {type: final}}\n---\n"
        "workflow: waiting\nevents: {heard: {}}\ninitial: a\n"
        "states: {a: {on: {heard: b}}, b: {type: final}}\n---\n";
    const auto report = [&](const std::string& agreement) {
        const auto loaded = itr::test::load_text(asking + agreement);
        REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
        return itr::test::codes(itr::validation::validate(*loaded.pack));
    };
    CHECK(report("roles: {desk: {rights: [open]}}\n") == "9:10 validation.nobody_sends");
    const std::string clock =
        "clocks: {c: {stop: \"inState('b')\"}}\ngoals: [{c: 1h}]\n"
        "thresholds: {c: {\"50%\": {ask: {host: erp}}}}\n";
    CHECK(report("agreement: g\nworkflows: [asking]\n" + clock) == "9:10 validation.nobody_sends");
    CHECK(report("agreement: g\nworkflows: [waiting]\n" + clock) == "");
    CHECK(report("workflow: third\ninitial: a\nstates: {a: {entry: {signal: {to: children, event: heard}}, "
                 "always: b}, b: {type: final}}\n") == "");
}

TEST_CASE("thousands of regions beside each other are no more work than thousands of states") {
    std::string states = "initial: p\nstates:\n  p:\n    type: parallel\n    on: {stop: end}\n    states:\n";
    for (int i = 0; i < 2000; ++i)
        states += "      r" + std::to_string(i) + ": {initial: x, states: {x: {on: {go: p.r" +
                  std::to_string(i) + ".x}}}}\n";
    CHECK(report_on(states + "  end: {type: final}\n") == "");
}

TEST_CASE("a share of working days lies before the start only where no day can be so long") {
    const auto report = [](const std::string& target, const std::string& threshold) {
        const auto loaded = itr::test::load_text(
            "pack: a\n---\nworkflow: w\nevents: {go: {role: any}}\ninitial: s\n"
            "states: {s: {on: {go: e}}, e: {type: final}}\n---\ncalendar: office\nzone: UTC\n"
            "week: {mon-fri: \"09:00-17:00\"}\n---\nagreement: gold\ncalendar: office\n"
            "clocks: {restore: {stop: \"inState('e')\"}}\ngoals: [{restore: " +
            target + "}]\nthresholds: {restore: {\"" + threshold +
            "\": {notify: desk}}}\n---\nroles: {desk: {rights: [open]}}\n");
        REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
        return itr::test::report(itr::validation::validate(*loaded.pack));
    };
    // From 09:30 on it has the rest of the day, all of the next, and all of the one after that: 23.5 hours.
    const std::string late = "end of next working day cut-off 09:30";
    CHECK(report(late, "20h before due").empty());
    CHECK(report(late, "20h after start").empty());
    CHECK(report(late, "28h before due").find("lies before the start") != std::string::npos);
    CHECK(report("end of next working day", "20h before due").find("lies before the start") !=
          std::string::npos);
}

TEST_CASE(
    "a clock that every step that starts it would stop never runs, but one that some step lets run does") {
    const auto codes = [](const std::string& transitions, const std::string& workflow = "") {
        const auto loaded = itr::test::load_text(
            "pack: a\n---\nworkflow: w\n" + workflow +
            "events: {take: {role: any}, ask: {role: any}, end: {role: any}}\ninitial: new\nstates:\n" +
            transitions +
            "---\nagreement: gold\nclocks: {respond: {start: \"on('take')\", stop: "
            "\"entered('working')\"}}\ngoals: [{respond: 1h}]\n");
        REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
        return itr::test::codes(itr::validation::validate(*loaded.pack));
    };
    const std::string told = " validation.start_implies_stop";
    const auto tells = [&](const std::string& found) { return found.find(told) != std::string::npos; };
    const std::string rest =
        "  working: {on: {ask: waiting, end: done}}\n  waiting: {on: {end: done}}\n"
        "  done: {type: final}\n";
    CHECK(tells(codes("  new: {on: {take: working}}\n" + rest)));
    CHECK_FALSE(tells(codes("  new: {on: {take: desk}}\n  desk: {always: working}\n" + rest)));
    CHECK(tells(codes("  new: {on: {take: working, ask: waiting}}\n" + rest)));
    // From where it does not come to work, or where it stays at work, it starts without being stopped.
    CHECK_FALSE(tells(
        codes("  new: {on: {take: [{to: waiting, when: \"ticket.owner == null\"}, working]}}\n" + rest)));
    CHECK_FALSE(tells(
        codes("  new: {on: {take: working, ask: other}}\n  other: {on: {take: {}, end: new}}\n" + rest)));
    CHECK_FALSE(
        tells(codes("  new: {on: {take: working}}\n  working: {on: {\"*\": waiting}}\n"
                    "  waiting: {on: {end: done}}\n  done: {type: final}\n")));
    // What is raised in a state that does not take it, or is passed over there, starts the clock all the
    // same.
    CHECK_FALSE(
        tells(codes("  new: {on: {take: working, ask: other}}\n  other: {entry: {raise: take}, on: {end: "
                    "new}}\n" +
                    rest)));
    CHECK_FALSE(tells(codes("  new: {on: {take: working}}\n" + rest, "unexpected: ignore\n")));
}

TEST_CASE(
    "two events within one step may stop a clock where one raises the other, and never where neither does") {
    const auto is_endless = [](const std::string& doing, const std::string& stop) {
        const auto loaded = itr::test::load_text(
            "pack: a\n---\nworkflow: w\nevents: {a: {role: any}, b: {role: any}}\ninitial: new\nstates:\n"
            "  new: {on: {a: {" +
            doing + "}, b: {to: done}}}\n  done: {type: final}\n---\nagreement: gold\nclocks: {c: {stop: \"" +
            stop + "\"}}\ngoals: [{c: 1h}]\n");
        REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
        return itr::test::codes(itr::validation::validate(*loaded.pack)).find("validation.never_stops") !=
               std::string::npos;
    };
    const std::string both = "on('a') && on('b')";
    CHECK(is_endless("do: [{comment: {text: \"'a'\"}}]", both));
    CHECK_FALSE(is_endless("do: [{raise: b}]", both));
    CHECK_FALSE(is_endless("do: [{assign: {team: \"'net'\"}}]", "on('a') && on('ticket.assigned')"));
    CHECK(is_endless("do: [{comment: {text: \"'a'\"}}]", "on('a') && !on('a')"));
}

TEST_CASE("of thousands of rows that overlap with each other the first few are told for each") {
    std::string text =
        "pack: a\n---\nworkflow: w\nevents: {go: {role: any}}\ninitial: s\n"
        "states: {s: {on: {go: e}}, e: {type: final}}\n---\nagreement: gold\nmatch: most_specific\n"
        "clocks: {c: {stop: \"inState('e')\"}}\ngoals:\n";
    for (int i = 0; i < 20; ++i) text += "  - {c: 4h}\n";
    const auto loaded = itr::test::load_text(text);
    REQUIRE(loaded.pack);
    // The first eleven rows are told of all before them, the others of ten.
    CHECK(itr::validation::validate(*loaded.pack).size() == 55 + 9 * 10);
}

TEST_CASE("what a promise cannot keep is told in its own time, and a cut only where steps count in it too") {
    const auto zones = itr::calendar::ZoneDatabase::load_system();
    REQUIRE(zones.has_value());
    const auto report = [&](const std::string& step, const std::string& promise) {
        const auto loaded = itr::test::load_text(
            "pack: a\n---\nworkflow: w\nevents: {go: {role: any}}\ninitial: a\nstates:\n  a: {" + step +
            ", on: {go: done}}\n  done: {type: final}\n"
            "---\ncalendar: day\nzone: UTC\nweek: {mon-sun: \"09:00-17:00\"}\n"
            "---\ncalendar: night\nzone: UTC\nweek: {mon-sun: \"22:00-06:00\"}\n"
            "---\nagreement: g\ncalendar: day\nclocks: {restore: {stop: \"inState('done')\"}}\n"
            "goals: [{restore: " +
            promise + "}]\n");
        REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
        return itr::test::report(itr::validation::validate(*loaded.pack, *zones));
    };
    const auto tells = [](const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    };
    const std::string alike = report("calendar: day, ola: 6h", "4h");
    CHECK(tells(alike, "promises 4h in the calendar 'day', but even the least demanding way takes 6h there"));
    CHECK(tells(alike, "(cut 2h from these steps, or promise more)"));
    // An hour of the night, which begins when the day is over and ends before the next: all of a day is gone.
    const std::string apart = report("calendar: night, ola: 1h", "4h");
    CHECK(tells(apart, "promises 4h in the calendar 'day', but even the least demanding way takes 8h there"));
    CHECK(tells(apart, "(promise 4h more, or let these steps end so much earlier)"));
    CHECK(tells(report("ola: real 20h", "real 4h"),
                "promises real 4h, but even the least demanding way takes 20h: a (real 20h) (cut 16h"));
    CHECK_FALSE(tells(report("calendar: night, ola: 1h", "9h"), "out_of_reach"));
}

TEST_CASE("what a deployed pack could not be read back with is a mistake: nothing that is set, no values") {
    const auto loaded = itr::test::load_text(
        "pack: a\n---\nworkflow: w\ndata: {q: {type: enum, values: []}}\nevents: {go: {role: any}}\n"
        "initial: s\nstates: {s: {on: {go: {to: e, do: [{set: {}}]}}}, e: {type: final}}\n");
    CHECK_FALSE(loaded.pack);
    CHECK(itr::test::codes(loaded.diagnostics) == "4:11 pack.missing_key\n7:42 pack.missing_key");
}

TEST_CASE(
    "what would be passed over when it comes is told before: numbers for texts, instants and defaults") {
    const auto zones = itr::calendar::ZoneDatabase::load_system();
    REQUIRE(zones.has_value());
    const auto loaded = itr::test::load_text(
        "pack: a\n---\nworkflow: w\ndata: {n: {type: int, default: \"=5.5\"}, kind: {type: enum, values: [a, "
        "b], default: \"='c'\"}}\n"
        "events: {go: {role: any, data: {who: string, times: int}}}\ninitial: s\nstates:\n"
        "  s:\n    on:\n      go:\n        to: e\n        do:\n"
        "          - comment: {text: \"event.times\"}\n"
        "          - comment: {text: \"event.who\"}\n"
        "          - assign: {team: \"ticket.n\", owner: \"event.who\", line: \"null\"}\n"
        "  e: {type: final}\n---\nagreement: g\nclocks: {c: {stop: \"inState('e')\", anchor: \"ticket.n\"}}\n"
        "goals: [{c: 4h}]\nthresholds: {c: {\"100%\": [{comment: {text: \"1\"}}, {comment: {text: "
        "\"'late'\"}}]}}\n");
    REQUIRE_MESSAGE(loaded.pack, itr::test::report(loaded.diagnostics));
    CHECK(itr::test::codes(itr::validation::validate(*loaded.pack, *zones)) ==
          "4:34 expression.wrong_type\n4:87 expression.not_a_value\n13:30 expression.wrong_type\n"
          "15:29 expression.wrong_type\n19:45 expression.wrong_type\n21:45 expression.wrong_type");
}

TEST_CASE("a condition that fails whatever the ticket is one that never holds, and the failure is told") {
    for (const char* failing :
         {"9223372036854775807 + 1 > 0", "int('x') == 1", "duration('5x') > duration('1h')"}) {
        const std::string report = report_on(std::string("initial: s\nstates:\n  s: {on: {go: {when: \"") +
                                             failing + "\", to: e}, stop: e}}\n  e: {type: final}\n");
        CAPTURE(report);
        CHECK(report.find("validation.never_true") != std::string::npos);
        CHECK(report.find("never holds: ") != std::string::npos);
    }
    for (const char* sound :
         {"int('1') == 1", "timestamp('2026-03-02T09:00:00Z').getHours('Asia/Shanghai') > 3"})
        CHECK(report_on(std::string("initial: s\nstates:\n  s: {on: {go: {when: \"") + sound +
                        "\", to: e}, stop: e}}\n  e: {type: final}\n") == "");
}
