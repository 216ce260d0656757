package itr

import (
	"encoding/json"
	"fmt"
	"time"
)

// Outcome is what came of a command.
type Outcome struct {
	Ticket    string
	Version   int64  // of the ticket after it; 0: there is no ticket
	Number    string // for people
	Repeated  bool   // done before under the same key, and not again
	Rejection *Error // why the rules refused it; nil: they did not
}

// outcome is document `outcome`.
type outcome struct {
	OK       bool   `json:"ok"`
	Ticket   string `json:"ticket"`
	Version  int64  `json:"version"`
	Number   string `json:"number"`
	Repeated bool   `json:"repeated"`
	Code     Code   `json:"code"`
	Message  string `json:"message"`
}

func (o outcome) plain() Outcome {
	plain := Outcome{Ticket: o.Ticket, Version: o.Version, Number: o.Number, Repeated: o.Repeated}
	if !o.OK {
		plain.Rejection = &Error{Status: Rejected, Code: o.Code, Message: o.Message}
	}
	return plain
}

// Ticket is all that an actor may see of a ticket.
type Ticket struct {
	ID        string    `json:"id"`
	Tenant    string    `json:"tenant"`
	Version   int64     `json:"version"`
	Number    string    `json:"number"`
	Workflow  string    `json:"workflow"`
	Owner     string    `json:"owner"`
	Team      string    `json:"team"`
	Line      string    `json:"line"`
	Party     string    `json:"party"`
	Parent    string    `json:"parent"`
	Open      bool      `json:"open"`
	OpenedAt  time.Time `json:"opened_at"`
	ChangedAt time.Time `json:"changed_at"`
	ClosedAt  time.Time `json:"closed_at"`
	NextDue   time.Time `json:"next_due"`
	States    []string  `json:"states"`
	Events    []string  `json:"events"` // that the actor may send now
	Data      Data      `json:"data"`
	Clocks    []Clock   `json:"clocks"`
}

// Clock is a clock of a ticket as it was read at one instant.
type Clock struct {
	Name        string
	Key         string
	Agreement   string
	Phase       Phase
	Breached    bool
	Waived      bool
	Pinned      bool
	Cycle       int // from 1
	Origin      time.Time
	Due         time.Time // of a paused clock: if it resumed now
	Calendar    string
	PauseReason string
	Elapsed     time.Duration // in the clock's calendar
	ElapsedReal time.Duration // in real time, rests included
	Promised    bool          // else Target and Remaining have no meaning
	Target      time.Duration // in the clock's calendar
	Remaining   time.Duration // negative once breached
}

// UnmarshalJSON reads part `clock` of documents.
func (c *Clock) UnmarshalJSON(text []byte) error {
	var read struct {
		Name        string    `json:"name"`
		Key         string    `json:"key"`
		Agreement   string    `json:"agreement"`
		Phase       Phase     `json:"phase"`
		Breached    bool      `json:"breached"`
		Waived      bool      `json:"waived"`
		Pinned      bool      `json:"pinned"`
		Cycle       int       `json:"cycle"`
		Origin      time.Time `json:"origin"`
		Due         time.Time `json:"due"`
		Calendar    string    `json:"calendar"`
		PauseReason string    `json:"pause_reason"`
		Elapsed     length    `json:"elapsed"`
		ElapsedReal length    `json:"elapsed_real"`
		Target      *length   `json:"target"`
		Remaining   length    `json:"remaining"`
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	*c = Clock{Name: read.Name, Key: read.Key, Agreement: read.Agreement, Phase: read.Phase, Breached: read.Breached,
		Waived: read.Waived, Pinned: read.Pinned, Cycle: read.Cycle, Origin: read.Origin, Due: read.Due,
		Calendar: read.Calendar, PauseReason: read.PauseReason, Elapsed: time.Duration(read.Elapsed),
		ElapsedReal: time.Duration(read.ElapsedReal)}
	if read.Target != nil {
		c.Promised, c.Target, c.Remaining = true, time.Duration(*read.Target), time.Duration(read.Remaining)
	}
	return nil
}

var phases = [...]string{Idle: "idle", Running: "running", Paused: "paused", Met: "met", Missed: "missed",
	Cancelled: "cancelled", Superseded: "superseded"}

// String is the phase's name in documents.
func (p Phase) String() string {
	if p < 0 || int(p) >= len(phases) {
		return fmt.Sprintf("phase %d", int32(p))
	}
	return phases[p]
}

// UnmarshalText reads a phase's name.
func (p *Phase) UnmarshalText(text []byte) error {
	for phase, name := range phases {
		if name == string(text) {
			*p = Phase(phase)
			return nil
		}
	}
	return fmt.Errorf("itr: there is no phase %q", text)
}

// Query says which tickets [Engine.Query] and [Engine.Tickets] give.
type Query struct {
	Tenant    string    `json:"tenant"`
	Where     Where     `json:"where,omitzero"`
	DueBefore time.Time `json:"due_before,omitzero"`
	Limit     int       `json:"limit,omitempty"` // of a page, at most MaxPage
	After     string    `json:"after,omitempty"` // Next of the page before
}

// Where has conditions that all must hold; those left empty do not count.
type Where struct {
	State    string `json:"state,omitempty"`
	Workflow string `json:"workflow,omitempty"`
	Owner    string `json:"owner,omitempty"`
	Team     string `json:"team,omitempty"`
	Line     string `json:"line,omitempty"`
	Severity string `json:"severity,omitempty"`
	Party    string `json:"party,omitempty"`
	Parent   string `json:"parent,omitempty"`
	Number   string `json:"number,omitempty"`
	Open     *bool  `json:"open,omitempty"`
}

// Row is a ticket in the answer to a query.
type Row struct {
	Ticket    string    `json:"ticket"`
	Version   int64     `json:"version"`
	NextDue   time.Time `json:"next_due"`
	Number    string    `json:"number"`
	Workflow  string    `json:"workflow"`
	Owner     string    `json:"owner"`
	Team      string    `json:"team"`
	Line      string    `json:"line"`
	Severity  string    `json:"severity"`
	Party     string    `json:"party"`
	Parent    string    `json:"parent"`
	States    []string  `json:"states"`
	Open      bool      `json:"open"`
	OpenedAt  time.Time `json:"opened_at"`
	ChangedAt time.Time `json:"changed_at"`
}

// Page is a page of tickets.
type Page struct {
	Tickets []Row  `json:"tickets"`
	Next    string `json:"next"` // empty on the last page
}

// Deployment is a pack that was put into force.
type Deployment struct {
	Hash    string    `json:"hash"`
	Name    string    `json:"name"`
	Version string    `json:"version"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
}

// Commit is one change of a ticket, without what the actor must not see.
type Commit struct {
	At    time.Time
	Steps []Step
	Text  json.RawMessage // the whole of it, as the journal says it
}

// Step is what one cause has brought about.
type Step struct {
	Cause  string                       `json:"cause"`
	At     time.Time                    `json:"at"` // of a deadline that was worked off later; zero: the commit's
	Event  string                       `json:"event"`
	Data   Data                         `json:"data"` // that came with the event
	Events []map[string]json.RawMessage `json:"events"`
}

// UnmarshalJSON reads part `commit` of documents.
func (c *Commit) UnmarshalJSON(text []byte) error {
	var read struct {
		At    time.Time `json:"at"`
		Steps []Step    `json:"steps"`
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	*c = Commit{read.At, read.Steps, append(json.RawMessage{}, text...)}
	return nil
}

// Effect is something that the host is to do.
type Effect struct {
	Key         string          `json:"key"`
	Kind        string          `json:"kind"`
	Ticket      string          `json:"ticket"`
	Tenant      string          `json:"tenant"`
	Attempts    int             `json:"attempts"` // failures so far
	AvailableAt time.Time       `json:"available_at"`
	Payload     json.RawMessage `json:"payload"`
	Taking      int64           `json:"taking"` // which taking of it this is; of an incident 0
}

// Incident is an effect that failed too often.
type Incident struct {
	Effect
	Reason string    `json:"reason"`
	Since  time.Time `json:"since"`
}

// EngineCounters say what an engine has done since it was opened.
type EngineCounters struct {
	Commands      int64 `json:"commands_total"`
	Rejections    int64 `json:"rejections_total"`
	Repeats       int64 `json:"repeats_total"`
	Deadlines     int64 `json:"deadlines_total"`
	Conflicts     int64 `json:"conflicts_total"`
	CacheHits     int64 `json:"cache_hits_total"`
	CacheMisses   int64 `json:"cache_misses_total"`
	CachedTickets int64 `json:"cached_tickets"`
	CacheBytes    int64 `json:"cache_bytes"`
}
