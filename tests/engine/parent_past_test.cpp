// A clock that counts the pauses before its start knows when the ticket got its parent.
#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

TEST_CASE("a clock that starts late sees the moment at which the ticket was put under a parent") {
    const auto pack = compile(R"yaml(
pack: family
version: 1.0.0
---
workflow: fault
data: {reported_at: {type: timestamp, default: "=now"}}
events: {accept: {role: any}, note: {role: any}}
initial: working
states:
  working: {on: {accept: accepted, note: {do: [{comment: {text: "'x'"}}]}}}
  accepted: {}
---
agreement: gold
clocks:
  late:
    anchor: "ticket.reported_at"
    start: "inState('accepted')"
    pause: [{when: "ticket.parent != before.parent", reason: parent}]
    retroactive: start_and_pauses
    stop: "changed('reported_at')"
goals: [{late: real 10h}]
---
roles:
  agent: {rights: [open, link, view]}
)yaml");
    const auto engine = make_engine(store::make_memory_store());
    REQUIRE(engine->deploy(pack, at("2026-03-01T00:00:00Z"), host));
    run(*engine, host, command::Open{"fault", {}, {}, {}, {}, {}, {}, {}}, "2026-03-02T10:00:00Z");
    run(*engine, host, command::Link{"T-9", "child_of"}, "2026-03-02T11:00:00Z");
    run(*engine, host, command::Send{"note", {}}, "2026-03-02T11:30:00Z");
    run(*engine, host, command::Send{"accept", {}}, "2026-03-02T12:00:00Z");
    const auto view = engine->get(tenant, ticket, host, at("2026-03-02T12:00:00Z")).value();
    REQUIRE(view.clocks.size() == 1);
    CHECK(view.clocks[0].elapsed == minutes(90));  // it would have rested from 11:00 to 11:30
}
