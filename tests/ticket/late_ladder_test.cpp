// Ladders that are woken late, and the hours at which they may speak.
#include <algorithm>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr const char* ladders_yaml = R"yaml(
pack: late
version: 1.0.0
---
workflow: request
data: {promise: {type: string, default: all}}
events: {done: {role: agent}}
initial: new
states:
  new: {on: {done: closed}}
  closed: {type: final}
---
agreement: all
applies: "ticket.promise == 'all'"
calendar: 24x7
clocks: {restore: {stop: "inState('closed')"}}
goals: [{restore: 2h}]
thresholds: {restore: {"50%": {ladder: upwards}}}
---
agreement: highest
applies: "ticket.promise == 'highest'"
calendar: 24x7
clocks: {restore: {stop: "inState('closed')", catch_up: highest}}
goals: [{restore: 2h}]
thresholds: {restore: {"50%": {ladder: upwards}}}
---
agreement: next
applies: "ticket.promise == 'next'"
calendar: 24x7
clocks: {restore: {stop: "inState('closed')", catch_up: next}}
goals: [{restore: 2h}]
thresholds: {restore: {"50%": {ladder: upwards}}}
---
agreement: quiet
applies: "ticket.promise == 'quiet'"
calendar: 24x7
clocks: {restore: {stop: "inState('closed')"}}
goals: [{restore: 2h}]
thresholds: {restore: {"50%": {ladder: by_day}}}
---
agreement: gathered
applies: "ticket.promise == 'gathered'"
calendar: 24x7
clocks: {restore: {stop: "inState('closed')"}}
goals: [{restore: 2h}]
thresholds: {restore: {"50%": {ladder: gathered}}}
---
agreement: repeated
applies: "ticket.promise == 'repeated'"
calendar: 24x7
clocks: {restore: {stop: "inState('closed')"}}
goals: [{restore: 2h}]
thresholds: {restore: {"50%": {ladder: again_by_day}}}
---
agreement: shared
applies: "ticket.promise == 'shared'"
calendar: 24x7
clocks: {restore: {stop: "inState('closed')"}}
goals: [{restore: 2h}]
thresholds: {restore: {"50%": {ladder: shared}}}
---
agreement: past
applies: "ticket.promise == 'past'"
calendar: 24x7
clocks: {restore: {stop: "inState('closed')"}}
goals: [{restore: 2h}]
thresholds: {restore: {"50%": {ladder: past}}}
---
agreement: duty
applies: "ticket.promise == 'duty'"
calendar: 24x7
clocks: {restore: {stop: "inState('closed')"}}
goals: [{restore: 2h}]
thresholds: {restore: {"50%": {ladder: duty}}}
---
ladder: upwards
levels:
  - {notify: lead}
  - {notify: director, after: 30m, repeat: 30m, until: acknowledged}
---
ladder: by_day
levels: [{notify: director, quiet: {from: "22:00", to: "07:00"}}]
---
ladder: again_by_day
levels: [{notify: director, repeat: 30m, times: 3, quiet: {from: "22:00", to: "07:00"}}]
---
ladder: shared
levels: [{do: [{notify: lead}, {notify: on_call}], repeat: 30m, until: acknowledged}]
---
ladder: past
levels: [{notify: on_call}, {notify: director, after: 30m}]
---
ladder: gathered
digest: 1h
levels: [{notify: lead, quiet: {from: "22:00", to: "07:00"}}]
---
ladder: duty
digest: 15m
levels: [{notify: nobody_is_asked, quiet: {from: "22:00", to: "07:00"}}]
---
calendar: office
zone: UTC
week: {mon-fri: ["08:00-18:00"]}
---
roles:
  agent: {rights: [open, clock, view, acknowledge]}
  lead: {includes: [agent]}
  director: {includes: [agent]}
  on_call: {includes: [agent], calendar: office}
)yaml";

struct OnCall final : policy::EscalationPolicy {
    [[nodiscard]] std::optional<policy::Escalation> propose(const policy::Snapshot& /*ticket*/,
                                                            int level) const override {
        if (level > 1) return std::nullopt;
        policy::Escalation escalation;
        escalation.notify = {"on_call"};
        return escalation;
    }
};

struct LadderDesk {
    LadderDesk(const std::string& promise, std::string_view opened) {
        EngineOptions options;
        options.store = store;
        options.zones = zones();
        options.entropy = [] { return std::string("sixteen bytes..!"); };
        options.policies.escalation.emplace_back("duty", std::make_shared<OnCall>());
        engine = Engine::open(std::move(options)).value();
        REQUIRE(engine->deploy(compile(ladders_yaml), at("2026-03-01T00:00:00Z"), host));
        run(*engine, agent, command::Open{"request", {{"promise", Value(promise)}}, {}, {}, {}, {}, {}, {}},
            opened);
    }
    /// "lead 2026-…": whom the ticket calls, and from when on they may be told.
    std::vector<std::string> calls_after(std::string_view woken) {
        REQUIRE(engine->advance(at(woken)));
        std::vector<std::string> calls;
        const auto waiting = store->waiting_effects({tenant, ticket}).value();
        for (const store::OutboxEffect& effect : waiting) {
            const Value payload = parse_json(effect.effect.payload).value();
            calls.push_back(std::string(payload.find("to")->as_string()) + " " +
                            to_string(effect.effect.available_at));
        }
        return calls;
    }

    std::shared_ptr<store::Store> store = store::make_memory_store();
    std::unique_ptr<Engine> engine;
};

using Calls = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "a ladder that is woken days late calls as often as it would have, if nothing is to be passed over") {
    LadderDesk desk("all", "2026-03-02T08:00:00Z");
    const Calls calls = desk.calls_after("2026-03-02T12:00:00Z");
    CHECK(calls.size() == 7);
    CHECK(calls.front() == "lead 2026-03-02T09:00:00Z");
    CHECK(calls.back() == "director 2026-03-02T12:00:00Z");
}

TEST_CASE(
    "of the calls of a ladder that is woken days late the last speaks for all where the promise says "
    "highest") {
    LadderDesk desk("highest", "2026-03-02T08:00:00Z");
    CHECK(desk.calls_after("2026-03-04T08:10:00Z") == Calls{"director 2026-03-04T08:00:00Z"});
    // What comes in time is called as ever.
    CHECK(desk.calls_after("2026-03-04T08:30:00Z").back() == "director 2026-03-04T08:30:00Z");
}

TEST_CASE("a ladder that is woken days late keeps silent until its next call where the promise says next") {
    LadderDesk desk("next", "2026-03-02T08:00:00Z");
    const Calls told{"lead 2026-03-02T09:00:00Z"};
    CHECK(desk.calls_after("2026-03-02T09:00:10Z") == told);
    CHECK(desk.calls_after("2026-03-02T10:20:00Z") == told);
    CHECK(desk.calls_after("2026-03-02T10:30:30Z") == Calls{told.front(), "director 2026-03-02T10:30:00Z"});
}

TEST_CASE("quiet hours are those in which the ladder is woken, not those in which it was due") {
    SUBCASE("due by day, woken in the night: not before the morning") {
        LadderDesk desk("quiet", "2026-03-02T20:00:00Z");
        CHECK(desk.calls_after("2026-03-02T23:00:00Z") == Calls{"director 2026-03-03T07:00:00Z"});
    }
    SUBCASE("due in the night, woken by day: at once") {
        LadderDesk desk("quiet", "2026-03-02T23:00:00Z");
        CHECK(desk.calls_after("2026-03-03T09:15:00Z") == Calls{"director 2026-03-03T00:00:00Z"});
    }
}

TEST_CASE("a notice that is gathered into the quiet hours is gathered again when they are over") {
    LadderDesk desk("gathered", "2026-03-02T20:30:00Z");
    CHECK(desk.calls_after("2026-03-02T21:30:01Z") == Calls{"lead 2026-03-03T07:00:00Z"});
}

TEST_CASE("whom a policy of the host's calls is not woken either, and is told with the others") {
    LadderDesk desk("duty", "2026-03-02T22:10:00Z");
    CHECK(desk.calls_after("2026-03-02T23:10:01Z") == Calls{"on_call 2026-03-03T08:00:00Z"});
}

TEST_CASE("a call that waits for the morning is repeated from then on, as often as it says") {
    LadderDesk desk("repeated", "2026-03-02T22:00:00Z");
    CHECK(desk.calls_after("2026-03-02T23:00:01Z") == Calls{"director 2026-03-03T07:00:00Z"});
    CHECK(desk.calls_after("2026-03-03T07:29:59Z") == Calls{"director 2026-03-03T07:00:00Z"});
    CHECK(desk.calls_after("2026-03-03T21:00:00Z") == Calls{"director 2026-03-03T07:00:00Z",
                                                            "director 2026-03-03T07:30:00Z",
                                                            "director 2026-03-03T08:00:00Z"});
}

TEST_CASE("who is off duty is told once in the morning of what others hear again and again") {
    LadderDesk desk("shared", "2026-03-02T22:00:00Z");
    CHECK(desk.calls_after("2026-03-03T00:10:00Z") ==
          Calls{"lead 2026-03-02T23:00:00Z", "on_call 2026-03-03T08:00:00Z", "lead 2026-03-02T23:30:00Z",
                "lead 2026-03-03T00:00:00Z"});
    for (int half_hours = 1; half_hours < 16; ++half_hours)
        desk.calls_after(to_string(at("2026-03-03T00:00:00Z") + minutes(30 * half_hours)));
    const Calls calls = desk.calls_after("2026-03-03T08:31:00Z");
    CHECK(std::ranges::count(calls, "lead 2026-03-03T08:00:00Z") == 1);
    CHECK(std::ranges::count(calls, "on_call 2026-03-03T08:00:00Z") == 1);
    CHECK(std::ranges::count(calls, "on_call 2026-03-03T08:30:00Z") == 1);
}

TEST_CASE("a ladder goes on past somebody who is off duty") {
    LadderDesk desk("past", "2026-03-02T22:00:00Z");
    CHECK(desk.calls_after("2026-03-02T23:30:00Z") ==
          Calls{"on_call 2026-03-03T08:00:00Z", "director 2026-03-02T23:30:00Z"});
    const auto now = desk.engine->take_effects(at("2026-03-02T23:30:00Z"), minutes(1), 10).value();
    REQUIRE(now.size() == 1);
    CHECK(now.front().effect.payload == R"({"to":"director","with":{}})");
    REQUIRE(desk.engine->acknowledge_effect(tenant, now.front().effect.key));
    const auto morning = desk.engine->take_effects(at("2026-03-03T08:00:00Z"), minutes(1), 10).value();
    REQUIRE(morning.size() == 1);
    CHECK(morning.front().effect.payload == R"({"to":"on_call","with":{}})");
}
