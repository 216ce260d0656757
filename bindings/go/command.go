package itr

import (
	"encoding/json"
	"errors"
	"fmt"
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
// [Extend], [Promise], [Pin], [Waive], [Cancel], [Acknowledge], [Erase] or [Wake].
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
func (Waive) op() string       { return "waive" }
func (Cancel) op() string      { return "cancel" }
func (Acknowledge) op() string { return "acknowledge" }
func (Erase) op() string       { return "erase" }
func (Wake) op() string        { return "wake" }

// MarshalJSON spells the members of the operation.
func (e Extend) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Pause
		By *int64 `json:"by"`
	}{Pause{e.Clock, e.Reason}, given(e.By)})
}

// MarshalJSON spells the members of the operation.
func (p Promise) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Pause
		Target *int64 `json:"target"`
	}{Pause{p.Clock, p.Reason}, given(p.Target)})
}

// MarshalJSON gives document `command`; of a command that was read from JSON, what was read.
func (c Command) MarshalJSON() ([]byte, error) {
	if c.text != nil {
		return c.text, nil
	}
	if c.Do == nil {
		return nil, errors.New("itr: expected a command that does something, but Do is nil")
	}
	head := commandHead{Op: c.Do.op(), Tenant: c.Tenant, Ticket: c.Ticket, Actor: c.Actor, Key: c.Key,
		ExpectedVersion: c.ExpectedVersion, HappenedAt: c.HappenedAt}
	if len(c.Targets) > 0 {
		head.Targets = make(map[string]int64, len(c.Targets))
		for clock, target := range c.Targets {
			head.Targets[clock] = target.Milliseconds()
		}
	}
	return joined(head, c.Do)
}

type commandHead struct {
	Op              string           `json:"op"`
	Tenant          string           `json:"tenant,omitempty"`
	Ticket          string           `json:"ticket,omitempty"`
	Actor           *Actor           `json:"actor,omitempty"`
	Key             string           `json:"key,omitempty"`
	ExpectedVersion int64            `json:"expected_version,omitempty"`
	HappenedAt      time.Time        `json:"happened_at,omitzero"`
	Targets         map[string]int64 `json:"targets,omitempty"`
}

// joined has the members of two objects.
func joined(first, second any) ([]byte, error) {
	head, err := json.Marshal(first)
	if err != nil {
		return nil, err
	}
	tail, err := json.Marshal(second)
	if err != nil || len(tail) == len("{}") {
		return head, err
	}
	if len(tail) < len("{}") || tail[0] != '{' {
		return nil, fmt.Errorf("itr: expected an operation, but found %s", tail)
	}
	return append(append(head[:len(head)-1], ','), tail[1:]...), nil
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
