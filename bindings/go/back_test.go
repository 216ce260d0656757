package itr

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// members is a document, or a part of one, as the library writes it, made of what a type of the package holds: what the type
// has lost is missing there. What is empty where it may be left out is not written.
type members map[string]any

func (m members) text(name, value string) members {
	if value != "" {
		m[name] = value
	}
	return m
}

func (m members) texts(of map[string]string) members {
	for name, value := range of {
		m.text(name, value)
	}
	return m
}

func (m members) flag(name string, is bool) members {
	if is {
		m[name] = true
	}
	return m
}

func (m members) instant(name string, at time.Time) members {
	if !at.IsZero() {
		m[name] = spelledInstant(at)
	}
	return m
}

// document is the whole of it: names in order, no blanks.
func (m members) document() ([]byte, error) {
	m["v"] = 1
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(m)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

func spelledInstant(at time.Time) string {
	if at.Nanosecond() == 0 {
		return at.UTC().Format(time.RFC3339)
	}
	return at.UTC().Format("2006-01-02T15:04:05.000Z07:00")
}

// spelledLength is "26h30m", "0s", "-1m".
func spelledLength(length time.Duration) string {
	sign, rest, text := "", length, ""
	if length < 0 {
		sign, rest = "-", -length
	}
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}, {"ms", time.Millisecond}} {
		if count := rest / unit.size; count > 0 {
			text += fmt.Sprint(int64(count), unit.name)
		}
		rest %= unit.size
	}
	if text == "" {
		text = "0s"
	}
	return sign + text
}

// value is a value of a ticket's data, with a tag where JSON has none of its kind.
func value(of any) any {
	switch of := of.(type) {
	case time.Time:
		return members{"$time": spelledInstant(of)}
	case []any:
		return written(of, value)
	case map[string]any:
		all := members{}
		for name, each := range of {
			all[name] = value(each)
		}
		return all
	case nil, bool, string, int64:
		return of
	}
	panic(fmt.Sprintf("the corpus holds a %T: say here how it is written", of))
}

func written[T, Out any](list []T, write func(T) Out) []Out {
	all := make([]Out, len(list))
	for i, each := range list {
		all[i] = write(each)
	}
	return all
}

func writtenOutcome(o Outcome) members {
	m := members{"ok": o.Rejection == nil, "ticket": o.Ticket, "version": o.Version}
	if o.Rejection != nil {
		m.text("code", string(o.Rejection.Code)).text("message", o.Rejection.Message)
	}
	return m.text("number", o.Number).flag("repeated", o.Repeated)
}

func writtenTicket(t Ticket) members {
	m := members{"id": t.ID, "tenant": t.Tenant, "version": t.Version, "open": t.Open, "states": t.States, "events": t.Events,
		"data": value(map[string]any(t.Data)), "clocks": written(t.Clocks, writtenClock)}
	return m.texts(map[string]string{"number": t.Number, "workflow": t.Workflow, "owner": t.Owner, "team": t.Team, "line": t.Line,
		"party": t.Party, "parent": t.Parent}).
		instant("opened_at", t.OpenedAt).instant("changed_at", t.ChangedAt).instant("closed_at", t.ClosedAt).instant("next_due", t.NextDue)
}

func writtenClock(c Clock) members {
	m := members{"name": c.Name, "key": c.Key, "phase": c.Phase.String(), "breached": c.Breached, "cycle": c.Cycle}
	if c.Phase != Idle {
		m["elapsed"], m["elapsed_real"] = spelledLength(c.Elapsed), spelledLength(c.ElapsedReal)
	}
	if c.Promised {
		m["target"], m["remaining"] = spelledLength(c.Target), spelledLength(c.Remaining)
	}
	return m.texts(map[string]string{"agreement": c.Agreement, "calendar": c.Calendar, "pause_reason": c.PauseReason}).
		flag("waived", c.Waived).flag("pinned", c.Pinned).instant("origin", c.Origin).instant("due", c.Due)
}

func writtenRow(r Row) members {
	return members{"ticket": r.Ticket, "version": r.Version, "states": r.States, "open": r.Open}.
		texts(map[string]string{"number": r.Number, "workflow": r.Workflow, "owner": r.Owner, "team": r.Team, "line": r.Line,
			"severity": r.Severity, "party": r.Party, "parent": r.Parent}).
		instant("opened_at", r.OpenedAt).instant("changed_at", r.ChangedAt).instant("next_due", r.NextDue)
}

func writtenEffect(e Effect) members {
	return members{"key": e.Key, "kind": e.Kind, "ticket": e.Ticket, "tenant": e.Tenant, "attempts": e.Attempts, "taking": e.Taking,
		"payload": e.Payload}.
		instant("available_at", e.AvailableAt)
}

// writtenCommit is what the journal says, but for what has members of its own here.
func writtenCommit(c Commit) members {
	var all members
	if err := json.Unmarshal(c.Text, &all); err != nil {
		panic(err)
	}
	all["steps"] = written(c.Steps, func(s Step) members {
		step := members{"cause": s.Cause, "events": s.Events}.text("event", s.Event).instant("at", s.At)
		if s.Data != nil {
			step["data"] = value(map[string]any(s.Data))
		}
		return step
	})
	return all.instant("at", c.At)
}

// writtenAs is a struct whose members are named as in the document, and always there.
func writtenAs(of any) (all members, err error) {
	text, err := json.Marshal(of)
	if err != nil {
		return nil, err
	}
	return all, json.Unmarshal(text, &all)
}
