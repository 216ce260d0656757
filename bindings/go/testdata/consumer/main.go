// A program that has the module as any other would have it.
package main

import (
	"context"
	"fmt"
	"log"
	"path/filepath"
	"time"

	"itr.example/itr"
	"itr.example/itr/sqlite"
)

const rules = `
pack: hello
version: 1.0.0
---
workflow: question
events: {answer: {role: desk}}
states: {asked: {on: {answer: closed}}, closed: {type: final}}
---
roles: {desk: {rights: [open, view]}}
`

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	ctx, now := context.Background(), time.Now()
	if err := itr.CheckABI(); err != nil {
		log.Fatal(err)
	}
	store := must(sqlite.Open(ctx, filepath.Join(must(filepath.Abs(".")), "tickets.db"), sqlite.Options{}))
	engine := must(itr.OpenEngine(store, itr.EngineOptions{}))
	ann := must(itr.NewActor("ann", "desk", itr.System))
	pack := must(itr.LoadPackText(rules))
	if err := engine.Deploy(ctx, pack, ann, now); err != nil {
		log.Fatal(err)
	}
	must(engine.Execute(ctx, itr.Command{Tenant: "acme", Ticket: "T-1", Actor: ann, Do: itr.Open{Workflow: "question"}}, now))
	must(engine.Send(ctx, "acme", "T-1", "answer", ann, now, itr.SendOptions{}))
	for _, thing := range []interface{ Close() error }{pack, ann, engine, store} {
		if err := thing.Close(); err != nil {
			log.Fatal(err)
		}
	}
	if open := itr.OpenHandles(); open != 0 {
		log.Fatalf("%d handles are still open", open)
	}
	fmt.Println("a consumer of the module: one ticket in a file, opened and answered, with libitr", itr.Version())
}
