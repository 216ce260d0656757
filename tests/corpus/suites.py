"""Other people's suites as requests of the corpus. What they expect is held against the C++ core by tests/expression, tests/time
and tests/ticket; here they are questions, and every language must give the answers of the core."""
import datetime
import itertools
import json
import zoneinfo

import statecharts

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def milliseconds(text):
    """Of an instant in RFC 3339."""
    at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round((at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) / datetime.timedelta(milliseconds=1))


# ---- expressions

def value(typed):
    """A value of the suite as documents have it. Only what is the same in languages that know one kind of number."""
    kind, inner = typed["type"], typed["value"]
    if kind == "int":
        assert abs(int(inner)) < 2**53, inner
        return int(inner)
    if kind == "double":
        assert not float(inner).is_integer(), inner
        return inner
    if kind == "list":
        return [value(each) for each in inner]
    if kind == "map":
        return {"$map": [[value(key), value(each)] for key, each in inner]}
    assert kind in ("null", "bool", "string"), kind
    return inner


def expressions(suite):
    for case in suite["cases"]:
        bindings = {name: value(typed) for name, typed in case.get("bindings", {}).items()}
        yield {"id": f"expression/{case['id']}", "kind": "expression", "source": case["expr"],
               "scope": {"variables": {**dict.fromkeys(bindings, "dyn"), **case.get("declared", {})}}, "bindings": {"bindings": bindings}}


# ---- calendars

def windows(pairs):
    return json.dumps([f"{begin}-{end}" for begin, end in pairs])


def hours_of(given):
    """The hours of each weekday; a case about one interval of a week has nothing else."""
    if "interval" not in given:
        return given.get("hours") or {day: [["00:00", "24:00"]] for day in WEEKDAYS}
    (first, begin), (last, end) = given["interval"]["start"], given["interval"]["end"]
    days = [*itertools.takewhile(lambda day: day != last, itertools.islice(itertools.cycle(WEEKDAYS), WEEKDAYS.index(first), None)), last]
    return {day: [[begin if day == first else "00:00", end if day == last else "24:00"]] for day in days}


def schedule(case):
    """The schedule of a case as a pack with one calendar."""
    given = case["schedule"]
    hours = hours_of(given)
    days = {**given.get("shifts", {}), **given.get("date_hours", {})}
    closed = [*given.get("holidays", []), *(date for date, pairs in days.items() if not pairs)]
    lines = ["pack: working-time", "version: 1.0.0", "---", "calendar: schedule", f"zone: {given['time_zone']}",
             "week: {" + ", ".join(f"{day}: {windows(hours[day])}" for day in WEEKDAYS if hours.get(day)) + "}",
             "closed: [" + ", ".join(closed) + "]",
             "open: {" + ", ".join(f"{date}: {windows(pairs)}" for date, pairs in days.items() if pairs) + "}",
             "breaks: {" + ", ".join(f"{date}: {windows(pairs)}" for date, pairs in given.get("breaks", {}).items()) + "}"]
    if case["suite"] == "biz":
        lines.append("skipped: shifted")
    return {"files": [{"path": "pack.yaml", "text": "\n".join(lines) + "\n"}]}


UNITS = {"hours": 3_600_000, "minutes": 60_000, "seconds": 1000}
DAY_MS = 24 * UNITS["hours"]
ASKED_AT = {"is_open": "is_open", "is_holiday": "is_open", "is_break": "is_open", "is_in_weekly_interval": "is_open", "next_open": "next_open",
            "next_opening_after": "next_open", "next_close": "next_close", "previous_open": "next_close"}


def at(call, at_ms):
    return {"call": call, "at_ms": at_ms}


def between(from_ms, to_ms):
    return {"call": "between", "from_ms": from_ms, "to_ms": to_ms}


def due(from_ms, target):
    return {"call": "due", "from_ms": from_ms, "target": target}


def working_days(from_ms, count):
    return due(from_ms, "1 working day" if count == 1 else f"{count} working days")


class Case:
    """What a case asks, in the words of the C API. Where a product has an operation of its own, the questions are those that a host would
    ask in its place, at the instants that the product's answer names."""

    def __init__(self, case):
        self.op, self.given, self.expected = case["op"], case["input"], case["expected"]
        self.zone = zoneinfo.ZoneInfo(case["schedule"]["time_zone"])
        self.back = self.given.get("direction", "after") == "before"

    def instant(self, text):
        """Of an instant, or of the begin of a date where the schedule is."""
        if len(text) > 10:
            return milliseconds(text)
        return milliseconds(datetime.datetime.combine(datetime.date.fromisoformat(text), datetime.time(), self.zone).isoformat())

    def questions(self):
        if self.op in ASKED_AT:
            return [at(ASKED_AT[self.op], self.instant(self.given["time"]))]
        return getattr(self, self.op)()

    def add_duration(self):
        length_ms = round(self.given["amount"] * UNITS[self.given["unit"]])
        return [{"call": "add", "from_ms": self.instant(self.given["time"]), "length_ms": -length_ms if self.back else length_ms}]

    def validate_amount(self):
        return [{"call": "add", "from_ms": self.instant("2006-01-02T10:00:00Z"), "length_ms": self.given["amount"] * UNITS["seconds"]}]

    def between(self):
        return [between(self.instant(self.given["from"]), self.instant(self.given["to"]))]

    def add_days(self):
        """There are no promises into the past: what lies days before is asked from there."""
        from_ms, to_ms, count = self.instant(self.given.get("time") or self.given["date"]), self.instant(self.expected), self.given["amount"]
        if count == 0:
            return [due(from_ms, "end of this working day")]
        return [working_days(to_ms, count), between(from_ms, to_ms)] if self.back else [working_days(from_ms, count)]

    def business_days_between(self):
        ends = sorted(self.instant(self.given[key]) for key in ("from", "to"))
        return [between(*ends), working_days(ends[0], abs(self.expected) or 1), at("next_open", ends[0])]

    def is_business_date(self):
        begin_ms = self.instant(self.given["date"])
        return [between(begin_ms, begin_ms + DAY_MS), at("next_open", begin_ms)]

    def business_dates(self):
        ends = [self.instant(date) + DAY_MS for date in self.expected]
        return [at("next_open", at_ms) for at_ms in [self.instant(self.given["from"]), *ends]]

    def periods(self):
        edges = [self.instant(text) for pair in self.expected for text in pair]
        asked = [question for at_ms in edges for question in (at("next_open", at_ms), at("next_close", at_ms), at("is_open", at_ms - 1))]
        return [at("next_open", self.instant(self.given["origin"])), *asked]

    def weekly_interval_to_instants(self):
        begin_ms, end_ms = map(self.instant, self.expected)
        return [at("next_open", begin_ms - 1), at("next_close", begin_ms), between(begin_ms, end_ms), between(begin_ms - DAY_MS, end_ms + DAY_MS)]

    def holiday_to_instants(self):
        begin_ms, end_ms = map(self.instant, self.expected)
        return [between(begin_ms, end_ms), between(begin_ms - 1, end_ms + 1), at("next_open", begin_ms), at("next_close", begin_ms - 1)]

    def local_to_instant(self):
        before_ms = self.instant(self.given["date"]) - DAY_MS
        return [due(before_ms, f"next working day by {self.given['time_of_day'][:5]}")]


def calendars(suite):
    for case in suite["cases"]:
        yield {"id": f"calendar/{case['id']}", "kind": "calendar", "sources": schedule(case), "calendar": "schedule",
               "questions": Case(case).questions()}


# ---- tickets

DESK = """pack: desk
version: 1.0.0
---
workflow: request
calendar: office
events: {to_new: {}, to_open: {}, to_pending: {}, to_closed: {}, customer_wrote: {}, agent_wrote: {}, responded: {}, solved: {}}
initial: new
states: {new: {}, open: {}, pending: {}, closed: {}}
on: {to_new: new, to_open: open, to_pending: pending, to_closed: closed, customer_wrote: {}, agent_wrote: {}, responded: {}, solved: {}}
---
agreement: support
calendar: office
clocks:
  respond: {stop: "on('responded')", PAUSE}
  update: {start: "on('customer_wrote')", stop: "on('agent_wrote')", cycle: repeat, PAUSE}
  solve: {stop: "on('solved')", PAUSE}
goals: [{GOALS}]
---
calendar: office
zone: ZONE
week: {WEEK}
closed: [CLOSED]
"""
PAUSE = """pause: [{when: "inState('pending')", reason: customer}, {when: "inState('closed')", reason: closed}], pause_resolution: 1m, land: next_opening"""
GOALS = {"respond": "first_response_min", "update": "update_min", "solve": "solution_min"}
FACTS = {"first_response_at": "responded", "last_contact_agent_at": "agent_wrote", "last_contact_customer_at": "customer_wrote",
         "close_at": "solved"}


def desk(case):
    policy, calendar = case["policy"] or {}, case["calendar"]
    goals = ", ".join(f"{clock}: {policy[key]}m" for clock, key in GOALS.items() if policy.get(key))
    week = ", ".join(f"{day}: {windows(pairs)}" for day, pairs in calendar["hours"].items())
    return (DESK.replace("PAUSE", PAUSE).replace("GOALS", goals).replace("ZONE", calendar["time_zone"])
            .replace("WEEK", week).replace("CLOSED", ", ".join(calendar["holidays"])))


def told(case):
    """What the timeline tells, as (instant, event) in the order in which it happened."""
    events = []
    for step in case["timeline"]:
        what = step.get("do")
        if what in ("create", "state"):
            events.append((step["at"], "to_" + step["state" if what == "create" else "to"]))
        elif what == "article" and step["by"] == "customer":
            events.append((step["at"], "customer_wrote"))
        elif what == "article" and step["outbound"]:
            events += [(step["at"], "responded"), (step["at"], "agent_wrote")]
        elif what == "set":
            events.append((step["value"], FACTS[step["field"]]))
    return sorted(((milliseconds(at), event) for at, event in events), key=lambda each: each[0])


def escalations(suite, folder):
    for case in suite["cases"]:
        events = told(case)
        assert events, f"{case['id']} tells nothing that a desk could be sent"
        place = folder / "packs" / case["id"].replace("/", "-")
        place.mkdir(parents=True, exist_ok=True)
        (place / "pack.yaml").write_text(desk(case), encoding="utf-8")
        host = {"id": "host", "roles": ["system"]}
        head = {"tenant": "t", "ticket": "1"}
        end_ms = events[-1][0]
        steps = [{"call": "execute", "now_ms": events[0][0], "command": {"op": "open", **head, "actor": host, "workflow": "request"}}]
        steps += [{"call": "send", "now_ms": at_ms, "actor": host, **head, "event": event, "key": f"k{n}", "expected_version": -1}
                  for n, (at_ms, event) in enumerate(events)]
        steps += [{"call": "clocks", "now_ms": end_ms, "actor": host, **head}, {"call": "next_due"},
                  {"call": "advance", "now_ms": end_ms + 30 * 86_400_000, "max_tickets": 10},
                  {"call": "get", "now_ms": end_ms + 30 * 86_400_000, "actor": host, **head}, {"call": "history", "actor": host, **head}]
        yield {"id": f"commands/{case['id']}", "kind": "commands", "folder": str(place), "search_path": [], "deployed_ms": events[0][0],
               "steps": steps}


def requests(shared, folder):
    """All of them; packs that they need are written into the folder."""
    def read(name):
        return json.loads((shared / name).read_text(encoding="utf-8"))
    return [*expressions(read("cel.json")), *calendars(read("business_time.json")), *escalations(read("sla_escalation.json"), folder),
            *statecharts.requests(read("statecharts.json"), folder)]
