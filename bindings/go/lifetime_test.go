package itr_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"itr.example/itr"
)

func TestWhatIsClosedIsAnErrorAndNotACrash(t *testing.T) {
	d := newDesk(t.Fatal)
	d.open("T-1")
	d.close()
	d.close() // closing twice does nothing
	_, err := d.engine.Get(background, "acme", "T-1", d.agent, nine)
	expect(t, errors.Is(err, itr.Misuse) && errors.Is(err, itr.Code("capi.closed_handle")), err)
	_, err = d.pack.Describe()
	expect(t, errors.Is(err, itr.Code("capi.closed_handle")), err)
	_, err = itr.OpenEngine(d.store, itr.EngineOptions{})
	expect(t, errors.Is(err, itr.Code("capi.closed_handle")), err)
}

func TestWhatIsGivenWronglyIsAnErrorThatNamesIt(t *testing.T) {
	d := deskOf(t, nil)
	_, err := d.engine.Get(background, strings.Repeat("x", itr.MaxNameBytes+1), "T-1", d.agent, nine)
	expect(t, errors.Is(err, itr.Misuse) && errors.Is(err, itr.Code("capi.too_long")), err)
	_, err = d.engine.Get(background, "ac\xffme", "T-1", d.agent, nine)
	expect(t, errors.Is(err, itr.Code("capi.not_utf8")), err)
	_, err = d.engine.Get(background, "acme", "T-1", nil, nine)
	expect(t, errors.Is(err, itr.Misuse), err)
	_, err = d.engine.Execute(background, itr.Command{Tenant: "acme", Ticket: "T-1", Actor: d.agent}, nine)
	expect(t, err != nil && strings.Contains(err.Error(), "Do is nil"), err)
	_, err = d.engine.Execute(background, itr.Command{Tenant: "acme", Ticket: "T-1", Do: itr.Wake{}}, nine)
	expect(t, errors.Is(err, itr.Invalid), err)
	_, err = d.engine.TakeEffects(background, nine, time.Minute, itr.MaxPage+1)
	expect(t, errors.Is(err, itr.Code("capi.out_of_range")), err)
	err = d.engine.Deploy(background, d.pack, d.agent, nine)
	expect(t, errors.Is(err, itr.Rejected), err)
}

func TestTextThatIsNoUTF8IsRefusedAndNothingHappens(t *testing.T) {
	d := deskOf(t, nil)
	d.open("T-1")
	send := func(options itr.SendOptions) error {
		_, err := d.engine.Send(background, "acme", "T-1", "dispatch", d.agent, nine, options)
		return err
	}
	execute := func(ticket string, do itr.Operation) error {
		_, err := d.engine.Execute(background, d.command(ticket, do), nine)
		return err
	}
	owner, half := "l\xe4", itr.Data{"customer": "Ms \xc3"}
	last := func(_ any, err error) error { return err }
	var decided itr.Decider
	for n, err := range []error{
		execute("T\xff", request()),
		execute("T-2", itr.Open{Workflow: "request", Party: "\xff"}),
		execute("T-2", itr.Open{Workflow: "request", Data: half}),
		execute("T-2", itr.Open{Workflow: "request", Data: itr.Data{"c\xff": 1}}),
		execute("T-2", itr.Open{Workflow: "request", Data: itr.Data{"list": []string{"\xed\xa0\x80"}}}),
		execute("T-1", itr.Send{Event: "dispatch", Data: half}),
		execute("T-1", &itr.Comment{Text: "\xff"}),
		execute("T-1", itr.Assign{Owner: &owner}),
		execute("T-1", itr.Erase{Slots: []string{"data.\xff"}}),
		send(itr.SendOptions{Data: half}),
		send(itr.SendOptions{Data: itr.Data{"customer": itr.Pairs{{"\xff", 1}}}}),
		send(itr.SendOptions{Key: "\xff"}),
		last(d.engine.ExecuteBatch(background, []itr.Command{d.command("T-2", request()), d.command("\xff", request())}, nine)),
		last(d.engine.Query(background, itr.Query{Tenant: "acme", Where: itr.Where{Owner: "\xff"}}, d.agent)),
		last(itr.NewActor("\xff", "agent")),
		last(itr.CompileExpression("x", map[string]string{"x\xff": "int"}, "")),
		last(itr.LoadPackText("pack: \xff")),
		last(decided.Decide(itr.StoredTicket{Ticket: "\xff"}, d.command("T-1", itr.Wake{}), itr.Given{Now: nine})),
		last(json.Marshal(d.command("\xff", itr.Wake{}))),
		last(json.Marshal(half)),
	} {
		expect(t, errors.Is(err, itr.Misuse) && errors.Is(err, itr.Code("capi.not_utf8")), n, err)
	}
	counters, err := d.engine.Counters()
	expect(t, err == nil && counters.Commands == 1 && d.get("T-1", nine).Version == 1, counters, err)
	d.execute("T-\uFFFD", itr.Open{Workflow: "request", Data: itr.Data{"customer": "\uFFFD <陈> \u2028"}}, nine)
	expect(t, d.get("T-\uFFFD", nine).Data["customer"] == "\uFFFD <陈> \u2028")
}

func TestNothingStaysOpen(t *testing.T) {
	collect() // what earlier tests left to the garbage collector
	before := itr.OpenHandles()
	for range 20 {
		d := newDesk(t.Fatal)
		d.open("T-1")
		_, _ = d.engine.Get(background, "acme", "T-2", d.agent, nine)
		_, _ = itr.LoadPackText("pack: small\nverson: 1\n")
		d.close()
	}
	expect(t, itr.OpenHandles() == before, before, itr.OpenHandles())
}

// collect runs the garbage collector until the cleanups of what was dropped have run.
func collect() {
	for range 5 {
		runtime.GC()
		done := make(chan struct{})
		runtime.AddCleanup(new([64]byte), func(done chan struct{}) { close(done) }, done)
		for open := true; open; {
			runtime.GC()
			select {
			case <-done:
				open = false
			default:
				runtime.Gosched()
			}
		}
	}
}

//go:noinline
func drop(t *testing.T) {
	d := newDesk(t.Fatal)
	d.open("T-1")
}

func TestWhatIsDroppedIsClosedByTheGarbageCollector(t *testing.T) {
	collect()
	before := itr.OpenHandles()
	for range 10 {
		drop(t)
	}
	for range 100 {
		if collect(); itr.OpenHandles() <= before {
			return
		}
	}
	t.Error("still open: ", itr.OpenHandles()-before)
}

func TestManyGoroutinesUseOneEngine(t *testing.T) {
	const goroutines, tickets = 8, 25
	d := deskOf(t, nil)
	var all sync.WaitGroup
	failures := make(chan error, goroutines*tickets)
	for g := range goroutines {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := range tickets {
				if err := d.live(background, fmt.Sprintf("T-%d-%d", g, i)); err != nil {
					failures <- err
				}
			}
		}()
	}
	all.Wait()
	close(failures)
	for err := range failures {
		t.Error(err)
	}
	counters, err := d.engine.Counters()
	expect(t, err == nil && counters.Commands == 2*goroutines*tickets, counters, err)
}

func (d *desk) live(ctx context.Context, ticket string) error {
	if _, err := d.engine.Execute(ctx, d.command(ticket, request()), nine); err != nil {
		return err
	}
	if _, err := d.engine.Send(ctx, "acme", ticket, "dispatch", d.agent, nine, itr.SendOptions{}); err != nil {
		return err
	}
	_, err := d.engine.Get(ctx, "acme", ticket, d.agent, nine)
	return err
}

func TestClosingWhileOthersWorkIsSafe(t *testing.T) {
	d := newDesk(t.Fatal)
	begun, all := make(chan struct{}, 4), sync.WaitGroup{}
	for g := range 4 {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := 0; ; i++ {
				err := d.live(background, fmt.Sprintf("T-%d-%d", g, i))
				if err != nil {
					expect(t, errors.Is(err, itr.Code("capi.closed_handle")), err)
					return
				}
				if i == 0 {
					begun <- struct{}{}
				}
			}
		}()
	}
	for range 4 {
		<-begun
	}
	d.close()
	all.Wait()
}

func TestTheLibraryFitsTheModule(t *testing.T) {
	expect(t, itr.CheckABI() == nil, itr.CheckABI())
	limits, err := itr.Limits()
	expect(t, err == nil && limits["version"] == itr.Version() && limits["page"] == float64(itr.MaxPage), limits, err)
	expect(t, limits["document_bytes"] == float64(itr.MaxDocumentBytes) && limits["name_bytes"] == float64(itr.MaxNameBytes), limits)
}
