// A pack whose tickets write every kind of event of the journal, and the commands that make them do it.
#pragma once

#include <itr/loader.hpp>
#include <itr/ticket.hpp>
#include <string_view>
#include <vector>

namespace itr::test {

inline constexpr std::string_view journal_yaml = R"yaml(
pack: journal
version: 1.0.0
---
workflow: request
calendar: office
data:
  customer: {type: string, required: true, personal: true}
  impact: {type: enum, values: [high, low], default: low}
  severity: {type: enum, values: [critical, minor], from: {table: severity}}
  cause: {type: string, visible: internal}
  parts: {type: list, of: int, default: [1, 2]}
  reported_at: {type: timestamp, default: "=now"}
  budget: {type: duration, default: 1h30m}
events:
  work: {role: agent, data: {team: {type: string, required: true}, effort: duration}}
  hold: {role: agent}
  resume: {role: agent}
  answered: {role: agent}
  remind: {role: agent, data: {text: string}}
  solve: {role: agent, data: {cause: {type: string, required: true}}}
  reopen: {role: agent}
initial: registered
states:
  registered:
    on: {work: {to: [handling.repair.doing, handling.inform.telling], do: [{assign: {team: "event.team"}}]}}
  handling:
    type: parallel
    states:
      repair:
        initial: doing
        states:
          doing:
            line: L1
            entry:
              - ask: {host: entitlement, with: {customer: "ticket.customer"}}
              - send: {event: remind, after: 30m, id: reminder, with: {text: "'still open'"}}
            on:
              hold: waiting
              remind: {do: [{comment: {text: "event.text"}}, {notify: {to: lead, with: {text: "event.text"}}}]}
              solve: {to: done, do: [{set: {cause: "event.cause"}}, {cancel: reminder}]}
          waiting:
            tags: [waiting.customer]
            on: {resume: past}
            after: {"2 working days": done}
          past: {history: deep, initial: doing}
          done: {type: final}
      inform:
        initial: telling
        states:
          telling: {on: {answered: told}}
          told: {type: final}
    done: {to: solved, do: [{open: {workflow: request, with: {customer: "ticket.customer"}}}]}
  solved:
    tags: [closed]
    entry: [{set: {impact: "string(1 / size(ticket.parts.filter(p, p > 9)))"}}]
    on: {reopen: handling}
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
agreement: support
clocks:
  respond: {anchor: "ticket.reported_at", stop: "inState('handling')"}
  resolve:
    anchor: "ticket.reported_at"
    stop: "inState('solved')"
    pause: [{when: "tagged('waiting.customer')", reason: customer}]
    pause_budget: {total: 40h}
    reopen: continue_with_gap
  promise: {anchor: "ticket.reported_at", stop: "inState('solved')", cancel: "on('hold')", retarget: restart}
goals:
  - {when: "ticket.severity == 'critical'", respond: 15m, resolve: 4h, promise: 2 working days by 16:00, calendar: 24x7}
  - {respond: 4h, resolve: 2 working days, promise: 5 working days}
thresholds:
  respond: {"100%": {ladder: management}}
  resolve: {"75%": {notify: lead}, "every 30m after breach": {notify: lead, times: 3}}
---
agreement: basic
applies: "ticket.impact == 'low'"
clocks: {inform: {stop: "inState('solved')"}}
goals: [{inform: real 8h}]
thresholds: {inform: {"every real 5m after start": {notify: lead, times: 3}}}
---
agreement: vip
applies: "ticket.impact == 'high'"
clocks: {inform: {stop: "inState('solved')"}}
goals: [{inform: real 4h}]
thresholds: {inform: {"every real 5m after start": {notify: lead, times: 3}}}
---
ladder: management
levels:
  - {notify: lead}
  - {notify: director, after: 30m, repeat: 30m, until: acknowledged}
---
roles:
  agent: {rights: [open, comment, comment.internal, assign, set, link, attach, clock, view, acknowledge, erase]}
)yaml";

struct JournalCommand {
    std::int64_t minute;  ///< after the opening
    command::Body body;
};

/// The life of one ticket: every command, and deadlines that fall between them.
inline std::vector<JournalCommand> journal_commands() {
    namespace c = command;
    return {
        {0, c::Open{"request", {{"customer", Value("Acme Ltd")}}, "acme", "R-1", "T-0", {}, {}, {}}},
        {7, c::Set{{{"impact", Value("high")}}}},
        {50, c::Wake{}},
        {51, c::Acknowledge{"management"}},
        {55, c::Send{"work", {{"team", Value("net")}}}},
        {56, c::Comment{"the router is old", true}},
        {57, c::Attach{"log", "file:///log", std::string(64, 'a'), 12, false}},
        {58, c::Link{"T-2", "caused_by"}},
        {59, c::PauseClock{"resolve", "parts"}},
        {70, c::ResumeClock{"resolve", "parts"}},
        {80, c::Send{"hold", {}}},
        {90, c::Send{"resume", {}}},
        {400, c::Wake{}},
        {400, c::Acknowledge{"resolve"}},
        {400, c::WaiveClock{"resolve", "a storm"}},
        {401, c::Assign{"li.wei", std::nullopt, "L2", "knows it"}},
        {401, c::CorrectClock{"resolve", parse_instant("2026-03-02T03:00:00Z").value(),
                              parse_instant("2026-03-02T03:10:00Z").value(), false, "the site was closed"}},
        {402, c::Send{"solve", {{"cause", Value("dns")}}}},
        {403, c::Send{"answered", {}}},
        {500, c::Send{"reopen", {}}},
        {501, c::Erase{{"data.customer"}, "asked"}},
        {502, c::Send{"hold", {}}},
        {6000, c::Wake{}},
    };
}

/// Compiled; without a value if the pack has mistakes.
inline std::shared_ptr<const Pack> journal_pack() {
    static const auto pack = []() -> std::shared_ptr<const Pack> {
        const std::vector<loader::SourceText> source{{"journal.yaml", std::string(journal_yaml)}};
        const auto loaded = loader::load(source);
        const auto zones = calendar::ZoneDatabase::load_system();
        Diagnostics diagnostics;
        return loaded.pack && zones ? Pack::compile(*loaded.pack, *zones, diagnostics) : nullptr;
    }();
    return pack;
}

}  // namespace itr::test
