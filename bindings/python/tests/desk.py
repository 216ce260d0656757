"""A pack for tests: requests with a clock, a ladder's policy and an assignment by the host."""
from datetime import datetime, timedelta, timezone

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=timezone.utc)  # in Shanghai

PACK = """
pack: desk
version: 1.0.0
---
workflow: request
calendar: office
data:
  customer: {type: string, personal: true}
  impact: {type: enum, values: [high, low], default: low}
  wanted_by: timestamp
  effort: duration
events:
  dispatch: {role: desk}
  solve: {role: desk, data: {cause: {type: string, required: true}}}
  tell: {role: desk}
initial: registered
states:
  registered:
    on: {dispatch: {to: handling, do: [{assign: {policy: dispatcher}}, {notify: customer}]}}
  handling:
    on: {solve: {to: solved, when: "event.cause != ''"}, tell: {do: [{signal: {to: children, event: dispatch}}]}}
  solved: {type: final}
---
calendar: office
zone: Asia/Shanghai
week: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
known_until: 2026-12-31
---
agreement: standard
clocks: {resolve: {stop: "inState('solved')"}}
goals: [{resolve: 4h, calendar: office}]
thresholds: {resolve: {"100%": {ladder: duty}}}
---
ladder: duty
levels: [{notify: desk}]
---
roles:
  customer: {customer: true, rights: [open, comment]}
  desk: {rights: [open, comment, assign, set, view, erase]}
---
scenario: a request is dispatched
start: {workflow: request, at: 2026-03-02T09:00:00+08:00, as: desk}
steps:
  - {at: +5m, send: dispatch, as: desk, expect: {state: handling}}
---
scenario: a request that is not dispatched is solved
start: {workflow: request, at: 2026-03-02T09:00:00+08:00, as: desk}
steps:
  - {at: +5m, send: solve, as: desk, data: {cause: x}, expect: {state: solved}}
"""


def after(**length):
    return NINE + timedelta(**length)


def opening(actor, ticket="T-1", **members):
    return {"op": "open", "tenant": "acme", "ticket": ticket, "actor": actor, "workflow": "request", "party": "acme", **members}
