// A small service desk that engine and ticket tests work with: one workflow, two clocks, a ladder, a table.
#pragma once

#include <doctest/doctest.h>

#include <itr/engine.hpp>
#include <itr/loader.hpp>
#include <itr/stores/memory.hpp>
#include <memory>
#include <string>
#include <vector>

namespace itr::test {

inline constexpr const char* desk_yaml = R"yaml(
pack: desk
version: 1.0.0
---
workflow: request
calendar: office
data:
  customer: {type: string, required: true, personal: true}
  impact: {type: enum, values: [high, low], default: low}
  severity: {type: enum, values: [critical, minor], from: {table: severity}}
  cause: {type: string, visible: internal}
  reported_at: {type: timestamp, default: "=now"}
events:
  dispatch: {role: agent, data: {team: {type: string, required: true}}}
  ask: {role: agent}
  answer: {role: [agent, customer]}
  solve: {role: agent, data: {cause: {type: string, required: true}}}
  confirm: {role: customer}
  refuse: {role: customer}
initial: registered
states:
  registered:
    on: {dispatch: {to: handling, do: [{assign: {team: "event.team"}}]}}
  handling:
    initial: working
    states:
      working:
        on:
          ask: waiting
          solve: {to: solved, when: "event.cause != ''", do: [{set: {cause: "event.cause"}}]}
      waiting:
        tags: [waiting.customer]
        on: {answer: working}
        after: {"2 working days": solved}
  solved:
    on: {confirm: closed, refuse: handling}
  closed: {type: final}
---
table: severity
hit: first
inputs: ["ticket.impact"]
rows:
  - [high, critical]
  - [_, minor]
---
calendar: office
zone: Asia/Shanghai
week: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
---
agreement: standard
kind: sla
clocks:
  respond: {anchor: "ticket.reported_at", stop: "inState('handling')"}
  resolve: {anchor: "ticket.reported_at", stop: "inState('solved')", pause: "tagged('waiting.customer')"}
goals:
  - {when: "ticket.severity == 'critical'", respond: 15m, resolve: 4h, calendar: 24x7}
  - {respond: 4h, resolve: 2 working days, calendar: office}
thresholds:
  respond: {"100%": {ladder: management}}
  resolve: {"75%": {notify: lead}}
---
ladder: management
levels:
  - {notify: lead}
  - {notify: director, after: 30m, repeat: 30m, until: acknowledged}
---
roles:
  customer: {customer: true, rights: [open, comment]}
  agent: {rights: [open, comment, comment.internal, assign, set, link, attach, clock, view, acknowledge, erase]}
)yaml";

inline const std::shared_ptr<const calendar::ZoneDatabase>& zones() {
    static const auto loaded = *calendar::ZoneDatabase::load_system();
    return loaded;
}

inline std::shared_ptr<const Pack> compile(const std::string& yaml) {
    const loader::SourceText source{"desk.yaml", yaml};
    auto loaded = loader::load(std::span(&source, 1));
    for (const auto& d : loaded.diagnostics) MESSAGE(to_string(d));
    REQUIRE(loaded.pack);
    Diagnostics diagnostics;
    auto pack = Pack::compile(*loaded.pack, zones(), diagnostics);
    for (const auto& d : diagnostics) MESSAGE(to_string(d));
    REQUIRE(pack);
    return pack;
}

inline const std::shared_ptr<const Pack>& desk_pack() {
    static const auto pack = compile(desk_yaml);
    return pack;
}

inline Instant at(std::string_view text) { return parse_instant(text).value(); }

inline const Actor agent{"li.wei", {"agent"}, {}};
inline const Actor customer{"chen", {"customer"}, "acme"};
inline const Actor host{"host", {"system"}, {}};

/// An engine with the desk deployed, entropy fixed.
inline std::unique_ptr<Engine> make_engine(std::shared_ptr<store::Store> store) {
    EngineOptions options;
    options.store = std::move(store);
    options.zones = zones();
    options.entropy = [] { return std::string("sixteen bytes..!"); };
    auto engine = Engine::open(std::move(options));
    REQUIRE(engine);
    return *std::move(engine);
}

inline std::unique_ptr<Engine> desk_engine(std::shared_ptr<store::Store> store = store::make_memory_store()) {
    auto engine = make_engine(std::move(store));
    REQUIRE(engine->deploy(desk_pack(), at("2026-03-01T00:00:00Z"), host));
    return engine;
}

inline const TenantId tenant{"t"};
inline const TicketId ticket{"T-1"};

inline Command command_of(Actor actor, command::Body body) {
    return {tenant, ticket, std::move(actor), std::move(body), {}, {}, {}};
}

inline Outcome run(Engine& engine, Actor actor, command::Body body, std::string_view when) {
    auto outcome = engine.execute(command_of(std::move(actor), std::move(body)), at(when));
    REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : outcome.error().message));
    return *outcome;
}

inline command::Open open_request(std::string impact = "high") {
    return {"request", {{"customer", Value("Acme Ltd")}, {"impact", Value(impact)}}, "acme", {}, {}, {}, {},
            {}};
}

}  // namespace itr::test
