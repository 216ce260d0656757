package itr

// #include <itr/itr.h>
import "C"

import (
	"time"
)

// Decider is the pure core, for hosts that write a ticket's rows in a transaction of their own. It holds no tickets and
// writes nothing.
type Decider struct{ handle handle }

// StoredTicket is a ticket as its host keeps it. Without snapshot and commits it does not exist yet.
type StoredTicket struct {
	Tenant          string        `json:"tenant"`
	Ticket          string        `json:"ticket"`
	Snapshot        string        `json:"snapshot,omitempty"` // the newest
	SnapshotVersion int64         `json:"snapshot_version,omitempty"`
	Commits         []CommitRow   `json:"commits,omitempty"` // after the snapshot
	Personal        []PersonalRow `json:"personal,omitempty"`
}

// CommitRow is a stored commit.
type CommitRow struct {
	Version int64     `json:"version"`
	At      time.Time `json:"at"`
	Text    string    `json:"text"`
}

// PersonalRow is a stored personal text.
type PersonalRow struct {
	Slot string `json:"slot"`
	Text string `json:"text"`
}

// Decision is what came of a command. Where Rows are there they are written: also of a rejected command, whose
// deadlines were worked off first.
type Decision struct {
	Verdict   string     `json:"verdict"` // decided, nothing, repeated, rejected
	Version   int64      `json:"version"`
	Rejection *Rejection `json:"rejection"`
	Rows      *Rows      `json:"rows"`
}

// Rejection says why the rules refused a command.
type Rejection struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
}

// Rows are what the host writes if the stored version is still ExpectedVersion.
type Rows struct {
	Tenant          string        `json:"tenant"`
	Ticket          string        `json:"ticket"`
	ExpectedVersion int64         `json:"expected_version"`
	Version         int64         `json:"version"`
	At              time.Time     `json:"at"`
	Commit          string        `json:"commit"`
	Snapshot        string        `json:"snapshot"` // empty: the older one stays
	Summary         Row           `json:"summary"`  // the columns for queries
	NextDue         time.Time     `json:"next_due"`
	Effects         []EffectRow   `json:"effects"`
	Personal        []PersonalRow `json:"personal"`
	Erase           []string      `json:"erase"` // slots of personal texts
	IdempotencyKey  string        `json:"idempotency_key"`
}

// EffectRow is an effect for the host's own outbox.
type EffectRow struct {
	Key         string    `json:"key"`
	Kind        string    `json:"kind"`
	Payload     string    `json:"payload"`
	AvailableAt time.Time `json:"available_at"`
	Signal      bool      `json:"signal"` // for other tickets: see Decider.Commands
}

// Signal is an effect that is for other tickets.
type Signal struct {
	Tenant   string        `json:"tenant"`
	Ticket   string        `json:"ticket"`
	Key      string        `json:"key"`
	Kind     string        `json:"kind"`
	Payload  string        `json:"payload"`
	Children []string      `json:"children,omitempty"` // where the error's code is "capi.children_needed"
	Personal []PersonalRow `json:"personal,omitempty"` // the sender's, where the payload has personal fields
}

// Given is what surrounds a decision.
type Given struct {
	Now     time.Time
	History []CommitRow // all commits; only where the error's code is HistoryNeeded
	Number  string      // of a new ticket, for people
	Entropy []byte      // 16 or more unpredictable bytes; nil: the system's
}

// NewDecider makes a decider with a host's policies (nil: none).
func NewDecider(host *Host) (*Decider, error) {
	defer keep(host)
	var opened C.itr_decider
	if err := check(func(err *C.itr_error) C.itr_status { return C.itr_decider_open(host.number(), &opened, err) }); err != nil {
		return nil, err
	}
	decider := &Decider{}
	own(decider, &decider.handle, uint64(opened), closeDecider)
	return decider, nil
}

func closeDecider(number uint64) error {
	return check(func(err *C.itr_error) C.itr_status { return C.itr_decider_close(C.itr_decider(number), err) })
}

// Close gives the decider back.
func (d *Decider) Close() error { return d.handle.close() }

func (d *Decider) number() C.itr_decider { return C.itr_decider(d.handle.number) }

// AddPack makes a pack known: new tickets use the one added last that has their workflow, stored ones theirs.
func (d *Decider) AddPack(pack *Pack) error {
	defer keep(d, pack)
	return check(func(err *C.itr_error) C.itr_status { return C.itr_decider_add_pack(d.number(), pack.number(), err) })
}

// SealWith links every commit to the one before it from now on, with a ring of keys as a file of `itr audit` has it.
func (d *Decider) SealWith(keys string) error {
	defer keep(d)
	chars, size := chars(keys)
	return check(func(err *C.itr_error) C.itr_status { return C.itr_decider_seal_with(d.number(), chars, size, err) })
}

// Decide decides a command on a ticket. The same arguments give the same rows.
func (d *Decider) Decide(ticket StoredTicket, command Command, given Given) (Decision, error) {
	var decision Decision
	ticketText, err := marshal(ticket)
	if err != nil {
		return decision, err
	}
	commandText, err := marshal(command)
	if err != nil {
		return decision, err
	}
	var history []byte
	if given.History != nil {
		if history, err = marshal(map[string]any{"commits": given.History}); err != nil {
			return decision, err
		}
	}
	text, err := d.decide(ticketText, commandText, history, given)
	if err != nil {
		return decision, err
	}
	return decision, unmarshal(text, &decision)
}

func (d *Decider) decide(ticket, command, history []byte, given Given) ([]byte, error) {
	defer keep(d)
	return document(func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars1, size1 := data(ticket)
		chars2, size2 := data(command)
		chars3, size3 := data(history)
		chars4, size4 := chars(given.Number)
		chars5, size5 := data(given.Entropy)
		return C.itr_decider_decide(d.number(), chars1, size1, chars2, size2, chars3, size3, chars4, size4, chars5, size5,
			C.int64_t(given.Now.UnixMilli()), out, err)
	})
}

// View gives what the actor may see of a stored ticket.
func (d *Decider) View(ticket StoredTicket, actor *Actor, now time.Time) (Ticket, error) {
	var seen Ticket
	text, err := marshal(ticket)
	if err != nil {
		return seen, err
	}
	if text, err = d.view(text, actor, now); err != nil {
		return seen, err
	}
	return seen, unmarshal(text, &seen)
}

func (d *Decider) view(ticket []byte, actor *Actor, now time.Time) ([]byte, error) {
	defer keep(d, actor)
	return document(func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars, size := data(ticket)
		return C.itr_decider_view(d.number(), chars, size, actor.number(), C.int64_t(now.UnixMilli()), out, err)
	})
}

// Commands are those that carry out an effect for other tickets: to be decided each on its ticket before the effect is
// removed.
func (d *Decider) Commands(signal Signal) ([]Command, error) {
	text, err := marshal(signal)
	if err != nil {
		return nil, err
	}
	text, err = d.commands(text)
	return list[Command](text, err, "commands")
}

func (d *Decider) commands(signal []byte) ([]byte, error) {
	defer keep(d)
	return document(func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars, size := data(signal)
		return C.itr_decider_commands(d.number(), chars, size, out, err)
	})
}
