package itr_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"itr.example/itr"
)

func hostOf(t *testing.T) *itr.Host {
	t.Helper()
	host, err := itr.NewHost()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { expect(t, host.Close() == nil) })
	return host
}

func TestAPolicyDecidesOnASnapshotAlone(t *testing.T) {
	host := hostOf(t)
	var asked itr.Snapshot
	err := host.AddAssignment("dispatcher", func(snapshot itr.Snapshot) (*itr.Assignment, error) {
		asked = snapshot
		return &itr.Assignment{Team: "network"}, nil
	})
	expect(t, err == nil, err)
	d := deskOf(t, host)
	d.open("T-1")
	d.send("T-1", "dispatch")
	expect(t, d.get("T-1", nine).Team == "network")
	expect(t, asked.Tenant == "acme" && asked.Ticket == "T-1" && asked.Now.Equal(nine) && asked.Data["impact"] == "high", asked)
}

const visits = `pack: visits
version: 1.0.0
---
workflow: visit
data: {spare: string}
events:
  sort: {role: agent, data: {remark: {type: string, required: true}}}
  to_field: {role: system, data: {spare: string}}
  done: {role: agent}
initial: new
states:
  new: {on: {sort: {do: [{raise: {policy: by_remark}}]}, to_field: {to: field, do: {set: {spare: "event.spare"}}}}}
  field: {on: {done: closed}}
  closed: {type: final}
---
agreement: negotiable
calendar: 24x7
clocks: {restore: {stop: "inState('closed')"}}
goals: [{restore: host}]
---
roles: {agent: {rights: [open, set, clock, view]}}
`

func TestAHostSaysWhereATicketGoesAndHowLongAPromiseIs(t *testing.T) {
	host := hostOf(t)
	clocks := []string{}
	err := host.AddRouting("by_remark", func(snapshot itr.Snapshot) (*itr.Route, error) {
		clocks = append(clocks, snapshot.Clock)
		return &itr.Route{Event: "to_field", Data: itr.Data{"spare": "fan"}}, nil
	})
	expect(t, err == nil, err)
	err = host.AddTarget("restore", func(snapshot itr.Snapshot) (time.Duration, error) {
		clocks = append(clocks, snapshot.Clock)
		return 4 * time.Hour, nil
	})
	expect(t, err == nil, err)
	d := deskOf(t, host)
	pack, err := itr.LoadPackText(visits)
	expect(t, err == nil, err)
	defer pack.Close()
	expect(t, d.engine.Deploy(background, pack, d.system, nine) == nil)
	d.execute("V-1", itr.Open{Workflow: "visit"}, nine)
	reading, err := d.engine.Clock(background, "acme", "V-1", "restore", d.agent, nine)
	expect(t, err == nil && reading.Promised && reading.Target == 4*time.Hour, reading, err)
	options := itr.SendOptions{Data: itr.Data{"remark": "it hums"}}
	outcome, err := d.engine.Send(background, "acme", "V-1", "sort", d.agent, nine, options)
	expect(t, err == nil && outcome.Version == 2, outcome, err)
	expect(t, d.get("V-1", nine).Data["spare"] == "fan")
	expect(t, len(clocks) == 2 && clocks[0] == "negotiable.restore" && clocks[1] == "", clocks)
}

func TestALadderAsksItsPolicy(t *testing.T) {
	host := hostOf(t)
	levels := []int{}
	err := host.AddEscalation("duty", func(snapshot itr.Snapshot) (*itr.Escalation, error) {
		levels = append(levels, snapshot.Level)
		return &itr.Escalation{Notify: []string{"director"}, Assignment: &itr.Assignment{Line: "L2"}, NextLevelAfter: 30 * time.Minute}, nil
	})
	expect(t, err == nil, err)
	d := deskOf(t, host)
	d.open("T-1")
	_, err = d.engine.Advance(background, nine.Add(20*time.Minute), 10)
	expect(t, err == nil && len(levels) == 1 && d.get("T-1", nine.Add(20*time.Minute)).Line == "L2", levels, err)
}

func TestAPolicyThatFailsOrPanicsProposesNothingAndIsLogged(t *testing.T) {
	for _, policy := range []func(itr.Snapshot) (*itr.Assignment, error){
		func(itr.Snapshot) (*itr.Assignment, error) { return nil, errors.New("no roster") },
		func(itr.Snapshot) (*itr.Assignment, error) { panic("no roster") },
	} {
		host := hostOf(t)
		var out bytes.Buffer
		expect(t, host.SetLogger(slog.New(slog.NewTextHandler(&out, nil))) == nil)
		expect(t, host.AddAssignment("dispatcher", policy) == nil)
		d := deskOf(t, host)
		d.open("T-1")
		d.send("T-1", "dispatch")
		expect(t, d.get("T-1", nine).Team == "")
		told := out.String()
		expect(t, strings.Contains(told, "policy.failed") && strings.Contains(told, "no roster"), told)
		expect(t, strings.Contains(told, "event=pack.deployed"), told)
	}
}

func TestACallbackThatEndsItsGoroutineEndsTheProgram(t *testing.T) {
	for _, what := range []string{"the policy 'dispatcher'", "the logger"} {
		ctx, cancel := context.WithTimeout(background, time.Minute)
		child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestEndsItsGoroutine$")
		child.Env = append(os.Environ(), "ITR_ENDS="+what)
		told, err := child.CombinedOutput()
		cancel()
		var ended *exec.ExitError
		expect(t, errors.As(err, &ended) && ended.ExitCode() == 2, what, err, string(told))
		expect(t, strings.HasPrefix(string(told), "itr: "+what+" has ended its goroutine"), string(told))
		expect(t, strings.Contains(string(told), "endingHandler") == (what == "the logger"), string(told))
		expect(t, !strings.Contains(string(told), "went on"), string(told))
	}
}

// What the child process of the test above does.
func TestEndsItsGoroutine(t *testing.T) {
	what := os.Getenv("ITR_ENDS")
	if what == "" {
		t.Skip("only as a child process")
	}
	defer fmt.Println("went on")
	host := hostOf(t)
	if what == "the logger" {
		expect(t, host.SetLogger(slog.New(endingHandler{slog.DiscardHandler})) == nil)
	}
	expect(t, host.AddAssignment("dispatcher", func(itr.Snapshot) (*itr.Assignment, error) {
		t.Fatal("no roster")
		return nil, nil
	}) == nil)
	d := deskOf(t, host)
	d.open("T-1")
	d.send("T-1", "dispatch")
}

type endingHandler struct{ slog.Handler }

func (endingHandler) Enabled(context.Context, slog.Level) bool {
	runtime.Goexit()
	return true
}

func TestACallWithinACallbackIsRefused(t *testing.T) {
	host := hostOf(t)
	var d *desk
	var within, closing error
	err := host.AddAssignment("dispatcher", func(itr.Snapshot) (*itr.Assignment, error) {
		_, within = d.engine.Get(background, "acme", "T-1", d.agent, nine)
		closing = d.pack.Close()
		return nil, nil
	})
	expect(t, err == nil, err)
	d = deskOf(t, host)
	d.open("T-1")
	d.send("T-1", "dispatch")
	expect(t, errors.Is(within, itr.Misuse) && errors.Is(within, itr.Code("capi.reentrant")), within)
	expect(t, errors.Is(closing, itr.Code("capi.reentrant")), closing)
	_, err = d.pack.Hash()
	expect(t, err == nil, "the pack is still open", err)
}

func TestAHostRefusesAPolicyWithoutAName(t *testing.T) {
	before := itr.OpenHandles()
	host, err := itr.NewHost()
	expect(t, err == nil, err)
	err = host.AddAssignment("", func(itr.Snapshot) (*itr.Assignment, error) { return nil, nil })
	expect(t, errors.Is(err, itr.Code("id.invalid")), err)
	expect(t, host.Close() == nil && host.Close() == nil && itr.OpenHandles() == before)
	err = host.SetLogger(slog.Default())
	expect(t, errors.Is(err, itr.Code("capi.closed_handle")), fmt.Sprint(err))
}
