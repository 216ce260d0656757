// A pack that uses nearly every key of the format once.
#pragma once

namespace itr::test {

inline constexpr const char* sample_pack = R"yaml(
pack: sample
version: 1.10
title: {en: Sample, zh: 样例}
---
workflow: service-request
title: Service request
calendar: office
unexpected: ignore
opened_by: [desk, customer]
data:
  customer: {type: string, required: true, personal: true}
  outage: {type: bool, default: false}
  impact: {type: enum, values: [high, low], default: low}
  severity: {type: enum, values: [critical, minor], from: {table: severity}}
  reported_at: {type: timestamp, default: "=now"}
  seen_at: {type: timestamp, default: 2026-03-02T09:00:00+08:00}
  budget: {type: duration, default: 1h30m}
  score: {type: double, default: 0.5}
  parts: {type: list, of: int, default: [1, 2]}
  attributes: {type: map, of: string, default: {colour: red}}
  note: {visible: internal, title: {en: Note, zh: 备注}}
  reason: string
events:
  register: {role: desk}
  dispatch: {roles: [desk, lead], data: {team: {required: true}}}
  remark: {role: any, visible: internal}
  host_answered:
initial: {to: accept, do: {set: {note: "'new'"}}}
states:
  accept:
    initial: registering
    entry:
      - ask: {host: entitlement, with: {customer: "ticket.customer"}}
      - {when: "ticket.outage", notify: {to: lead, with: {template: "'outage'"}}}
    exit: {cancel: reminder}
    states:
      registering:
        tags: [waiting.desk]
        on:
          register: dispatching
          error.*: {do: {comment: {text: "'failed'", visible: public}}}
        after: {"2 working days": dispatching, real 4h: {to: dispatching, role: lead}}
        always: {when: "ticket.outage", to: dispatching}
      dispatching: {type: atomic}
      past: {history: deep, initial: registering}
    done: handle
  handle:
    type: parallel
    line: L1
    role: desk
    calendar: 24x7
    ola: 2h
    uses: [bench]
    on:
      dispatch:
        - {when: "event.team != ''", to: [handle.repair.doing, handle.inform.telling], do: [{assign: {team: "event.team"}}, {decide: severity}]}
        - {do: [{raise: register}, {send: {event: remark, after: 30m, id: reminder, with: {text: "'x'"}}}], internal: true}
      "*": {when: "ticket.outage", to: closed}
    states:
      repair:
        initial: doing
        states:
          doing: {on: {register: done, remark: {do: [{assign: {table: severity}}, {open: {workflow: service-request, with: {customer: "ticket.customer"}}}]}}}
          done: {type: final, entry: [{signal: {to: parent, event: register}}, {ladder: {ladder: management, level: 2}}, {ladder: management}]}
      inform: {initial: telling, states: {telling: {on: {register: {to: told, times: 2}}}, told: {type: final}}}
  closed: {type: final}
---
agreement: gold
title: Gold
kind: sla
workflows: service-request
applies: "ticket.outage"
calendar: office
match: most_specific
clocks:
  respond: {anchor: "ticket.reported_at", stop: "inState('handle')", title: Response, accountable: desk, visible: internal}
  restore:
    start: "on('register')"
    stop: "inState('closed')"
    resume: "on('dispatch')"
    cancel: "ticket.outage"
    reset: "changed('severity')"
    pause: [{when: "tagged('waiting.desk')", reason: customer}, {when: "ticket.outage"}]
    snap: true
    retroactive: start_and_pauses
    born_breached: all
    catch_up: next
    retarget: {severity: restart}
    calendar_change: remeasure
    breach: recomputed
    cycle: repeat
    reopen: {policy: new_cycle, target: 2h, within: 5 working days}
    land: next_opening
  answer: {stop: "on('remark')", pause: "ticket.outage", reopen: {new_cycle: 1h}, retarget: keep}
goals:
  - {when: "ticket.severity == 'critical'", respond: 15m, restore: real 4h, calendar: 24x7, weight: 10}
  - {respond: 4h, restore: 2 working days by 16:00, answer: 60% of restore}
thresholds:
  restore:
    "75.5%": {ladder: management}
    "30m before due": {notify: desk}
    "2h after start": [{notify: desk}, {when: "ticket.outage", notify: lead}]
    "every 1h after breach": {notify: lead, times: 10}
    predicted: {notify: lead}
---
calendar: office
title: Office
zone: Asia/Shanghai
week: {mon-thu: ["09:00-12:00", "13:00-18:00"], friday: "09:00-12:00"}
closed: [2026-02-16/2026-02-22, 2026-05-01]
open: {2026-02-14: ["09:00-12:00"], 2026-02-21/2026-02-22: ["22:00-06:00"]}
breaks: {2026-12-24: ["14:00-18:00", "09:00-10:00"]}
rules: [{fixed: 05-01, observed: next_monday}, {nth: 3, weekday: monday, of: january}, {last: mon, of: may}, {easter: -2}]
valid: {from: 2026-01-01, to: 2026-12-31}
known_until: 2026-12-31
---
calendar: always-open
always: true
---
table: severity
hit: first
inputs: ["ticket.impact", "ticket.outage"]
outputs: {severity: {type: enum, values: [critical, minor]}}
rows:
  - [high, true, critical]
  - [[high, low], _, minor]
  - [not low, {not: [true]}, minor]
  - [{is: "_"}, false, minor]
default: minor
---
table: points
hit: {collect: sum}
inputs: ["ticket.score", "ticket.parts.size()", "ticket.reported_at", "ticket.budget"]
rows:
  - [< 3, 1..5, ">= 2026-01-01T00:00:00Z", "(1h..2h]", 1]
  - [1.5, "[2..7)", _, "< 30m", 2.5]
---
ladder: management
levels:
  - {notify: lead}
  - {notify: director, after: 30m, repeat: 30m, until: acknowledged, calendar: office, quiet: {from: "22:00", to: "07:00", unless: "ticket.outage"}}
  - {do: [{notify: lead}, {notify: director}]}
---
roles:
  customer: {customer: true, rights: [open, comment]}
  agent: {rights: [open, comment, comment.internal, assign, set, link]}
  desk: {includes: [agent], line: L1, title: {en: Desk, zh: 受理台}}
  lead: {includes: agent}
  director:
---
resources: {bench: {count: 2, title: {en: Test bench, zh: 测试台}}, van: 3, crane: }
---
form: hotline-fault
title: Fault by hotline
workflow: service-request
products: [router, switch]
channels: hotline
fields: {outage: {required: true, title: Outage}, reason: {default: "call"}, score: {default: 1.5}}
---
scenario: a request is dispatched
start: {workflow: service-request, at: 2026-03-02T09:00:00+08:00, as: desk, data: {customer: acme}}
steps:
  - {at: +5m, send: register, as: desk}
  - {at: +10m, expect: {state: handle, breached: []}}
)yaml";

}  // namespace itr::test
