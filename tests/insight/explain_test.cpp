// What a clock's journal says of it.
#include <doctest/doctest.h>

#include <algorithm>
#include <itr/explain.hpp>

#include "insight/lines_desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

insight::ClockStory story_of(const LinesDesk& desk, std::string_view clock = "restore",
                             Instant as_of = never) {
    const auto commits = desk.journal();
    auto story = insight::explain({ticket, commits, {}}, desk.packs, clock, as_of);
    REQUIRE_MESSAGE(story, (story ? "" : story.error().message));
    return *std::move(story);
}

std::vector<std::string> what(const insight::CycleStory& cycle) {
    std::vector<std::string> words;
    for (const auto& change : cycle.changes) words.push_back(change.what);
    return words;
}

}  // namespace

TEST_CASE("a clock's story tells its segments, rules, rows and versions") {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:30:00Z");
    desk.send("ask", "2026-03-02T10:00:00Z");
    desk.send("answer", "2026-03-02T12:00:00Z");
    CHECK_FALSE(
        run(*desk.engine, host, command::Set{{{"severity", Value("critical")}}}, "2026-03-02T12:30:00Z")
            .rejection);
    desk.send("solve", "2026-03-02T12:45:00Z");
    const auto story = story_of(desk);
    CHECK(story.clock == "gold.restore");
    CHECK(story.kind == "sla");
    CHECK(story.pack_name == "lines");
    CHECK(story.pack_version == "1.2.0");
    CHECK(story.pack == desk.pack->hash());
    REQUIRE(story.cycles.size() == 1);
    const auto& cycle = story.cycles[0];
    CHECK(what(cycle) ==
          std::vector<std::string>{"started", "paused", "resumed", "retargeted", "warned", "stopped"});
    CHECK(cycle.phase == clock::Phase::met);
    CHECK(cycle.elapsed == minutes(105));
    REQUIRE(cycle.segments.size() == 3);
    CHECK(cycle.segments[0].counted == hours(1));
    CHECK_FALSE(cycle.segments[1].running);
    CHECK(cycle.segments[1].reason == "customer");
    CHECK(cycle.segments[2].counted == minutes(45));
    CHECK(cycle.changes[0].row == "2: always");
    CHECK(cycle.changes[1].rule == "tagged('waiting.customer')");
    CHECK(cycle.changes[1].event == "ask");
    CHECK(cycle.changes[1].actor == "host");
    CHECK(cycle.changes[3].row == "1: ticket.severity == 'critical'");
    CHECK(cycle.changes[3].rule == "retarget: carry");
    CHECK(cycle.changes[4].rule == "restore 50%");
    CHECK(cycle.changes[5].rule == "inState('solved')");
    CHECK(cycle.changes[5].pack == "lines 1.2.0");
    CHECK(cycle.changes[5].sentence.find("2026-03-02T12:45:00Z: stops with 1h45m counted: met") == 0);
    const Value value = insight::to_value(story);
    CHECK(value.find("cycles")->as_list()[0].find("segments")->as_list().size() == 3);
}

TEST_CASE("a running clock's last segment lasts until the instant that is asked for") {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:30:00Z");
    const auto story = story_of(desk, "gold.restore", at("2026-03-02T11:00:00Z"));
    REQUIRE(story.cycles.size() == 1);
    CHECK(story.cycles[0].phase == clock::Phase::running);
    CHECK(story.cycles[0].elapsed == hours(2));
    CHECK(story.cycles[0].segments.back().to == never);
    CHECK(story.cycles[0].segments.back().counted == hours(2));
    CHECK(story.cycles[0].due == at("2026-03-02T19:00:00Z"));
}

TEST_CASE("a pause whose date is put off is one segment, and its story says until when") {
    LinesDesk desk(lines_with_window(true));
    desk.take("L1", "2026-03-02T09:30:00Z");
    desk.window_until("2026-03-02T12:00:00Z", "2026-03-02T10:00:00Z");
    desk.window_until("2026-03-02T13:00:00Z", "2026-03-02T11:00:00Z");
    desk.send("ask", "2026-03-02T12:30:00Z");
    desk.send("answer", "2026-03-02T14:00:00Z");
    desk.send("solve", "2026-03-02T15:00:00Z");
    const auto cycle = story_of(desk).cycles.at(0);
    CHECK(what(cycle) ==
          std::vector<std::string>{"started", "paused", "paused", "resumed", "paused", "resumed", "stopped"});
    CHECK(cycle.changes[2].sentence.find("stays paused, reason window with 1h counted, until "
                                         "2026-03-02T13:00:00Z") != std::string::npos);
    // Between the window and the customer it ran for no time at all.
    REQUIRE(cycle.segments.size() == 5);
    CHECK(cycle.segments[1].reason == "window");
    CHECK(cycle.segments[1].to - cycle.segments[1].from == hours(3));
    CHECK(cycle.segments[2].counted == Duration{});
    CHECK(cycle.segments[3].reason == "customer");
    CHECK(cycle.elapsed == hours(2));
}

TEST_CASE("a pause whose date is moved to one that has passed ends by itself, and is told so") {
    std::string waits_for_answer = lines_with_window(true);
    const std::string pauses = "pause: [";
    waits_for_answer.insert(waits_for_answer.find(pauses), "resume: \"on('answer')\", ");
    for (const std::string& yaml : {lines_with_window(true), waits_for_answer}) {
        LinesDesk desk(yaml);
        desk.take("L1", "2026-03-02T09:30:00Z");
        desk.window_until("2026-03-02T12:00:00Z", "2026-03-02T10:00:00Z");
        desk.window_until("2026-03-02T10:30:00Z", "2026-03-02T11:00:00Z");
        desk.send("ask", "2026-03-02T13:00:00Z");
        desk.send("answer", "2026-03-02T14:00:00Z");
        const auto cycle = story_of(desk).cycles.at(0);
        CHECK(what(cycle) == std::vector<std::string>{"started", "paused", "resumed", "paused", "resumed"});
        CHECK(cycle.changes[2].rule == "the pause was to last until 2026-03-02T10:30:00Z, which has passed");
        // The customer's answer is one.
        CHECK(cycle.changes[4].rule ==
              (yaml == waits_for_answer ? "on('answer')" : "the pause holds no more"));
    }
}

TEST_CASE("a pause whose date is moved to an earlier one that is still to come ends when it comes") {
    std::string yaml = lines_with_window(true);
    yaml.insert(yaml.find("pause: ["), "resume: \"on('answer')\", ");
    LinesDesk desk(yaml);
    desk.take("L1", "2026-03-02T09:30:00Z");
    desk.window_until("2026-03-02T14:00:00Z", "2026-03-02T10:00:00Z");
    desk.window_until("2026-03-02T12:00:00Z", "2026-03-02T11:00:00Z");
    REQUIRE(desk.engine->advance(at("2026-03-02T13:00:00Z")));
    const auto cycle = story_of(desk).cycles.at(0);
    CHECK(what(cycle) == std::vector<std::string>{"started", "paused", "paused", "resumed"});
    CHECK(cycle.changes[3].rule == "the pause has lasted as long as it may");
}

TEST_CASE("a clock that never ran on the ticket is an error that names those that did") {
    const LinesDesk desk;
    const auto commits = desk.journal();
    const auto story = insight::explain({ticket, commits, {}}, desk.packs, "repair");
    REQUIRE_FALSE(story);
    CHECK(story.error().code.text() == "insight.unknown_clock");
    CHECK(story.error().message.find("gold.restore") != std::string::npos);
}

TEST_CASE("L1 eats 90 % of the promise, then escalates: the report blames L1") {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:00:00Z");
    desk.take("L2", "2026-03-02T18:00:00Z");
    desk.send("solve", "2026-03-02T19:30:00Z");
    const auto story = story_of(desk);
    const auto& consumption = story.cycles.at(0).consumption;
    CHECK(story.cycles[0].phase == clock::Phase::missed);
    CHECK(consumption.counted == minutes(630));
    CHECK(consumption.by_line.at("L1").counted == hours(9));
    CHECK(consumption.by_line.at("L2").counted == minutes(90));
    CHECK(consumption.by_team.at("team of L1").counted == hours(9));
    const auto report = insight::consumption(desk.engine->store(), tenant, desk.packs);
    REQUIRE(report);
    const auto& restore = report->at("fault").at("gold.restore");
    CHECK(restore.cycles == 1);
    CHECK(restore.missed == 1);
    CHECK(restore.blamed_line == std::map<std::string, std::size_t>{{"L1", 1}});
    CHECK(restore.blamed_step == std::map<std::string, std::size_t>{{"working", 1}});
    CHECK(restore.blamed_party == std::map<std::string, std::size_t>{{"own", 1}});
}

TEST_CASE("time with the vendor is the vendor's, a rest for the customer the customer's") {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:00:00Z");
    desk.send("ask", "2026-03-02T10:00:00Z");
    desk.send("answer", "2026-03-02T13:00:00Z");
    desk.send("hand_over", "2026-03-02T13:30:00Z");
    desk.send("take_back", "2026-03-02T18:30:00Z");
    desk.send("solve", "2026-03-02T19:00:00Z");
    const auto story = story_of(desk);
    const auto& consumption = story.cycles.at(0).consumption;
    CHECK(consumption.counted == hours(7));
    CHECK(consumption.rested == hours(3));
    CHECK(consumption.by_party.at("vendor").counted == hours(5));
    CHECK(consumption.by_party.at("own").counted == hours(2));
    CHECK(consumption.by_party.at("customer").rested == hours(3));
    CHECK(consumption.by_step.at("vendor").counted == hours(5));
    CHECK(consumption.corrected == Duration{});
}

TEST_CASE("adding up who consumed promises stops when it is told to") {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:00:00Z");
    std::size_t told = 99;
    const auto report =
        insight::consumption(desk.engine->store(), tenant, desk.packs, never, [&](std::size_t n) {
            told = n;
            return false;
        });
    REQUIRE_FALSE(report);
    CHECK(report.error().code.text() == "insight.stopped");
    CHECK(told == 0);
}

TEST_CASE("a clock whose deadline nobody has worked off yet is told as broken all the same") {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:30:00Z");
    const auto in_time = story_of(desk, "gold.restore", at("2026-03-02T19:00:00Z"));
    CHECK_FALSE(in_time.cycles[0].breached);
    const auto late = story_of(desk, "gold.restore", at("2026-03-02T19:00:01Z"));
    CHECK(late.cycles[0].breached);
    CHECK(late.cycles[0].breached_at == at("2026-03-02T19:00:00Z"));
    CHECK(late.cycles[0].phase == clock::Phase::running);
}
