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

using Instants = std::vector<std::string>;

/// Office hours are nine to six; before the stop lies what `steps` says, from state b on.
Instants predicted(const std::string& promise, const std::string& steps, std::string_view opened) {
    StepsDesk desk(
        "pack: promised\nversion: 1.0.0\n---\nworkflow: fault\n"
        "events: {go: {role: any}, other: {role: any}}\ninitial: a\nstates:\n  a: {on: {go: b, other: "
        "other}}\n" +
            steps +
            "  done: {type: final}\n"
            "---\ncalendar: office\nzone: UTC\nweek: {mon-fri: [\"09:00-18:00\"]}\n"
            "---\nagreement: gold\ncalendar: office\nclocks: {restore: {stop: \"inState('done')\"}}\n"
            "goals: [{restore: " +
            promise +
            "}]\nthresholds: {restore: {predicted: {notify: lead}}}\n"
            "---\nroles: {lead: {rights: [open, view]}}\n",
        opened);
    desk.wait_until("2026-03-31T00:00:00Z");
    return desk.predictions();
}

/// One step, or one instead of another.
std::string step(const std::string& length) {
    return "  b: {calendar: office, ola: " + length + ", on: {go: done}}\n  other: {on: {go: b}}\n";
}
std::string either(const std::string& one, const std::string& other) {
    return "  b: {calendar: office, ola: " + one +
           ", on: {go: done}}\n  other: {calendar: office, ola: " + other + ", on: {go: done}}\n";
}

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
    const auto before = [](const std::string& length) {
        return predicted("4h then real 2h", step(length), "2026-03-02T14:00:00Z");
    };
    // Due at 20:00: an hour before it, or the two of real time and one of work.
    CHECK(before("real 1h") == Instants{"2026-03-02T19:00:00.001Z"});
    CHECK(before("real 2h") == Instants{"2026-03-02T18:00:00.001Z"});
    CHECK(before("real 3h") == Instants{"2026-03-02T17:00:00.001Z"});
}

TEST_CASE("working days that are left are days of work, and no twenty-four hours of it") {
    // Due on Wednesday at 10:00.
    CHECK(predicted("2 working days", step("1 working day"), "2026-03-02T10:00:00Z") ==
          Instants{"2026-03-03T10:00:00.001Z"});
    // Over the weekend to Tuesday at 10:00.
    CHECK(predicted("2 working days", step("1 working day"), "2026-03-06T10:00:00Z") ==
          Instants{"2026-03-09T10:00:00.001Z"});
    // Due on Wednesday when the office closes: in time from any instant of Tuesday on.
    CHECK(predicted("18h", step("end of next working day"), "2026-03-02T18:00:00Z") ==
          Instants{"2026-03-04T00:00:00Z"});
}

TEST_CASE("what steps take in other time than the promise is led back in their own") {
    // Due on Wednesday at 10:00, eighteen hours of work after Monday at 10:00.
    CHECK(predicted("18h", step("real 16h"), "2026-03-02T10:00:00Z") == Instants{"2026-03-03T18:00:00.001Z"});
    // Due on Sunday afternoon: the day's work was to begin on Friday at ten.
    CHECK(predicted("real 48h", step("8h"), "2026-03-06T09:00:00Z") == Instants{"2026-03-06T10:00:00.001Z"});
    CHECK(predicted("real 48h", step("8h"), "2026-03-06T14:00:00Z") == Instants{"2026-03-06T14:00:00Z"});
}

TEST_CASE("as long as one of several ways is in time, whatever time it counts in, nothing is foreseen") {
    // Ten hours are more than eight of work, which are seventy-two over a weekend.
    CHECK(predicted("real 48h", either("8h", "real 10h"), "2026-03-06T14:00:00Z") ==
          Instants{"2026-03-08T04:00:00.001Z"});
    // Twenty hours of work are less than a day, and three days of work.
    CHECK(predicted("16h", either("20h", "1 working day"), "2026-03-02T10:00:00Z") ==
          Instants{"2026-03-02T17:00:00.001Z"});
}
