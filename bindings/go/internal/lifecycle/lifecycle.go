// Package lifecycle is the life of a ticket in twelve events that all languages are measured with. Its pack is the one of
// benchmarks/lifecycle_pack.cpp.
package lifecycle

import (
	"context"
	"os"
	"strconv"
	"time"

	"itr.example/itr"
)

// Commands is how many a ticket takes: its opening and twelve events.
const Commands = 13

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// Engine opens an engine on the store, with the pack of the file that LIFECYCLE_PACK names, and the actor of all commands.
func Engine(store *itr.Store, options itr.EngineOptions) (*itr.Engine, *itr.Actor, error) {
	text, err := os.ReadFile(os.Getenv("LIFECYCLE_PACK"))
	if err != nil {
		return nil, nil, err
	}
	pack, err := itr.LoadPackText(string(text))
	if err != nil {
		return nil, nil, err
	}
	defer pack.Close()
	host, err := itr.NewActor("", itr.System)
	if err != nil {
		return nil, nil, err
	}
	defer host.Close()
	engine, err := itr.OpenEngine(store, options)
	if err != nil {
		return nil, nil, err
	}
	if err := engine.Deploy(context.Background(), pack, host, start); err != nil {
		return nil, nil, err
	}
	actor, err := itr.NewActor("li.wei", "desk")
	return engine, actor, err
}

// Of are the commands of one ticket and when they are given.
func Of(number int, actor *itr.Actor) (commands [Commands]itr.Command, at [Commands]time.Time) {
	operations := [Commands]itr.Operation{
		itr.Open{Workflow: "request", Number: "1", Data: itr.Data{"severity": "major", "contract_active": true, "channel": "web",
			"customer": "acme", "requester": "acme"}},
		itr.Send{Event: "register", Data: itr.Data{"desk": "desk-1"}},
		itr.Send{Event: "authorize", Data: itr.Data{"approver": "mgr-2"}},
		itr.Send{Event: "dispatch", Data: itr.Data{"queue": "net", "assignee": "li.wei"}},
		itr.Send{Event: "validate", Data: itr.Data{"info": "ok"}},
		itr.Send{Event: "request_info", Data: itr.Data{"info": "need-logs"}},
		itr.Send{Event: "info_received", Data: itr.Data{"info": "logs.tgz"}},
		itr.Send{Event: "diagnose", Data: itr.Data{"cause": "dns"}},
		itr.Send{Event: "prepare", Data: itr.Data{"solution": "restart"}},
		itr.Send{Event: "deliver", Data: itr.Data{"info": "sent"}},
		itr.Send{Event: "confirm", Data: itr.Data{"confirmed": "yes"}},
		itr.Send{Event: "survey", Data: itr.Data{"score": "5"}},
		itr.Send{Event: "close", Data: itr.Data{"info": "done"}},
	}
	ticket := "T-" + strconv.Itoa(number)
	for i, operation := range operations {
		commands[i] = itr.Command{Tenant: "t", Ticket: ticket, Actor: actor, Do: operation}
		at[i] = start.Add(time.Duration(i) * time.Minute)
	}
	return commands, at
}
