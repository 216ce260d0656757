// Scenarios that hold pass; each kind of expectation, where it is not met, fails with its own sentence.
#include <doctest/doctest.h>

#include "scenario/repair_pack.hpp"

namespace {

using itr::test::outcome_of;

const std::string start = R"yaml(
scenario: a test
start: {workflow: repair, at: 2026-03-02T09:00:00Z, as: desk, data: {device: radio}}
steps:
)yaml";

/// The outcome of a scenario of one step behind the start.
std::string outcome_of_step(const std::string& step) { return outcome_of(start + "  - " + step + "\n"); }

}  // namespace

TEST_CASE("a scenario that holds passes") {
    CHECK(outcome_of(R"yaml(
scenario: a radio is repaired in time
start: {workflow: repair, at: 2026-03-02T10:00:00+01:00, as: desk, party: acme, data: {device: radio}, expect: {state: waiting, status: open}}
steps:
  - {at: +10m, send: begin, as: desk, expect: {state: [bench, working], not_state: closed, clocks: {finish: {state: running, elapsed: 10m, remaining: 1h50m, due: +2h}}}}
  - {at: +1h, expect: {effects: [{notify: desk}], breached: [], next_due: +2h1ms}}
  - {at: 2026-03-02T10:30:00Z, assign: {team: electronics}, as: desk, expect: {team: electronics, owner: "", effects: [assign]}}
  - {comment: nearly done, visible: public, as: {id: ann, roles: [desk]}, expect: {events: [{type: commented}], no_effects: true}}
  - {at: +1h50m, send: finish, data: {price: 30}, as: desk, expect: {state: closed, status: closed, data: {price: 30, device: radio, urgent: false}, clocks: {finish: met}, effects: [{notify: customer, with: {device: radio}}]}}
)yaml") == "");
}

TEST_CASE("deadlines up to a step's instant are worked off before its command") {
    CHECK(outcome_of_step("{at: +4h, send: begin, as: desk, expect: {rejected: true, state: closed, "
                          "breached: [finish]}}") == "");
    CHECK(outcome_of_step("{at: +3h, expect: {state: closed, effects: [{notify: desk}, {notify: desk}]}}") ==
          "");
}

TEST_CASE("a child ticket is opened by an action, goes by its workflow, and signals its parent") {
    CHECK(outcome_of(start + R"yaml(
  - {at: +1m, send: begin, as: desk}
  - {at: +2m, send: order_part, data: {part: knob}, as: desk, expect: {state: lacking, clocks: {finish: {paused: parts}}}}
  - {at: +3m, ticket: order, expect: {state: ordered, data: {part: knob}}}
  - {at: +9m, ticket: order, send: delivered, as: desk, expect: {status: closed}}
  - {at: +9m, expect: {state: working, clocks: {finish: {paused: false, elapsed: 2m}}}}
)yaml") == "");
}

TEST_CASE("a second ticket has a name of its own") {
    CHECK(outcome_of(start + R"yaml(
  - {at: +1m, open: {workflow: repair, name: other, data: {device: toaster}}, as: desk, expect: {state: waiting}}
  - {ticket: other, send: begin, as: desk, expect: {rejected: event.guarded}}
  - {send: begin, as: desk, expect: {state: bench}}
  - {ticket: third, send: begin, as: desk}
)yaml") == "scenarios.yaml:9: step 4: expected a ticket named 'third', but neither the scenario nor an "
           "action has opened one\n");
}

TEST_CASE("a customer acts for the party of the ticket") {
    CHECK(outcome_of(R"yaml(
scenario: a customer opens a ticket and comments on it
start: {workflow: repair, at: 2026-03-02T09:00:00Z, as: customer, data: {device: radio}}
steps:
  - {comment: hello, visible: public, as: customer}
  - {comment: hello, as: {roles: [customer], party: somebody-else}, visible: public, expect: {rejected: ticket.unknown}}
)yaml") == "");
}

TEST_CASE("a command that is refused unexpectedly fails the scenario") {
    CHECK(outcome_of_step("{send: finish, as: desk}") ==
          "scenarios.yaml:5: step 1: expected event 'finish' to be accepted, but it was rejected: expected "
          "one of [begin] in state waiting, but found event 'finish' [event.unexpected]\n");
}

TEST_CASE("a command that is accepted against expectation fails the scenario") {
    CHECK(outcome_of_step("{send: begin, as: desk, expect: {rejected: true}}") ==
          "scenarios.yaml:5: step 1: expected event 'begin' to be rejected, but it was accepted\n");
    CHECK(outcome_of_step("{send: begin, as: desk, expect: {rejected: event.guarded}}") ==
          "scenarios.yaml:5: step 1: expected event 'begin' to be rejected with event.guarded, but it was "
          "accepted\n");
}

TEST_CASE("another refusal than the expected one fails the scenario") {
    const std::string outcome =
        outcome_of_step("{send: begin, as: customer, expect: {rejected: event.guarded}}");
    CHECK(
        outcome.starts_with("scenarios.yaml:5: step 1: expected event 'begin' to be rejected with "
                            "event.guarded, but it was with "));
}

TEST_CASE("states that are not as expected are told with those that are active") {
    CHECK(
        outcome_of_step("{send: begin, as: desk, expect: {state: waiting, not_state: [bench]}}") ==
        "scenarios.yaml:5: step 1: expected state 'waiting' to be active, but active is 'bench.working'\n"
        "scenarios.yaml:5: step 1: expected state 'bench' not to be active, but active is 'bench.working'\n");
}

TEST_CASE("data, people and status that are not as expected are told with what they are") {
    CHECK(outcome_of_step("{at: +1m, expect: {data: {device: tv, price: 3, urgent: false}, owner: ann, team: "
                          "t, line: L1, status: closed}}") ==
          "scenarios.yaml:5: step 1: expected 'device' to be 'tv', but it is 'radio'\n"
          "scenarios.yaml:5: step 1: expected 'price' to be 3, but it is nothing\n"
          "scenarios.yaml:5: step 1: expected the owner to be 'ann', but it is nobody\n"
          "scenarios.yaml:5: step 1: expected the team to be 't', but it is nobody\n"
          "scenarios.yaml:5: step 1: expected the line to be 'L1', but it is nobody\n"
          "scenarios.yaml:5: step 1: expected the ticket to be closed, but it is open\n");
}

TEST_CASE("each property of a clock that is not as expected has its own sentence") {
    CHECK(
        outcome_of_step("{at: +10m, expect: {clocks: {finish: {state: met, elapsed: 9m, remaining: 1h, due: "
                        "+3h, breached: true, paused: "
                        "customer}}, breached: [finish], next_due: never}}") ==
        "scenarios.yaml:5: step 1: expected the state of clock 'finish' to be met, but it is running\n"
        "scenarios.yaml:5: step 1: expected the elapsed time of clock 'finish' to be 9m, but it is 10m\n"
        "scenarios.yaml:5: step 1: expected the remaining time of clock 'finish' to be 1h, but it is 1h50m\n"
        "scenarios.yaml:5: step 1: expected the due instant of clock 'finish' to be 2026-03-02T12:00:00Z, "
        "but it is 2026-03-02T11:00:00Z\n"
        "scenarios.yaml:5: step 1: expected clock 'finish' to be breached, but it is not\n"
        "scenarios.yaml:5: step 1: expected clock 'finish' to be paused, but it is not\n"
        "scenarios.yaml:5: step 1: expected the reason of the pause of clock 'finish' to be customer, but it "
        "is \n"
        "scenarios.yaml:5: step 1: expected exactly these clocks to be breached: 'finish', but breached are: "
        "none\n"
        "scenarios.yaml:5: step 1: expected the ticket to be due next at never, but it is at "
        "2026-03-02T10:00:00Z\n");
    CHECK(outcome_of_step("{at: +3h, expect: {breached: []}}") ==
          "scenarios.yaml:5: step 1: expected exactly these clocks to be breached: none, but breached are: "
          "'finish'\n");
}

TEST_CASE("effects and events are looked for in the step, in order") {
    CHECK(outcome_of_step("{at: +1h, expect: {effects: [{notify: customer}]}}") ==
          "scenarios.yaml:5: step 1: expected the effect {\"notify\":\"customer\"} in this step, in the "
          "order given, but found: notify desk\n");
    CHECK(outcome_of_step("{at: +1m, expect: {effects: [notify], events: [moved]}}") ==
          "scenarios.yaml:5: step 1: expected the effect 'notify' in this step, in the order given, but "
          "found: none\n"
          "scenarios.yaml:5: step 1: expected the event 'moved' in this step, in the order given, but found: "
          "none\n");
    CHECK(outcome_of_step("{at: +1h, expect: {no_effects: true}}") ==
          "scenarios.yaml:5: step 1: expected no effects in this step, but found: notify desk\n");
    CHECK(outcome_of_step("{at: +1h, expect: {no_effects: [{notify: desk}]}}") ==
          "scenarios.yaml:5: step 1: expected no effect {\"notify\":\"desk\"} in this step, but found: "
          "notify desk\n");
    CHECK(outcome_of_step("{at: +1h, expect: {no_events: [clock.paused]}}").empty());
    CHECK(outcome_of_step("{at: +1h, expect: {no_events: [{type: effect}]}}")
              .find("scenarios.yaml:5: step 1: expected no event {\"type\":\"effect\"} in this step, but "
                    "found: ") == 0);
}

TEST_CASE("nothing is run after the first step that fails") {
    CHECK(outcome_of(start + R"yaml(
  - {at: +1m, expect: {state: bench}}
  - {at: +2m, expect: {state: closed}}
)yaml") == "scenarios.yaml:6: step 1: expected state 'bench' to be active, but active is 'waiting'\n");
}
