package itr

// #include "callbacks.h"
import "C"

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/cgo"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// Host has the callbacks of engines and deciders: where to log, and policies that rules name.
//
// Callbacks run in the goroutine that called the engine. Within one, nothing of this package may be called but
// [Version], [Limits] and [OpenHandles]; anything else fails with the code "capi.reentrant". A callback that panics or fails
// proposes nothing; the host's logger is told with the event "policy.failed". A callback must not end its goroutine
// ([runtime.Goexit], and with it Fatal, FailNow and Skip of [testing.T]): that would leave the library in the midst of a call,
// with the ticket locked, so it ends the program with a message and the status 2.
//
// Callbacks live as long as an engine that was opened with them, and what they refer to is not collected: an engine that its
// own policy refers to is given back by Close alone.
type Host struct {
	handle handle
	logger *atomic.Pointer[slog.Logger] // shared with its policies
}

// Snapshot is what a policy decides on. It must look at nothing else: no clock, no chance.
type Snapshot struct {
	Tenant   string    `json:"tenant"`
	Ticket   string    `json:"ticket"`
	Workflow string    `json:"workflow"`
	Owner    string    `json:"owner"`
	Team     string    `json:"team"`
	Line     string    `json:"line"`
	Now      time.Time `json:"now"`
	Data     Data      `json:"data"`
	Level    int       `json:"level"` // of a ladder
	Clock    string    `json:"clock"` // whose target is asked for, by its key
}

// Assignment is what a policy proposes: who is to have the ticket.
type Assignment struct {
	Team   string `json:"team,omitempty"`
	Owner  string `json:"owner,omitempty"`
	Line   string `json:"line,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// Escalation is what a policy proposes when a ladder reaches a level.
type Escalation struct {
	Notify         []string
	Assignment     *Assignment
	Raise          string
	NextLevelAfter time.Duration // 0: as the ladder says
	Reason         string
}

// MarshalJSON gives document `escalation`.
func (e Escalation) MarshalJSON() ([]byte, error) {
	spelled := struct {
		Notify         []string    `json:"notify,omitempty"`
		Assignment     *Assignment `json:"assignment,omitempty"`
		Raise          string      `json:"raise,omitempty"`
		NextLevelAfter *int64      `json:"next_level_after,omitempty"`
		Reason         string      `json:"reason,omitempty"`
	}{e.Notify, e.Assignment, e.Raise, nil, e.Reason}
	if e.NextLevelAfter != 0 {
		spelled.NextLevelAfter = given(e.NextLevelAfter)
	}
	return marshal(spelled)
}

// Route is what a policy proposes: the internal event that takes the ticket on.
type Route struct {
	Event string `json:"event"`
	Data  Data   `json:"data,omitempty"`
}

// NewHost makes a host without callbacks.
func NewHost() (*Host, error) {
	var opened C.itr_host
	if err := check(func(err *C.itr_error) C.itr_status { return C.itr_host_open(&opened, err) }); err != nil {
		return nil, err
	}
	host := &Host{logger: &atomic.Pointer[slog.Logger]{}}
	own(host, &host.handle, uint64(opened), closeHost)
	return host, nil
}

func closeHost(number uint64) error {
	return check(func(err *C.itr_error) C.itr_status { return C.itr_host_close(C.itr_host(number), err) })
}

// Close gives the host back. Engines that were opened with it keep its callbacks.
func (h *Host) Close() error { return h.handle.close() }

func (h *Host) number() C.itr_host {
	if h == nil {
		return 0
	}
	return C.itr_host(h.handle.number)
}

// SetLogger says where engines that are opened from now on log; records have the attribute "event", a stable word such
// as "pack.deployed".
func (h *Host) SetLogger(logger *slog.Logger) error {
	if err := h.lend(logger, func(handle C.uintptr_t, err *C.itr_error) C.itr_status {
		return C.itr_go_set_log(h.number(), handle, err)
	}); err != nil {
		return err
	}
	h.logger.Store(logger)
	return nil
}

// AddAssignment says what an `assign` action of this policy name asks. A nil Assignment proposes nothing.
func (h *Host) AddAssignment(name string, policy func(Snapshot) (*Assignment, error)) error {
	return h.lend(newPolicy(h, name, policy), func(handle C.uintptr_t, err *C.itr_error) C.itr_status {
		chars, size := chars(name)
		return C.itr_go_add_assignment(h.number(), chars, size, handle, err)
	})
}

// AddEscalation says what is asked when a ladder of this name reaches a level. A nil Escalation proposes nothing.
func (h *Host) AddEscalation(name string, policy func(Snapshot) (*Escalation, error)) error {
	return h.lend(newPolicy(h, name, policy), func(handle C.uintptr_t, err *C.itr_error) C.itr_status {
		chars, size := chars(name)
		return C.itr_go_add_escalation(h.number(), chars, size, handle, err)
	})
}

// AddRouting says what a `raise` action of this policy name asks. A nil Route proposes nothing.
func (h *Host) AddRouting(name string, policy func(Snapshot) (*Route, error)) error {
	return h.lend(newPolicy(h, name, policy), func(handle C.uintptr_t, err *C.itr_error) C.itr_status {
		chars, size := chars(name)
		return C.itr_go_add_routing(h.number(), chars, size, handle, err)
	})
}

// AddTarget says what is asked how long a promise of kind `host` is, by the name or key of its clock. 0 proposes nothing.
func (h *Host) AddTarget(name string, policy func(Snapshot) (time.Duration, error)) error {
	type target struct {
		Target *int64 `json:"target"`
	}
	propose := func(snapshot Snapshot) (*target, error) {
		length, err := policy(snapshot)
		if err != nil || length == 0 {
			return nil, err
		}
		return &target{given(length)}, nil
	}
	return h.lend(newPolicy(h, name, propose), func(handle C.uintptr_t, err *C.itr_error) C.itr_status {
		chars, size := chars(name)
		return C.itr_go_add_target(h.number(), chars, size, handle, err)
	})
}

// policy is a callback and where it reports its failures.
type policy struct {
	name    string
	logger  *atomic.Pointer[slog.Logger]
	propose func(snapshot []byte) ([]byte, error) // nil: nothing
}

func newPolicy[T any](host *Host, name string, ask func(Snapshot) (*T, error)) *policy {
	return &policy{name, host.logger, func(text []byte) ([]byte, error) {
		var snapshot Snapshot
		if err := unmarshal(text, &snapshot); err != nil {
			return nil, err
		}
		proposal, err := ask(snapshot)
		if err != nil || proposal == nil {
			return nil, err
		}
		return marshal(proposal)
	}}
}

// lend gives C a handle of a value, to be released by itrGoRelease, or here if C did not take it.
func (h *Host) lend(value any, call func(C.uintptr_t, *C.itr_error) C.itr_status) error {
	defer keep(h)
	handle := cgo.NewHandle(value)
	err := check(func(err *C.itr_error) C.itr_status { return call(C.uintptr_t(handle), err) })
	if err != nil {
		handle.Delete()
	}
	return err
}

func (p *policy) ask(snapshot []byte) (answer []byte) {
	var err error
	if cause := below("the policy '"+p.name+"'", func() { answer, err = p.propose(snapshot) }); cause != nil {
		answer, err = nil, fmt.Errorf("it panicked: %v", cause)
	}
	if err != nil {
		p.tell(err)
	}
	return answer
}

func (p *policy) tell(cause error) {
	logger := p.logger.Load()
	if logger == nil {
		return
	}
	_ = below("the logger", func() { // one that panics changes nothing
		logger.Warn("a policy has failed", "event", "policy.failed", "policy", p.name, "cause", cause)
	})
}

// below runs a function of the host that C has called, and gives what it panicked with: a panic must not cross C. Nor must the
// end of the goroutine, but that nothing can stop; the functions of C would be left where they are, with the ticket that they
// hold. So it ends the program instead.
func below(what string, call func()) (cause any) {
	returned := false
	defer func() {
		if cause = recover(); cause == nil && !returned {
			fmt.Fprintf(os.Stderr, "itr: %s has ended its goroutine (runtime.Goexit, as t.Fatal, t.FailNow and t.Skip of testing do): "+
				"it may only return or panic, because a call of the library waits for it\n\n%s", what, debug.Stack())
			os.Exit(2)
		}
	}()
	call()
	returned = true
	return nil
}

//export itrGoLog
func itrGoLog(sink C.uintptr_t, level C.int32_t, event *C.char, eventSize C.uint64_t, message *C.char, messageSize C.uint64_t) {
	logger := cgo.Handle(sink).Value().(*slog.Logger)
	_ = below("the logger", func() { // who would be told, if it fails?
		logger.Log(context.Background(), slogLevel(int(level)), borrowed(message, messageSize), "event", borrowed(event, eventSize))
	})
}

func slogLevel(level int) slog.Level {
	switch level {
	case logDebug:
		return slog.LevelDebug
	case logInfo:
		return slog.LevelInfo
	case logWarning:
		return slog.LevelWarn
	case logError:
		return slog.LevelError
	}
	return slog.LevelInfo
}

//export itrGoPropose
func itrGoPropose(asked C.uintptr_t, snapshot *C.char, size C.uint64_t, reply C.uint64_t) {
	policy := cgo.Handle(asked).Value().(*policy)
	answer := policy.ask([]byte(borrowed(snapshot, size)))
	if answer == nil {
		return
	}
	if err := check(func(err *C.itr_error) C.itr_status {
		chars, size := data(answer)
		return C.itr_reply_write(C.itr_reply(reply), chars, size, err)
	}); err != nil {
		policy.tell(err)
	}
}

//export itrGoRelease
func itrGoRelease(handle C.uintptr_t) { cgo.Handle(handle).Delete() }
