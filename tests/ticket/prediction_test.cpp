// Breaches that are foreseen.
#include <doctest/doctest.h>

#include <algorithm>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// Two steps of four and two hours within a promise of ten.
const std::string steps_yaml = R"yaml(
pack: steps
version: 1.0.0
---
workflow: fault
data: {severity: {type: enum, values: [critical, minor], default: minor}}
events: {go: {role: any}, back: {role: any}, ask: {role: any}, answer: {role: any}}
initial: new
states:
  new: {on: {go: looking}}
  looking: {ola: real 4h, on: {go: mending, ask: asking}}
  asking: {tags: [waiting], on: {answer: looking}}
  mending: {ola: real 2h, on: {go: done, back: looking}}
  done: {type: final}
---
agreement: gold
clocks: {restore: {stop: "inState('done')", pause: "tagged('waiting')"}}
goals: [{restore: real 10h}]
thresholds: {restore: {predicted: {notify: lead}, "100%": {notify: lead}}}
---
roles: {lead: {rights: [open, view]}}
)yaml";

struct StepsDesk {
    explicit StepsDesk(const std::string& pack = steps_yaml, std::string_view opened = "2026-03-02T00:00:00Z")
        : engine(make_engine(store::make_memory_store())) {
        REQUIRE(engine->deploy(compile(pack), at("2026-03-01T00:00:00Z"), host));
        CHECK_FALSE(run(*engine, host, command::Open{"fault", {}, {}, {}, {}, {}, {}, {}}, opened).rejection);
    }
    void send(const std::string& event, std::string_view when) {
        CHECK_FALSE(run(*engine, host, command::Send{event, {}}, when).rejection);
    }
    void wait_until(std::string_view when) { REQUIRE(engine->advance(at(when)).has_value()); }
    /// When the threshold `predicted` fired, as the journal says.
    [[nodiscard]] std::vector<std::string> predictions() const {
        std::vector<std::string> found;
        const auto commits = engine->store().history({tenant, ticket}, 0, 1000).value();
        for (const store::Commit& commit : commits) {
            const Value value = *parse_json(commit.text);
            for (const Value& step : value.find("steps")->as_list())
                for (const Value& event : step.find("events")->as_list()) {
                    const Value* threshold = event.find("threshold");
                    if (threshold != nullptr && threshold->as_string() == "restore predicted")
                        found.emplace_back(event.find("due")->as_string());
                }
        }
        return found;
    }
    std::unique_ptr<Engine> engine;
};

}  // namespace

TEST_CASE("a breach is predicted when less remains than the steps on the way to the stop were promised") {
    StepsDesk desk;
    desk.send("go", "2026-03-02T03:00:00Z");
    desk.wait_until("2026-03-02T08:00:00Z");
    // Looking was to take until 07:00; at 08:00 two hours remain, just what mending was promised.
    CHECK(desk.predictions().empty());
    desk.wait_until("2026-03-02T08:30:00Z");
    CHECK(desk.predictions() == std::vector<std::string>{"2026-03-02T08:00:00.001Z"});
    desk.wait_until("2026-03-02T20:00:00Z");
    CHECK(desk.predictions().size() == 1);
}

TEST_CASE("a step that comes too late for those after it is seen at once") {
    StepsDesk desk;
    desk.wait_until("2026-03-02T03:59:00Z");
    CHECK(desk.predictions().empty());
    desk.send("go", "2026-03-02T04:30:00Z");
    desk.wait_until("2026-03-02T04:31:00Z");
    CHECK(desk.predictions() == std::vector<std::string>{"2026-03-02T04:00:00.001Z"});
}

TEST_CASE("going back brings work that no longer fits") {
    StepsDesk desk;
    desk.send("go", "2026-03-02T01:00:00Z");
    desk.send("go", "2026-03-02T04:00:00Z");
    desk.wait_until("2026-03-02T05:00:00Z");
    CHECK(desk.predictions().empty());
    desk.send("back", "2026-03-02T05:00:00Z");
    desk.wait_until("2026-03-02T05:00:00Z");
    CHECK(desk.predictions() == std::vector<std::string>{"2026-03-02T05:00:00Z"});
    desk.wait_until("2026-03-02T23:00:00Z");
    CHECK(desk.predictions().size() == 1);
}

TEST_CASE("what rests predicts nothing, and a promise kept in time predicts nothing") {
    StepsDesk desk;
    desk.send("go", "2026-03-02T01:00:00Z");
    desk.send("ask", "2026-03-02T02:00:00Z");
    desk.wait_until("2026-03-03T02:00:00Z");
    CHECK(desk.predictions().empty());
    desk.send("answer", "2026-03-03T02:00:00Z");
    desk.send("go", "2026-03-03T04:00:00Z");
    desk.send("go", "2026-03-03T05:30:00Z");
    desk.wait_until("2026-03-09T00:00:00Z");
    CHECK(desk.predictions().empty());
}

TEST_CASE("a promise that ends in real time is led back in real time first") {
    const auto predicted = [](const std::string& step, std::string_view until) {
        const std::string pack =
            "pack: mixed\nversion: 1.0.0\n---\nworkflow: fault\nevents: {go: {role: any}}\ninitial: a\n"
            "states:\n  a: {on: {go: b}}\n  b: {ola: " +
            step +
            ", on: {go: done}}\n  done: {type: final}\n"
            "---\ncalendar: office\nzone: UTC\nweek: {mon-fri: [\"09:00-18:00\"]}\n"
            "---\nagreement: gold\ncalendar: office\nclocks: {restore: {stop: \"inState('done')\"}}\n"
            "goals: [{restore: 4h then real 2h}]\nthresholds: {restore: {predicted: {notify: lead}}}\n"
            "---\nroles: {lead: {rights: [open, view]}}\n";
        StepsDesk desk(pack, "2026-03-02T14:00:00Z");
        desk.wait_until(until);
        return desk.predictions();
    };
    using Instants = std::vector<std::string>;
    // Due at 20:00: an hour before it, or the two of real time and one of work.
    CHECK(predicted("real 1h", "2026-03-02T23:00:00Z") == Instants{"2026-03-02T19:00:00.001Z"});
    CHECK(predicted("real 2h", "2026-03-02T23:00:00Z") == Instants{"2026-03-02T18:00:00.001Z"});
    CHECK(predicted("real 3h", "2026-03-02T23:00:00Z") == Instants{"2026-03-02T17:00:00.001Z"});
}
