// Every way in which a pack is changed, and that what is changed means what its name says.
#include <doctest/doctest.h>

#include <itr/loader.hpp>
#include <itr/pack.hpp>
#include <itr/scenario.hpp>
#include <string>

namespace {

const std::string visits = R"yaml(
pack: visits
version: 1.0.0
---
roles: {desk: {rights: [open, set]}, guard: {rights: [open]}}
---
workflow: visit
data:
  age: {type: int, default: 20}
  guests: {type: int, default: 1}
  price: {type: int, from: {table: price}}
  vip: {type: bool, default: false}
events:
  enter: {role: [desk, guard]}
  wave: {role: any}
initial: outside
states:
  outside:
    on:
      enter: {role: guard, when: "ticket.age > 5", to: inside, do: [{notify: desk, when: "ticket.vip"}, {send: {event: wave, after: 5m}}]}
      wave: outside
  inside: {type: final}
---
agreement: hospitality
applies: "ticket.guests > 0"
clocks:
  wait: {start: "ticket.age > 1", pause: "ticket.age > 2", resume: "ticket.age < 2", stop: "inState('inside')", cancel: "ticket.age < 0", reset: "on('wave')", silent: "ticket.vip"}
goals:
  - {when: "ticket.vip", wait: 5m}
  - {wait: 10m}
thresholds:
  wait:
    predicted: {notify: desk}
    "50%": {notify: desk, when: "ticket.vip"}
    every 1m after breach: {notify: desk, times: 3}
---
table: price
hit: first
inputs: ["ticket.age", "ticket.guests"]
outputs: {price: {type: int}}
rows:
  - ["[6..17]", _, 5]
  - ["> 17", 1, 10]
  - [_, "not 1", 8]
default: [0]
)yaml";

itr::model::Pack visits_with(const std::string& scenarios) {
    const std::vector<itr::loader::SourceText> sources{{"pack.yaml", visits}, {"scenarios.yaml", scenarios}};
    itr::loader::Loaded loaded =
        itr::loader::load(scenarios.empty() ? std::span(sources).first(1) : std::span(sources));
    for (const itr::Diagnostic& d : loaded.diagnostics) MESSAGE(to_string(d));
    REQUIRE(loaded.pack);
    return *std::move(loaded.pack);
}

/// The texts of the mutants of one kind that no scenario notices.
std::string survivors(itr::scenario::Mutation mutation, const std::string& scenarios = {}) {
    std::string text;
    const auto zones = *itr::calendar::ZoneDatabase::load_system();
    for (const auto& mutant : itr::scenario::mutate(visits_with(scenarios), zones).survivors)
        if (mutant.mutation == mutation) text += mutant.text + "\n";
    return text;
}

}  // namespace

using itr::scenario::Mutation;

TEST_CASE("who may send an event or cause a transition is widened where it is restricted") {
    CHECK(survivors(Mutation::widen_senders) ==
          "visit: event enter: sent by anybody\n"
          "outside: on enter to inside: sent by anybody\n");
}

TEST_CASE("a guard of a transition, an action, an agreement and a goal is negated") {
    CHECK(survivors(Mutation::negate_guard) ==
          "outside: on enter to inside: guard negated (ticket.age > 5)\n"
          "outside: on enter to inside: action: guard negated (ticket.vip)\n"
          "hospitality: applies: guard negated (ticket.guests > 0)\n"
          "hospitality: goal 1: guard negated (ticket.vip)\n"
          "hospitality: threshold wait 50%: action: guard negated (ticket.vip)\n");
}

TEST_CASE("every condition of a clock is removed and negated") {
    CHECK(survivors(Mutation::remove_condition) ==
          "hospitality: wait: start: condition removed\n"
          "hospitality: wait: pause for other: condition removed\n"
          "hospitality: wait: resume: condition removed\n"
          "hospitality: wait: stop: condition removed\n"
          "hospitality: wait: cancel: condition removed\n"
          "hospitality: wait: reset: condition removed\n"
          "hospitality: wait: silent: condition removed\n");
    CHECK(survivors(Mutation::negate_condition) ==
          "hospitality: wait: start: condition negated (ticket.age > 1)\n"
          "hospitality: wait: pause for other: condition negated (ticket.age > 2)\n"
          "hospitality: wait: resume: condition negated (ticket.age < 2)\n"
          "hospitality: wait: stop: condition negated (inState('inside'))\n"
          "hospitality: wait: cancel: condition negated (ticket.age < 0)\n"
          "hospitality: wait: reset: condition negated (on('wave'))\n"
          "hospitality: wait: silent: condition negated (ticket.vip)\n");
}

TEST_CASE(
    "a threshold is removed, and shifted with the period in which it is repeated, if it has an instant") {
    CHECK(survivors(Mutation::remove_threshold) ==
          "hospitality: threshold wait predicted: threshold removed\n"
          "hospitality: threshold wait 50%: threshold removed\n"
          "hospitality: threshold wait every 1m after breach: threshold removed\n");
    CHECK(survivors(Mutation::shift_threshold) ==
          "hospitality: threshold wait 50%: threshold shifted\n"
          "hospitality: threshold wait every 1m after breach: threshold shifted\n"
          "hospitality: threshold wait every 1m after breach: repeated: threshold shifted\n");
}

TEST_CASE("a row of a table is removed, and each entry that says something is negated") {
    CHECK(survivors(Mutation::remove_row) ==
          "price: row 1: row removed\n"
          "price: row 2: row removed\n"
          "price: row 3: row removed\n");
    CHECK(survivors(Mutation::negate_entry) ==
          "price: row 1, ticket.age: entry negated\n"
          "price: row 2, ticket.age: entry negated\n"
          "price: row 2, ticket.guests: entry negated\n"
          "price: row 3, ticket.guests: entry negated\n");
}

TEST_CASE("a negated range holds on both sides of it, up to its bounds") {
    const auto of_age = [](int age, int price) {
        return "scenario: the price at " + std::to_string(age) + "\n" +
               "start: {workflow: visit, at: 2026-03-02T09:00:00Z, as: desk, data: {age: " +
               std::to_string(age) + "}, expect: {data: {price: " + std::to_string(price) +
               "}}}\nsteps: []\n---\n";
    };
    const std::string first = "price: row 1, ticket.age: entry negated\n";
    const auto left = [](const std::string& scenarios) {
        return survivors(Mutation::negate_entry, scenarios);
    };
    // Each of these notices by itself: within the range, at its bounds, below and above it.
    for (const auto& noticing : {of_age(6, 5), of_age(17, 5), of_age(5, 0), of_age(18, 10)})
        CHECK(left(noticing).find(first) == std::string::npos);
    CHECK(left(of_age(20, 10)).find("row 2") == std::string::npos);
    CHECK(left(of_age(20, 10)).find("price: row 3, ticket.guests: entry negated\n") != std::string::npos);
}
