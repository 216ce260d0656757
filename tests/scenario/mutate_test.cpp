// Mutants: what is changed in a pack, and which changes scenarios notice.
#include <doctest/doctest.h>

#include <algorithm>

#include "scenario/repair_pack.hpp"

namespace {

const std::string good_scenarios = R"yaml(
scenario: a radio is repaired in time, with a part that is ordered
start: {workflow: repair, at: 2026-03-02T09:00:00Z, as: desk, data: {device: radio}, expect: {clocks: {finish: {due: +2h}}}}
steps:
  - {at: +1m, send: begin, as: desk}
  - {at: +2m, send: order_part, data: {part: knob}, as: desk, expect: {clocks: {finish: {paused: parts}}}}
  - {at: +9m, ticket: order, send: delivered, as: desk, expect: {status: closed}}
  - {at: +9m, expect: {state: working}}
  - {at: +20m, send: finish, data: {price: 1}, as: desk, expect: {state: closed, clocks: {finish: met}}}
---
scenario: nobody repairs toasters, and an urgent one is due in an hour
start: {workflow: repair, at: 2026-03-02T09:00:00Z, as: desk, data: {device: toaster, urgent: true}, expect: {clocks: {finish: {due: +1h}}}}
steps:
  - {at: +1m, send: begin, as: desk, expect: {rejected: event.guarded}}
  - {at: +29m59s, expect: {no_effects: true}}
  - {at: +30m, expect: {effects: [{notify: desk}]}}
  - {at: +2h59m59s, expect: {state: waiting}}
  - {at: +3h, expect: {state: closed}}
---
scenario: a customer does not do the work of the desk, and the desk does not say for a supplier that a part is here
start: {workflow: repair, at: 2026-03-02T09:00:00Z, as: desk, party: acme, data: {device: radio}}
steps:
  - {send: begin, as: customer, expect: {rejected: event.not_permitted}}
  - {send: order_part, as: customer, expect: {rejected: event.not_permitted}}
  - {send: finish, as: customer, expect: {rejected: event.not_permitted}}
  - {send: part_arrived, as: desk, expect: {rejected: event.not_permitted}}
---
scenario: a customer does not receive an ordered part
start: {workflow: order, at: 2026-03-02T09:00:00Z, as: desk, party: acme, data: {part: knob}}
steps:
  - {send: delivered, as: customer, expect: {rejected: event.not_permitted}}
)yaml";

const std::string lax_scenario = R"yaml(
scenario: a radio is put on the bench
start: {workflow: repair, at: 2026-03-02T09:00:00Z, as: desk, data: {device: radio}}
steps:
  - {at: +1m, send: begin, as: desk}
)yaml";

itr::scenario::MutationReport mutants_of(const std::string& scenarios,
                                         const itr::scenario::MutationOptions& options = {}) {
    const auto shop = itr::test::repair_shop(scenarios);
    REQUIRE(shop.mistakes == "");
    return itr::scenario::mutate(shop.model, shop.pack->zones(), options);
}

}  // namespace

TEST_CASE("scenarios that look closely leave no mutant alive") {
    const auto report = mutants_of(good_scenarios);
    for (const auto& survivor : report.survivors) MESSAGE(survivor.text);
    CHECK(report.survivors.empty());
    CHECK(report.complete);
    // Five events, six transitions, two guards, one delay, two goals, two conditions and a threshold in two
    // ways.
    CHECK(report.total == 22);
    CHECK(report.killed + report.stillborn == report.total);
}

TEST_CASE("what scenarios do not look at survives, with its place") {
    const auto report = mutants_of(lax_scenario);
    std::string survivors;
    for (const auto& m : report.survivors)
        survivors += m.at.file + ":" + std::to_string(m.at.line) + " " + m.text + "\n";
    CHECK(survivors ==
          "pack.yaml:42 order: event delivered: sent by anybody\n"
          "pack.yaml:47 ordered: on delivered to done: transition removed\n"
          "pack.yaml:15 repair: event begin: sent by anybody\n"
          "pack.yaml:16 repair: event order_part: sent by anybody\n"
          "pack.yaml:17 repair: event part_arrived: sent by anybody\n"
          "pack.yaml:18 repair: event finish: sent by anybody\n"
          "pack.yaml:24 waiting: after 3h: 3h shifted to 3h1s\n"
          "pack.yaml:24 waiting: after 3h to closed: transition removed\n"
          "pack.yaml:30 bench.working: on order_part to lacking: transition removed\n"
          "pack.yaml:31 bench.working: on finish to closed: transition removed\n"
          "pack.yaml:35 bench.lacking: on part_arrived to working: transition removed\n"
          "pack.yaml:54 promise: finish: pause for parts: condition removed\n"
          "pack.yaml:54 promise: finish: pause for parts: condition negated (tagged('waiting.part'))\n"
          "pack.yaml:54 promise: finish: stop: condition removed\n"
          "pack.yaml:54 promise: finish: stop: condition negated (inState('closed'))\n"
          "pack.yaml:56 promise: goal 1: guard negated (ticket.urgent)\n"
          "pack.yaml:56 promise: goal 1 of finish: 1h shifted to 1h1s\n"
          "pack.yaml:57 promise: goal 2 of finish: 2h shifted to 2h1s\n"
          "pack.yaml:60 promise: threshold finish 50%: threshold removed\n"
          "pack.yaml:60 promise: threshold finish 50%: threshold shifted\n");
}

TEST_CASE("mutation testing stops when it is told to") {
    itr::scenario::MutationOptions options;
    std::size_t asked = 0;
    options.progress = [&](std::size_t done, std::size_t total) {
        ++asked;
        return done < total / 2;
    };
    const auto report = mutants_of(good_scenarios, options);
    CHECK_FALSE(report.complete);
    CHECK(asked == 12);
    CHECK(report.killed == 11);
}

TEST_CASE("coverage says how often each transition was taken") {
    const auto shop = itr::test::repair_shop(good_scenarios);
    itr::scenario::Coverage coverage;
    for (const auto& scenario : shop.model.scenarios)
        CHECK(itr::scenario::run(shop.pack, scenario, &coverage).passed());
    std::string text;
    for (const auto& t : itr::scenario::covered_transitions(*shop.pack, coverage))
        text += std::to_string(t.taken) + " " + t.workflow + " " + t.text + "\n";
    CHECK(text ==
          "1 order ordered: on delivered to done\n"
          "1 repair waiting: on begin to bench when ticket.device != 'toaster'\n"
          "1 repair waiting: after 3h to closed\n"
          "1 repair bench.working: on order_part to bench.lacking\n"
          "1 repair bench.working: on finish to closed\n"
          "1 repair bench.lacking: on part_arrived to bench.working\n");
}
