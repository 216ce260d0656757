// Questions to a ticket's configuration.
#include <doctest/doctest.h>

#include "chart/run.hpp"
#include "chart/sample.hpp"

using namespace itr;
using namespace itr::test;

namespace {

[[nodiscard]] model::Workflow handling() {
    auto waiting = with(atomic("waiting"), {on("answer", "locating")});
    waiting.tags = {"waiting.customer"};
    auto handle = with(
        parallel("handle",
                 {compound("diagnosis", {waiting, with(atomic("locating"), {on("ask", "waiting")})}),
                  compound("recovery",
                           {with(atomic("assessing"), {on("restored", "running")}), atomic("running")})}),
        {on("cancel", "closed"), on("error.*", "closed")});
    handle.tags = {"open"};
    return workflow({handle, final_state("closed")}, {"ask", "answer", "restored", "cancel", "unused"});
}

[[nodiscard]] std::string expected(const chart::Chart& chart, const Run& run) {
    std::string names;
    for (const auto event : chart::expected_events(chart, run.configuration()))
        names += chart.events()[event].name + "|";
    return names;
}

}  // namespace

TEST_CASE("a state is active when it, or a state within it, is where the ticket is") {
    const auto chart = lowered(handling());
    Run run(chart);
    REQUIRE(run.start());
    for (const char* active : {"handle", "diagnosis", "waiting", "recovery", "assessing"}) {
        CAPTURE(active);
        CHECK(chart::is_active(*chart, run.configuration(), chart->state(active)));
    }
    for (const char* idle : {"locating", "running", "closed"}) {
        CAPTURE(idle);
        CHECK_FALSE(chart::is_active(*chart, run.configuration(), chart->state(idle)));
    }
    CHECK(chart::is_active(*chart, run.configuration(), 0));
    CHECK_FALSE(chart::is_active(*chart, {}, 0));
}

TEST_CASE("a tag counts where its state is active") {
    const auto chart = lowered(handling());
    Run run(chart);
    REQUIRE(run.start());
    const auto waiting = chart->tag("waiting.customer");
    const auto open = chart->tag("open");
    CHECK(chart->tag("no such tag") == chart::none);
    CHECK(chart::is_tagged(*chart, run.configuration(), waiting));
    CHECK(chart::is_tagged(*chart, run.configuration(), open));
    REQUIRE(run.send("answer"));
    CHECK_FALSE(chart::is_tagged(*chart, run.configuration(), waiting));
    CHECK(chart::is_tagged(*chart, run.configuration(), open));
    REQUIRE(run.send("cancel"));
    CHECK_FALSE(chart::is_tagged(*chart, run.configuration(), open));
}

TEST_CASE("the events a person may send next are those that a transition waits for, in declared order") {
    const auto chart = lowered(handling());
    Run run(chart);
    REQUIRE(run.start());
    CHECK(expected(*chart, run) == "answer|restored|cancel|");
    REQUIRE(run.send("answer"));
    CHECK(expected(*chart, run) == "ask|restored|cancel|");
    REQUIRE(run.send("cancel"));
    CHECK(expected(*chart, run).empty());
}

TEST_CASE("a configuration holds only where the ticket is and what histories remember") {
    const auto chart = lowered(handling());
    Run run(chart);
    REQUIRE(run.start());
    CHECK(run.active() == std::vector<std::string>{"handle.diagnosis.waiting", "handle.recovery.assessing"});
    CHECK(run.configuration().history.empty());
    CHECK(sizeof(chart::Configuration) <= 64);
}
