package itr_test

import (
	"context"
	_ "embed"
	"testing"
	"time"

	"itr.example/itr"
)

//go:embed testdata/desk/pack.yaml
var deskPack string

var nine = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC) // in Shanghai

// desk is an engine in memory with the pack of a small service desk.
type desk struct {
	fatal  func(...any)
	pack   *itr.Pack
	store  *itr.Store
	engine *itr.Engine
	system *itr.Actor
	agent  *itr.Actor
}

func newDesk(fatal func(...any)) *desk { return newDeskOf(nil, fatal) }

func newDeskOf(host *itr.Host, fatal func(...any)) *desk {
	d := &desk{fatal: fatal}
	var err error
	must := func() {
		if err != nil {
			fatal(err)
		}
	}
	d.pack, err = itr.LoadPackText(deskPack)
	must()
	d.store, err = itr.OpenMemory()
	must()
	d.engine, err = itr.OpenEngine(d.store, itr.EngineOptions{Host: host, CacheBytes: 1 << 20})
	must()
	d.system, err = itr.NewActor("", itr.System)
	must()
	d.agent, err = itr.NewActor("li", "agent")
	must()
	err = d.engine.Deploy(context.Background(), d.pack, d.system, nine)
	must()
	return d
}

// deskOf is a desk that is closed with the test.
func deskOf(t testing.TB, host *itr.Host) *desk {
	t.Helper()
	d := newDeskOf(host, t.Fatal)
	t.Cleanup(d.close)
	return d
}

func (d *desk) close() {
	for _, thing := range []interface{ Close() error }{d.engine, d.store, d.pack, d.system, d.agent} {
		if err := thing.Close(); err != nil {
			d.fatal(err)
		}
	}
}

func (d *desk) command(ticket string, do itr.Operation) itr.Command {
	return itr.Command{Tenant: "acme", Ticket: ticket, Actor: d.agent, Do: do}
}

func (d *desk) execute(ticket string, do itr.Operation, at time.Time) itr.Outcome {
	outcome, err := d.engine.Execute(context.Background(), d.command(ticket, do), at)
	if err != nil {
		d.fatal(err)
	}
	return outcome
}

func request() itr.Open {
	return itr.Open{Workflow: "request", Data: itr.Data{"customer": "Ms Chen", "impact": "high"}}
}

func (d *desk) open(ticket string) { d.execute(ticket, request(), nine) }

func (d *desk) send(ticket, event string) { d.execute(ticket, itr.Send{Event: event}, nine) }

func (d *desk) get(ticket string, at time.Time) itr.Ticket {
	found, err := d.engine.Get(context.Background(), "acme", ticket, d.agent, at)
	if err != nil {
		d.fatal(err)
	}
	return found
}
