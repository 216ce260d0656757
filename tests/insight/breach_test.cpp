// What is told of a promise that was broken: by whom, by how much, and what becomes of it in the figures.
#include <doctest/doctest.h>

#include <algorithm>
#include <itr/explain.hpp>
#include <itr/insight.hpp>

#include "insight/lines_desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

std::string sentence(const LinesDesk& desk, std::string_view what) {
    const auto commits = desk.journal();
    const auto story = insight::explain({ticket, commits, {}}, desk.packs, "restore").value();
    for (const insight::ClockChange& change : story.cycles.back().changes)
        if (change.what == what) return change.sentence;
    return {};
}

insight::ClockFigures figures(const LinesDesk& desk) {
    const auto report = insight::report(desk.engine->store(), tenant, desk.packs).value();
    return report.workflows.at("fault").clocks.at("gold.restore");
}

insight::ClockConsumption consumed(const LinesDesk& desk) {
    const auto report = insight::consumption(desk.engine->store(), tenant, desk.packs).value();
    return report.at("fault").at("gold.restore");
}

/// Ten hours were promised; L2 takes it over after four, and twelve pass.
void miss_the_promise(LinesDesk& desk) {
    desk.take("L1", "2026-03-02T09:30:00Z");
    desk.take("L2", "2026-03-02T13:00:00Z");
    desk.send("solve", "2026-03-02T21:00:00Z");
}

}  // namespace

TEST_CASE("a breach names who held the ticket and by how much it was overrun") {
    LinesDesk desk;
    miss_the_promise(desk);
    CHECK(sentence(desk, "breached").find("it was due then, with team team of L2, line L2") !=
          std::string::npos);
    CHECK(sentence(desk, "stopped").find("stops with 12h counted: missed, 2h over") != std::string::npos);
}

TEST_CASE("an excused breach leaves the figures, not the record") {
    LinesDesk desk;
    miss_the_promise(desk);
    CHECK(figures(desk).breached == 1);
    CHECK(figures(desk).missed == 1);
    CHECK(consumed(desk).missed == 1);
    CHECK_FALSE(
        run(*desk.engine, host, command::WaiveClock{"restore", "strike"}, "2026-03-03T09:00:00Z").rejection);
    CHECK(figures(desk).breached == 0);
    CHECK(figures(desk).missed == 0);
    CHECK(figures(desk).waived == 1);
    CHECK(consumed(desk).missed == 0);
    CHECK(consumed(desk).blamed_line.empty());
    CHECK(consumed(desk).cycles == 1);
    // On record it stays, with the excuse.
    CHECK(sentence(desk, "breached").find("the promise is broken") != std::string::npos);
    CHECK(sentence(desk, "waived").find("the breach is excused, because: strike") != std::string::npos);
}

TEST_CASE("a correction is told in words, and the breach that it takes back leaves the figures") {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:30:00Z");
    REQUIRE(desk.engine->advance(at("2026-03-02T20:00:00Z")).has_value());
    CHECK(figures(desk).breached == 1);
    CHECK_FALSE(run(*desk.engine, host,
                    command::CorrectClock{"restore", at("2026-03-02T10:00:00Z"), at("2026-03-02T13:00:00Z"),
                                          false, "the site was closed"},
                    "2026-03-02T20:00:00Z")
                    .rejection);
    desk.send("solve", "2026-03-02T21:00:00Z");
    CHECK(
        sentence(desk, "corrected")
            .find(
                "the time from 2026-03-02T10:00:00Z to 2026-03-02T13:00:00Z does not count: 8h counted; due "
                "2026-03-02T22:00:00Z, and the promise was not broken, because: the site was closed") !=
        std::string::npos);
    CHECK(figures(desk).breached == 0);
    CHECK(figures(desk).met == 1);
    const auto all = consumed(desk).all;
    CHECK(all.counted == hours(9));
    CHECK(all.corrected == Duration{} - hours(3));
    CHECK(all.by_line.at("L1").counted + all.by_line.at("").counted == all.counted - all.corrected);
}

TEST_CASE("why a promise was broken is told with the run that broke it") {
    std::string yaml = lines_yaml;
    const std::string severity = "data:\n  severity";
    yaml.replace(yaml.find(severity), severity.size(),
                 "data:\n  breach_reason: {type: string, default: \"\"}\n  severity");
    LinesDesk desk(yaml);
    const auto explain_by = [&](const char* reason, std::string_view when) {
        const command::Set explanation{{{"breach_reason", Value(reason)}}};
        CHECK_FALSE(run(*desk.engine, host, explanation, when).rejection);
    };
    const auto story = [&] {
        const auto commits = desk.journal();
        return insight::explain({ticket, commits, {}}, desk.packs, "restore").value().cycles.back();
    };
    explain_by("it looks difficult", "2026-03-02T10:00:00Z");
    CHECK(story().breach_reason.empty());  // nothing was broken then
    miss_the_promise(desk);
    explain_by("no spare part was in stock", "2026-03-02T22:00:00Z");
    CHECK(story().breach_reason == "no spare part was in stock");
    CHECK(sentence(desk, "explained") ==
          "2026-03-02T22:00:00Z: the breach is explained: no spare part was in stock");
}

TEST_CASE("what has passed in real time is told beside what was counted") {
    LinesDesk desk;
    desk.take("L1", "2026-03-02T09:30:00Z");
    desk.send("ask", "2026-03-02T10:00:00Z");
    desk.send("answer", "2026-03-02T15:00:00Z");
    desk.send("solve", "2026-03-02T16:00:00Z");
    const auto commits = desk.journal();
    const auto story = insight::explain({ticket, commits, {}}, desk.packs, "restore").value();
    CHECK(story.cycles.back().elapsed == hours(2));
    CHECK(story.cycles.back().elapsed_real == hours(7));
    const auto early =
        insight::explain({ticket, commits, {}}, desk.packs, "restore", at("2026-03-02T12:00:00Z")).value();
    CHECK(early.cycles.back().elapsed_real == hours(3));
}

TEST_CASE("a line that is given the ticket at its opening has worked on it, whoever acts first") {
    std::string yaml = lines_yaml;
    const std::string state = "  new: {on:";
    yaml.replace(yaml.find(state), state.size(), "  new: {entry: {assign: {line: \"'L1'\"}}, on:");
    LinesDesk desk(yaml);
    desk.take("L2", "2026-03-02T10:00:00Z");
    const auto report = insight::report(desk.engine->store(), tenant, desk.packs).value();
    const auto& fault = report.workflows.at("fault");
    CHECK(fault.touched == std::map<std::string, std::size_t>{{"L1", 1}, {"L2", 1}});
    CHECK(fault.only.empty());
}
