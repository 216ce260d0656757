package itr

import (
	"encoding/json"
	"errors"
	"strconv"
	"time"
)

// Command is something to be done to a ticket.
type Command struct {
	Tenant          string
	Ticket          string
	Actor           *Actor
	Do              Operation
	Key             string                   // of idempotency: done once however often it is given
	ExpectedVersion int64                    // of the ticket before; 0: any
	HappenedAt      time.Time                // when it happened outside; zero: now
	Targets         map[string]time.Duration // other promises, by the clocks' names

	text json.RawMessage // of a command that was read
}

// Operation is what a Command does: [Open], [Send], [Assign], [Set], [Comment], [Link], [Attach], [Pause], [Resume],
// [Extend], [Promise], [Pin], [Correct], [Waive], [Cancel], [Acknowledge], [Erase], [Wake] or [Adopt].
type Operation interface{ op() string }

// Open opens a ticket of a workflow.
type Open struct {
	Workflow string `json:"workflow"`
	Data     Data   `json:"data,omitempty"`
	Party    string `json:"party,omitempty"` // the customer
	Number   string `json:"number,omitempty"`
	Parent   string `json:"parent,omitempty"`
	Form     string `json:"form,omitempty"`
	Product  string `json:"product,omitempty"`
	Channel  string `json:"channel,omitempty"`
}

// Send sends an event.
type Send struct {
	Event string `json:"event"`
	Data  Data   `json:"data,omitempty"`
}

// Assign changes who has the ticket. A nil member is left as it is.
type Assign struct {
	Owner  *string `json:"owner,omitempty"`
	Team   *string `json:"team,omitempty"`
	Line   *string `json:"line,omitempty"`
	Reason string  `json:"reason,omitempty"`
}

// Set changes fields.
type Set struct {
	Data Data `json:"data"`
}

// Comment adds a comment.
type Comment struct {
	Text   string `json:"text"`
	Public bool   `json:"public,omitempty"` // customers see it
}

// Link relates the ticket to another.
type Link struct {
	To       string `json:"to"`
	Relation string `json:"relation"`
	Incoming bool   `json:"incoming,omitempty"`
}

// Attach notes a document that is kept elsewhere.
type Attach struct {
	Name   string `json:"name"`
	URI    string `json:"uri,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
	Size   int64  `json:"size,omitempty"`
	Public bool   `json:"public,omitempty"`
}

// Pause stops a clock for a while.
type Pause struct {
	Clock  string `json:"clock"`
	Reason string `json:"reason,omitempty"`
}

// Resume lets a paused clock run.
type Resume Pause

// Waive excuses a breach.
type Waive Pause

// Cancel ends a clock without a result.
type Cancel Pause

// Extend gives a clock more time.
type Extend struct {
	Clock  string
	By     time.Duration
	Reason string
}

// Promise gives a clock another target.
type Promise struct {
	Clock  string
	Target time.Duration
	Reason string
}

// Pin agrees on the instant when a clock is due.
type Pin struct {
	Clock  string    `json:"clock"`
	To     time.Time `json:"to"`
	Reason string    `json:"reason,omitempty"`
}

// Correct says of the time between two instants that it does not count for a clock, or does after all.
type Correct struct {
	Clock   string    `json:"clock"`
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Counted bool      `json:"counted,omitempty"`
	Reason  string    `json:"reason,omitempty"`
}

// Acknowledge stops a ladder from rising.
type Acknowledge struct {
	Ladder string `json:"ladder"`
}

// Erase removes personal texts, such as "data.customer"; without slots all of them.
type Erase struct {
	Slots  []string `json:"slots,omitempty"`
	Reason string   `json:"reason,omitempty"`
}

// Wake works off what is due, and nothing else.
type Wake struct{}

// Adopt brings a ticket under the agreements and calendars of another version of its pack.
type Adopt struct {
	Terms  string `json:"terms"` // the hash of a deployed pack
	Reason string `json:"reason,omitempty"`
}

func (Open) op() string        { return "open" }
func (Send) op() string        { return "send" }
func (Assign) op() string      { return "assign" }
func (Set) op() string         { return "set" }
func (Comment) op() string     { return "comment" }
func (Link) op() string        { return "link" }
func (Attach) op() string      { return "attach" }
func (Pause) op() string       { return "pause" }
func (Resume) op() string      { return "resume" }
func (Extend) op() string      { return "extend" }
func (Promise) op() string     { return "promise" }
func (Pin) op() string         { return "pin" }
func (Correct) op() string     { return "correct" }
func (Waive) op() string       { return "waive" }
func (Cancel) op() string      { return "cancel" }
func (Acknowledge) op() string { return "acknowledge" }
func (Erase) op() string       { return "erase" }
func (Wake) op() string        { return "wake" }
func (Adopt) op() string       { return "adopt" }

// MarshalJSON spells the members of the operation.
func (e Extend) MarshalJSON() ([]byte, error) {
	return marshal(struct {
		Pause
		By *int64 `json:"by"`
	}{Pause{e.Clock, e.Reason}, given(e.By)})
}

// MarshalJSON spells the members of the operation.
func (p Promise) MarshalJSON() ([]byte, error) {
	return marshal(struct {
		Pause
		Target *int64 `json:"target"`
	}{Pause{p.Clock, p.Reason}, given(p.Target)})
}

// MarshalJSON gives document `command`; of a command that was read from JSON, what was read. Text that is no UTF-8 is an error.
func (c Command) MarshalJSON() ([]byte, error) {
	if c.text != nil {
		return c.text, nil
	}
	if c.Do == nil {
		return nil, errors.New("itr: expected a command that does something, but Do is nil")
	}
	out := appendText(append(make([]byte, 0, 512), `{"op":`...), c.Do.op())
	out = appendMember(out, "tenant", c.Tenant)
	out = appendMember(out, "ticket", c.Ticket)
	out = appendMember(out, "key", c.Key)
	if c.Actor != nil {
		out = append(append(out, `,"actor":`...), c.Actor.text...)
	}
	if c.ExpectedVersion != 0 {
		out = strconv.AppendInt(append(out, `,"expected_version":`...), c.ExpectedVersion, 10)
	}
	if !c.HappenedAt.IsZero() {
		out = strconv.AppendInt(append(out, `,"happened_at":`...), c.HappenedAt.UnixMilli(), 10)
	}
	if len(c.Targets) > 0 {
		targets := make(map[string]int64, len(c.Targets))
		for clock, target := range c.Targets {
			targets[clock] = target.Milliseconds()
		}
		text, err := marshal(targets)
		if err != nil {
			return nil, err
		}
		out = append(append(out, `,"targets":`...), text...)
	}
	return wellFormed(c.appendOperation(out))
}

// appendMember writes a text that is not empty.
func appendMember(out []byte, name, text string) []byte {
	if text == "" {
		return out
	}
	return appendText(append(appendText(append(out, ','), name), ':'), text)
}

// appendOperation writes the operation's members and ends the object. Events, which are most commands, take no detour.
func (c Command) appendOperation(out []byte) ([]byte, error) {
	if send, is := c.Do.(Send); is {
		out = appendMember(out, "event", send.Event)
		if len(send.Data) > 0 {
			var err error
			if out, err = send.Data.append(append(out, `,"data":`...)); err != nil {
				return nil, err
			}
		}
		return append(out, '}'), nil
	}
	members, err := marshal(c.Do)
	if err != nil {
		return nil, err
	}
	if len(members) > len("{}") {
		out = append(append(out, ','), members[1:len(members)-1]...)
	}
	return append(out, '}'), nil
}

// UnmarshalJSON keeps a command that another program or [Decider.Commands] made; it is given on as it was read.
func (c *Command) UnmarshalJSON(text []byte) error {
	var head struct {
		Tenant string `json:"tenant"`
		Ticket string `json:"ticket"`
		Key    string `json:"key"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return err
	}
	*c = Command{Tenant: head.Tenant, Ticket: head.Ticket, Key: head.Key, text: append(json.RawMessage{}, text...)}
	return nil
}
