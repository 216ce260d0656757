package itr_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"itr.example/itr"
)

const hello = `
pack: hello
version: 1.0.0
---
workflow: question
events: {answer: {role: desk}}
states: {asked: {on: {answer: closed}}, closed: {type: final}}
---
agreement: support
clocks: {answer: {stop: "inState('closed')"}}
goals: [{answer: 1h, calendar: 24x7}]
---
roles: {desk: {rights: [open, view]}}
`

// [story]
// story is the life of one ticket. The program says what time it is.
func story(ctx context.Context) error {
	pack, err := itr.LoadPackText(hello)
	if err != nil {
		return err
	}
	defer pack.Close()
	store, err := itr.OpenMemory()
	if err != nil {
		return err
	}
	defer store.Close()
	engine, err := itr.OpenEngine(store, itr.EngineOptions{})
	if err != nil {
		return err
	}
	defer engine.Close()
	host, err := itr.NewActor("", itr.System)
	if err != nil {
		return err
	}
	defer host.Close()
	ann, err := itr.NewActor("ann", "desk")
	if err != nil {
		return err
	}
	defer ann.Close()

	nine := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	if err := engine.Deploy(ctx, pack, host, nine); err != nil {
		return err
	}
	_, err = engine.Execute(ctx, itr.Command{
		Tenant: "acme", Ticket: "T-1", Actor: ann, Do: itr.Open{Workflow: "question"},
	}, nine)
	if err != nil {
		return err
	}
	clock, err := engine.Clock(ctx, "acme", "T-1", "answer", ann, nine.Add(time.Minute))
	if err != nil {
		return err
	}
	fmt.Println(clock.Remaining, "left")

	if _, err = engine.Send(ctx, "acme", "T-1", "answer", ann, nine.Add(2*time.Minute), itr.SendOptions{}); err != nil {
		return err
	}
	ticket, err := engine.Get(ctx, "acme", "T-1", ann, nine.Add(2*time.Minute))
	if err != nil {
		return err
	}
	fmt.Println(ticket.States, ticket.Clocks[0].Phase)
	return nil
}

// [/story]

func Example() {
	if err := story(context.Background()); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 59m0s left
	// [closed] met
}

func ExampleError() {
	// [errors]
	_, err := itr.LoadPackText("pack: small\nverson: 1\n")

	fmt.Println(errors.Is(err, itr.Invalid), errors.Is(err, itr.Code("capi.pack_invalid")))

	var failed *itr.Error
	if errors.As(err, &failed) {
		for _, diagnostic := range failed.Diagnostics {
			fmt.Println(diagnostic)
		}
	}
	// [/errors]

	// Output:
	// true true
	// pack.yaml:2:1: error: a pack has no key 'verson' [pack.unknown_key]
}

func ExampleEngine_Tickets() {
	desk := newDesk(log.Fatal)
	defer desk.close()
	ctx := context.Background()
	for i := range 5 {
		desk.open(fmt.Sprintf("T-%d", i+1))
	}
	// [pages]
	query := itr.Query{Tenant: "acme", Where: itr.Where{Workflow: "request"}, Limit: 2}
	for row, err := range desk.engine.Tickets(ctx, query, desk.agent) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row.Ticket, row.States)
	}
	// [/pages]

	// Output:
	// T-1 [registered]
	// T-2 [registered]
	// T-3 [registered]
	// T-4 [registered]
	// T-5 [registered]
}

func ExampleEngine_Effects() {
	desk := newDesk(log.Fatal)
	defer desk.close()
	ctx, now := context.Background(), nine
	desk.open("T-1")
	desk.send("T-1", "dispatch")
	// [effects]
	for effect, err := range desk.engine.Effects(ctx, now, time.Minute) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(effect.Kind, effect.Ticket)
		if _, err := desk.engine.AcknowledgeEffect(ctx, effect.Tenant, effect.Key); err != nil {
			log.Fatal(err)
		}
	}
	// [/effects]

	// Output:
	// ask T-1
}

func ExampleHost() {
	ctx := context.Background()
	// [policy]
	host, err := itr.NewHost()
	if err != nil {
		log.Fatal(err)
	}
	defer host.Close()
	err = host.AddAssignment("dispatcher", func(snapshot itr.Snapshot) (*itr.Assignment, error) {
		return &itr.Assignment{Team: "network", Owner: "bo", Reason: "impact " + fmt.Sprint(snapshot.Data["impact"])}, nil
	})
	// [/policy]
	if err != nil {
		log.Fatal(err)
	}
	desk := newDeskOf(host, log.Fatal)
	defer desk.close()
	desk.open("T-1")
	desk.send("T-1", "dispatch")
	ticket, err := desk.engine.Get(ctx, "acme", "T-1", desk.agent, nine)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ticket.Team, ticket.Owner)
	// Output:
	// network bo
}
