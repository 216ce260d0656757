#include "lifecycle_pack.hpp"

#include <cstdio>
#include <cstdlib>
#include <itr/loader.hpp>

namespace itr::bench {
namespace {

constexpr const char* yaml = R"yaml(
pack: lifecycle
version: 1.0.0
---
workflow: request
calendar: office
data:
  severity: {type: enum, values: [major, minor, none], required: true}
  contract_active: {type: bool, required: true}
  channel: string
  customer: string
  requester: string
  desk: string
  approver: string
  queue: string
  assignee: string
  info: string
  cause: string
  solution: string
  score: string
  confirmed: string
events:
  register: {role: desk, data: {desk: string}}
  authorize: {role: desk, data: {approver: string}}
  dispatch: {role: desk, data: {queue: string, assignee: string}}
  validate: {role: desk, data: {info: string}}
  request_info: {role: desk, data: {info: string}}
  info_received: {role: desk, data: {info: string}}
  diagnose: {role: desk, data: {cause: string}}
  prepare: {role: desk, data: {solution: string}}
  deliver: {role: desk, data: {info: string}}
  confirm: {role: desk, data: {confirmed: string}}
  survey: {role: desk, data: {score: string}}
  close: {role: desk, data: {info: string}}
initial: new
states:
  new:
    on: {register: {to: registered, when: "ticket.channel != null", do: [{set: {desk: "event.desk"}}]}}
  registered:
    on:
      authorize:
        to: authorized
        when: "ticket.severity == 'major' && ticket.contract_active"
        do: [{set: {approver: "event.approver"}}]
  authorized:
    on:
      dispatch:
        to: dispatched
        when: "ticket.severity == 'major' && ticket.contract_active"
        do: [{set: {queue: "event.queue", assignee: "event.assignee"}}]
  dispatched:
    on: {validate: {to: validated, when: "ticket.assignee != ''", do: [{set: {info: "event.info"}}]}}
  validated:
    on:
      request_info:
        to: waiting
        when: "ticket.severity == 'major' && ticket.contract_active"
        do: [{set: {info: "event.info"}}]
  waiting:
    tags: [waiting.customer]
    on:
      info_received:
        to: informed
        when: "ticket.customer == ticket.requester"
        do: [{set: {info: "event.info"}}]
  informed:
    on: {diagnose: {to: diagnosed, when: "ticket.severity != 'none'", do: [{set: {cause: "event.cause"}}]}}
  diagnosed:
    on: {prepare: {to: prepared, when: "ticket.cause != ''", do: [{set: {solution: "event.solution"}}]}}
  prepared:
    on: {deliver: {to: delivered, when: "ticket.solution != ''", do: [{set: {info: "event.info"}}]}}
  delivered:
    on:
      confirm:
        to: confirmed
        when: "ticket.customer == ticket.requester"
        do: [{set: {confirmed: "event.confirmed"}}]
  confirmed:
    on:
      survey:
        to: surveyed
        when: "ticket.severity == 'major' && ticket.contract_active"
        do: [{set: {score: "event.score"}}]
  surveyed:
    on: {close: {to: closed, when: "ticket.confirmed == 'yes'", do: [{set: {info: "event.info"}}]}}
  closed: {type: final}
---
calendar: office
zone: Asia/Shanghai
week: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
---
agreement: standard
clocks:
  respond: {start: "on('register')", stop: "on('validate')"}
  resolve: {start: "on('register')", stop: "on('deliver')", pause: "tagged('waiting.customer')"}
goals:
  - {respond: 30m, resolve: 8h}
---
roles:
  desk: {rights: [open, view]}
)yaml";

Command by_the_desk(command::Body body) {
    return {TenantId("t"), TicketId("T-1"), {"li.wei", {"desk"}, {}}, std::move(body), {}, {}, {}};
}

Command event(std::string name, Data data) {
    return by_the_desk(command::Send{std::move(name), std::move(data)});
}

void report(const Diagnostics& diagnostics) {
    for (const auto& d : diagnostics) std::fprintf(stderr, "%s\n", to_string(d).c_str());
}

}  // namespace

std::shared_ptr<const Pack> pack_of(const std::string& text) {
    const loader::SourceText source{"bench.yaml", text};
    auto loaded = loader::load(std::span(&source, 1));
    const auto zones = calendar::ZoneDatabase::load_system();
    if (!loaded.pack || !zones) return report(loaded.diagnostics), std::abort(), nullptr;
    Diagnostics diagnostics;
    auto pack = Pack::compile(*loaded.pack, *zones, diagnostics);
    if (!pack) report(diagnostics), std::abort();
    return pack;
}

std::shared_ptr<const Pack> lifecycle_pack() {
    static const auto pack = pack_of(yaml);
    return pack;
}

Lifecycle::Lifecycle() : start(parse_instant("2026-03-02T09:00:00+08:00").value()) {
    opening = by_the_desk(command::Open{"request",
                                        {{"severity", Value("major")},
                                         {"contract_active", Value(true)},
                                         {"channel", Value("web")},
                                         {"customer", Value("acme")},
                                         {"requester", Value("acme")}},
                                        {},
                                        "1",
                                        {},
                                        {},
                                        {},
                                        {}});
    events = {event("register", {{"desk", Value("desk-1")}}),
              event("authorize", {{"approver", Value("mgr-2")}}),
              event("dispatch", {{"queue", Value("net")}, {"assignee", Value("li.wei")}}),
              event("validate", {{"info", Value("ok")}}),
              event("request_info", {{"info", Value("need-logs")}}),
              event("info_received", {{"info", Value("logs.tgz")}}),
              event("diagnose", {{"cause", Value("dns")}}),
              event("prepare", {{"solution", Value("restart")}}),
              event("deliver", {{"info", Value("sent")}}),
              event("confirm", {{"confirmed", Value("yes")}}),
              event("survey", {{"score", Value("5")}}),
              event("close", {{"info", Value("done")}})};
}

}  // namespace itr::bench
