// Stored history under other agreements.
#include <doctest/doctest.h>

#include <algorithm>
#include <itr/what_if.hpp>

#include "insight/lines_desk.hpp"
#include "ticket/random_commands.hpp"
#include "ticket/random_pack.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// The pack of the lines with one text replaced.
std::shared_ptr<const Pack> other_lines(const std::string& from, const std::string& to) {
    std::string yaml = lines_yaml;
    const std::size_t at = yaml.find(from);
    REQUIRE(at != std::string::npos);
    return compile(yaml.replace(at, from.size(), to));
}

insight::WhatIf compare(const LinesDesk& desk, const std::shared_ptr<const Pack>& other,
                        Instant as_of = never) {
    insight::WhatIfOptions options;
    options.as_of = as_of;
    auto result = insight::what_if(desk.engine->store(), tenant, desk.packs, other, options);
    REQUIRE_MESSAGE(result, (result ? "" : result.error().message));
    return *std::move(result);
}

/// Nine hours with L1, one and a half with L2.
LinesDesk late_ticket() {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:00:00Z");
    desk.take("L2", "2026-03-02T18:00:00Z");
    desk.send("solve", "2026-03-02T19:30:00Z");
    return desk;
}

}  // namespace

TEST_CASE("under a longer promise a missed clock is met, and its warning comes later") {
    const LinesDesk desk = late_ticket();
    const auto result = compare(desk, other_lines("restore: real 10h", "restore: real 20h"));
    CHECK(result.tickets == 1);
    REQUIRE(result.verdicts.size() == 1);
    const auto& changed = result.verdicts[0];
    CHECK(changed.clock == "gold.restore");
    CHECK(changed.cycle == 1);
    REQUIRE((changed.before && changed.after));
    CHECK(changed.before->phase == clock::Phase::missed);
    CHECK(changed.before->breached);
    CHECK(changed.after->phase == clock::Phase::met);
    CHECK_FALSE(changed.after->breached);
    CHECK(changed.after->due == at("2026-03-03T05:00:00Z"));
    REQUIRE(result.escalations.size() == 2);
    CHECK(result.escalations[0].threshold == "breach");
    CHECK(result.escalations[0].after == never);
    CHECK(result.escalations[1].threshold == "restore 50%");
    CHECK(result.escalations[1].acts);
    CHECK(result.escalations[1].before == at("2026-03-02T14:00:00Z"));
    CHECK(result.escalations[1].after == at("2026-03-02T19:00:00Z"));
}

TEST_CASE("another calendar and another pause count the same facts anew") {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:00:00Z");
    desk.send("ask", "2026-03-02T10:00:00Z");
    desk.send("answer", "2026-03-02T13:00:00Z");
    desk.send("solve", "2026-03-02T14:00:00Z");
    const auto result =
        compare(desk, other_lines("pause: [{when: \"tagged('waiting.customer')\", reason: customer}]",
                                  "visible: internal"));
    REQUIRE(result.verdicts.size() == 1);
    CHECK(result.verdicts[0].before->elapsed == hours(2));
    CHECK(result.verdicts[0].after->elapsed == hours(5));
}

TEST_CASE("a clock that the other pack adds or drops is told") {
    const LinesDesk desk = late_ticket();
    const auto more =
        compare(desk, other_lines("clocks:\n", "clocks:\n  respond: {stop: \"left('new')\"}\n"));
    REQUIRE(more.verdicts.size() == 1);
    CHECK(more.verdicts[0].clock == "gold.respond");
    CHECK_FALSE(more.verdicts[0].before);
    REQUIRE(more.verdicts[0].after);
    CHECK(more.verdicts[0].after->phase == clock::Phase::met);
    const auto renamed = compare(desk, other_lines("agreement: gold", "agreement: silver"));
    CHECK(renamed.verdicts.size() == 2);
}

TEST_CASE("clocks that still run are compared as they would stand at the instant asked for") {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:00:00Z");
    const auto shorter = other_lines("restore: real 10h", "restore: real 1h");
    const auto result = compare(desk, shorter, at("2026-03-02T12:00:00Z"));
    REQUIRE(result.verdicts.size() == 1);
    CHECK_FALSE(result.verdicts[0].before->breached);
    CHECK(result.verdicts[0].after->breached);
}

TEST_CASE("a pause by command stays a pause") {
    LinesDesk desk;
    CHECK_FALSE(
        run(*desk.engine, host, command::PauseClock{"restore", "parts"}, "2026-03-02T10:00:00Z").rejection);
    CHECK_FALSE(
        run(*desk.engine, host, command::ResumeClock{"restore", "came"}, "2026-03-02T15:00:00Z").rejection);
    desk.take("L1", "2026-03-02T15:00:00Z");
    desk.send("solve", "2026-03-02T16:00:00Z");
    const auto result = compare(desk, other_lines("restore: real 10h", "restore: real 90m"));
    REQUIRE(result.verdicts.size() == 1);
    CHECK(result.verdicts[0].after->elapsed == hours(2));
    CHECK(result.verdicts[0].after->phase == clock::Phase::missed);
}

TEST_CASE("where a pause ends by itself, what still holds pauses under the other pack too") {
    for (const bool up_to_date : {true, false}) {
        LinesDesk desk(lines_with_window(up_to_date));
        desk.window_until("2026-03-02T12:00:00Z", "2026-03-02T10:00:00Z");
        desk.take("L1", "2026-03-02T10:30:00Z");
        desk.send("ask", "2026-03-02T11:00:00Z");
        desk.send("answer", "2026-03-02T13:00:00Z");
        desk.send("solve", "2026-03-02T14:00:00Z");
        const auto result = compare(desk, compile(lines_with_window(true)));
        if (up_to_date) {
            CHECK(result.verdicts.empty());
        } else {
            REQUIRE(result.verdicts.size() == 1);
            CHECK(result.verdicts[0].before->elapsed == hours(1));
            CHECK(result.verdicts[0].after->elapsed == hours(2));
        }
    }
}

TEST_CASE("a date agreed on before the clock began, and put off, is the same date when it is counted anew") {
    LinesDesk desk;
    const auto agree = [&](command::Body body, std::string_view when) {
        CHECK_FALSE(run(*desk.engine, host, std::move(body), when).rejection);
    };
    agree(command::PinClock{"restore", at("2026-03-02T08:00:00Z"), "promised"}, "2026-03-02T10:00:00Z");
    agree(command::ExtendClock{"restore", minutes(20), "asked for"}, "2026-03-02T11:00:00Z");
    CHECK(compare(desk, desk.pack, at("2026-03-02T12:00:00Z")).verdicts.empty());
}

TEST_CASE("what is told a day late, and goes on and ends at once, calls nobody when it is counted anew") {
    std::string yaml = lines_yaml;
    const auto replace = [&](std::string_view what, std::string_view by) {
        REQUIRE(yaml.find(what) != std::string::npos);
        yaml.replace(yaml.find(what), what.size(), by);
    };
    replace("on: {answer: working}", "on: {answer: working, clock.resumed: solved}");
    replace("pause: [{when: \"tagged('waiting.customer')\", reason: customer}]",
            "start: \"inState('asking')\", pause: [{when: \"inState('asking')\", reason: customer}], "
            "pause_budget: {longest: 6m}");
    replace("restore: real 10h", "restore: real 100h");
    replace("50%", "25%");
    LinesDesk desk(yaml);
    desk.take("L1", "2026-03-02T09:30:00Z");
    Command ask = command_of(host, command::Send{"ask", {}});
    ask.happened_at = at("2026-03-02T10:00:00Z");
    REQUIRE(desk.engine->execute(ask, at("2026-03-04T09:00:00Z")).has_value());
    const std::string told = desk.journal().back().text;
    CHECK(told.find(R"("type":"clock.stopped")") != std::string::npos);
    CHECK(told.find(R"("type":"clock.threshold")") == std::string::npos);
    CHECK(compare(desk, desk.pack).escalations.empty());
}

TEST_CASE("a ticket whose workflow or facts the other pack does not know is passed over, and told") {
    const LinesDesk desk = late_ticket();
    const auto result = compare(desk, desk_pack());
    CHECK(result.passed_over == 1);
    REQUIRE(result.notes.size() == 1);
    CHECK(result.notes[0].find("fault") != std::string::npos);
    const auto stripped = compare(desk, other_lines("take_back: working", "take_back: new"));
    CHECK(stripped.passed_over == 0);
}

TEST_CASE("what-if stops when it is told to") {
    const LinesDesk desk = late_ticket();
    insight::WhatIfOptions options;
    options.progress = [](std::size_t) { return false; };
    const auto result = insight::what_if(desk.engine->store(), tenant, desk.packs, desk.pack, options);
    REQUIRE_FALSE(result);
    CHECK(result.error().code.text() == "insight.stopped");
}

TEST_CASE("under its own pack no clock of any history changes") {
    CHECK(rc::check([] {
        const auto engine = desk_engine();
        for (const TimedCommand& timed : any_commands())
            RC_ASSERT(engine->execute(timed.command, timed.at).has_value());
        const LinesPacks packs(desk_pack());
        const auto result = insight::what_if(engine->store(), tenant, packs, desk_pack());
        RC_ASSERT(result.has_value());
        RC_ASSERT(result->tickets == std::size_t{1});
        RC_ASSERT(result->passed_over == std::size_t{0});
        if (!result->verdicts.empty()) RC_FAIL(to_json(insight::to_value(*result)));
        if (!result->escalations.empty()) RC_FAIL(to_json(insight::to_value(*result)));
    }));
}

namespace {

/// Whether a clock asks which event came last. A ticket may have raised it within itself without moving, and
/// the journal does not tell of that.
bool asks_for_events(const Pack& pack) {
    return std::ranges::any_of(pack.model().agreements[0].clocks, [](const model::ClockDefinition& clock) {
        return clock.stop && clock.stop->text.find("event.name") != std::string::npos;
    });
}

}  // namespace

TEST_CASE("under its own pack no clock of any pack changes") {
    CHECK(rc::check([] {
        const auto pack = random_pack();
        RC_PRE(!asks_for_events(*pack));
        const auto commands = random_commands(*pack);
        const auto engine = make_engine(store::make_memory_store());
        RC_ASSERT(engine->deploy(pack, commands.front().at, host).has_value());
        for (const RandomCommand& one : commands) RC_ASSERT(engine->execute(one.command, one.at).has_value());
        const auto result = insight::what_if(engine->store(), tenant, LinesPacks(pack), pack);
        RC_ASSERT(result.has_value());
        RC_PRE(result->tickets == std::size_t{1});  // a chart that never comes to rest refuses to be opened
        RC_ASSERT(result->passed_over == std::size_t{0});
        if (!result->verdicts.empty()) RC_FAIL(to_json(insight::to_value(*result)));
        if (!result->escalations.empty()) RC_FAIL(to_json(insight::to_value(*result)));
    }));
}

TEST_CASE("what somebody has heard is not called out again under another promise") {
    std::string yaml = lines_yaml;
    const std::string calm = R"(restore: {"50%": {notify: lead}})";
    yaml.replace(yaml.find(calm), calm.size(),
                 R"(restore: {"every 1h after breach": {notify: lead, until: acknowledged}})");
    const std::string agent_rights = "clock, view]";
    yaml.replace(yaml.find(agent_rights), agent_rights.size(), "clock, view, acknowledge]");
    LinesDesk desk(yaml);
    desk.take("L1", "2026-03-02T19:30:00Z");
    CHECK_FALSE(run(*desk.engine, host, command::Acknowledge{"restore"}, "2026-03-02T20:30:00Z").rejection);
    desk.send("solve", "2026-03-03T09:00:00Z");
    CHECK(compare(desk, desk.pack).escalations.empty());

    // Breached an hour earlier, it calls an hour earlier and once more.
    const std::string restore = "restore: real 10h";
    yaml.replace(yaml.find(restore), restore.size(), "restore: real 9h");
    const auto result = compare(desk, compile(yaml));
    CHECK(std::ranges::count(result.escalations, never, &insight::ChangedEscalation::before) == 1);
}

TEST_CASE("a pause under a parent is seen when the ticket is linked to it") {
    std::string yaml = lines_yaml;
    const std::string pause = "tagged('waiting.customer')";
    yaml.replace(yaml.find(pause), pause.size(), "ticket.parent != null");
    LinesDesk desk(yaml);
    CHECK_FALSE(run(*desk.engine, host, command::Link{"T-9", "child_of"}, "2026-03-02T10:00:00Z").rejection);
    desk.take("L1", "2026-03-02T11:00:00Z");
    desk.send("solve", "2026-03-02T16:00:00Z");
    const auto result = compare(desk, desk.pack);
    CHECK(result.cycles == 1);
    CHECK(result.verdicts.empty());
}

namespace {

/// Survivors of a merge take over the promises of those that were merged into them.
const std::string survivor_yaml = R"yaml(
pack: survivors
version: 1.0.0
---
workflow: fault
data: {severity: {type: enum, values: [critical, minor], default: minor}}
events:
  take_over: {role: any, data: {origin: timestamp, due: timestamp}}
  solve: {role: any}
initial: open
states:
  open: {on: {take_over: {do: [{adopt: {clock: restore, origin: "event.origin", due: "event.due"}}]}, solve: solved}}
  solved: {type: final}
---
agreement: gold
clocks:
  restore: {stop: "inState('solved')"}
goals:
  - {when: "ticket.severity == 'critical'", restore: host}
  - {restore: real 10h}
thresholds:
  restore: {"50%": {notify: lead}}
---
roles:
  agent: {rights: [open, set, view]}
)yaml";

std::shared_ptr<const Pack> other_survivor(const std::string& from, const std::string& to) {
    std::string yaml = survivor_yaml;
    return compile(yaml.replace(yaml.find(from), from.size(), to));
}

insight::WhatIf after_merge(const std::string& origin, const std::string& due,
                            const std::shared_ptr<const Pack>& other) {
    LinesDesk desk(survivor_yaml);
    const command::Send merged{"take_over", {{"origin", Value(origin)}, {"due", Value(due)}}};
    CHECK_FALSE(run(*desk.engine, host, merged, "2026-03-02T10:00:00Z").rejection);
    desk.send("solve", "2026-03-02T17:30:00Z");
    return compare(desk, other ? other : desk.pack);
}

}  // namespace

TEST_CASE("a promise that was merged into the ticket's stays merged") {
    CHECK(after_merge("2026-03-02T08:00:00Z", "2026-03-02T17:00:00Z", nullptr).verdicts.empty());
    CHECK(after_merge("2026-03-02T08:00:00Z", "2026-03-03T09:00:00Z", nullptr).verdicts.empty());
    CHECK(after_merge("2026-03-02T09:00:00Z", "2026-03-02T17:00:00Z", nullptr).verdicts.empty());

    const auto longer = other_survivor("restore: real 10h", "restore: real 20h");
    const auto strict = after_merge("2026-03-02T08:00:00Z", "2026-03-02T17:00:00Z", longer);
    CHECK(strict.verdicts.empty());  // the merged ticket's due instant binds under either
    const auto origin = after_merge("2026-03-02T08:00:00Z", "2026-03-04T09:00:00Z", longer);
    REQUIRE(origin.verdicts.size() == 1);
    CHECK(origin.verdicts[0].before->due == at("2026-03-02T18:00:00Z"));
    CHECK(origin.verdicts[0].after->due == at("2026-03-03T04:00:00Z"));
    CHECK(origin.verdicts[0].after->elapsed == hours(9) + minutes(30));
}

TEST_CASE("a target that the host gave is given under the other pack too") {
    LinesDesk desk(survivor_yaml);
    Command graver = command_of(host, command::Set{{{"severity", Value("critical")}}});
    graver.targets = {{"restore", hours(6)}};
    CHECK_FALSE(desk.engine->execute(graver, at("2026-03-02T10:00:00Z"))->rejection);
    desk.send("solve", "2026-03-02T15:30:00Z");
    CHECK(compare(desk, desk.pack).verdicts.empty());

    const auto stricter =
        other_survivor("stop: \"inState('solved')\"", "stop: \"inState('solved')\", adjust: {ceiling: 5h}");
    const auto result = compare(desk, stricter);
    REQUIRE(result.verdicts.size() == 1);
    CHECK(result.verdicts[0].before->due == at("2026-03-02T15:00:00Z"));
    CHECK(result.verdicts[0].after->due == at("2026-03-02T14:00:00Z"));
}

TEST_CASE("a target that the host gave once more stands, though the journal need not tell of it again") {
    std::string yaml = survivor_yaml;
    const auto replace = [&](const std::string& from, const std::string& to) {
        yaml.replace(yaml.find(from), from.size(), to);
    };
    replace("data: {", "data: {grave: {type: bool, default: false}, ");
    replace("ticket.severity == 'critical'", "ticket.severity == 'critical' || ticket.grave");
    replace("restore: {stop:", "restore: {retarget: {severity: keep, otherwise: carry}, stop:");
    LinesDesk desk(yaml);
    const auto set = [&](const std::string& field, Value value, const std::string& when, bool gives) {
        Command command = command_of(host, command::Set{{{field, std::move(value)}}});
        if (gives) command.targets = {{"restore", hours(6)}};
        CHECK_FALSE(desk.engine->execute(command, at(when))->rejection);
    };
    set("grave", Value(true), "2026-03-02T10:00:00Z", true);
    set("severity", Value("critical"), "2026-03-02T10:10:00Z", false);
    set("grave", Value(false), "2026-03-02T10:20:00Z", false);
    set("severity", Value("minor"), "2026-03-02T10:30:00Z", false);  // the six hours are kept
    set("grave", Value(true), "2026-03-02T10:40:00Z", true);
    desk.send("solve", "2026-03-02T15:30:00Z");
    CHECK(compare(desk, desk.pack).verdicts.empty());
}

TEST_CASE("a promise that counts again from its origin knows the pauses of its past") {
    std::string yaml = lines_yaml;
    const std::string stop = "restore: {stop:";
    yaml.replace(yaml.find(stop), stop.size(), "restore: {retarget: retro, stop:");
    yaml.replace(
        yaml.find("---\nagreement"), 4,
        "---\ncalendar: office\nzone: UTC\nweek: {mon-fri: [\"09:00-12:00\", \"13:00-17:00\"]}\n---\n");
    const std::string critical = "restore: real 2h}";
    yaml.replace(yaml.find(critical), critical.size(), "restore: 2h, calendar: office}");
    LinesDesk desk(yaml);
    desk.take("L1", "2026-03-02T09:00:00Z");
    desk.send("ask", "2026-03-02T10:00:00Z");
    desk.send("answer", "2026-03-02T11:00:00Z");
    const command::Set graver{{{"severity", Value("critical")}}};
    CHECK_FALSE(run(*desk.engine, host, graver, "2026-03-02T14:00:00Z").rejection);
    desk.send("solve", "2026-03-02T14:30:00Z");
    const auto same = compare(desk, desk.pack);
    CHECK(same.notes.empty());
    CHECK(same.verdicts.empty());

    const std::string lunch = "\"09:00-12:00\", \"13:00-17:00\"";
    yaml.replace(yaml.find(lunch), lunch.size(), "\"09:00-17:00\"");
    const auto result = compare(desk, compile(yaml));
    CHECK(result.notes.empty());
    REQUIRE(result.verdicts.size() == 1);
    CHECK(result.verdicts[0].before->elapsed == minutes(210));
    CHECK(result.verdicts[0].after->elapsed == minutes(270));
}
