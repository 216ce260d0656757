package sqlite_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"itr.example/itr"
	"itr.example/itr/sqlite"
)

const hello = `
pack: hello
version: 1.0.0
---
workflow: question
events: {answer: {role: desk}}
states: {asked: {on: {answer: closed}}, closed: {type: final}}
---
roles: {desk: {rights: [open, view]}}
`

var nine = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ask opens a ticket in a file, in an engine that is closed again.
func ask(t *testing.T, path string) {
	ctx := context.Background()
	store, err := sqlite.Open(ctx, path, sqlite.Options{Synchronous: "off", BusyTimeout: 2 * time.Second, MaxFileBytes: 100_000_000})
	check(t, err)
	defer store.Close()
	engine, err := itr.OpenEngine(store, itr.EngineOptions{})
	check(t, err)
	defer engine.Close()
	pack, err := itr.LoadPackText(hello)
	check(t, err)
	defer pack.Close()
	ann, err := itr.NewActor("ann", "desk", itr.System)
	check(t, err)
	defer ann.Close()
	check(t, engine.Deploy(ctx, pack, ann, nine))
	_, err = engine.Execute(ctx, itr.Command{Tenant: "acme", Ticket: "T-1", Actor: ann, Do: itr.Open{Workflow: "question"}}, nine)
	check(t, err)
}

func TestATicketInAFileOutlivesItsEngine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tickets.db")
	before := itr.OpenHandles()
	ask(t, path)
	if after := itr.OpenHandles(); after != before {
		t.Error("handles stay open: ", after-before)
	}
	store, err := sqlite.Open(context.Background(), path, sqlite.Options{ReadOnly: true, MustExist: true})
	check(t, err)
	defer store.Close()
	counters, err := store.Counters(context.Background())
	check(t, err)
	if counters.Tickets != 1 || counters.Commits != 1 {
		t.Error("expected one ticket with one commit, but found ", counters)
	}
}

func TestAFileThatCannotBeOpenedIsAnErrorWithACode(t *testing.T) {
	ctx := context.Background()
	_, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "tickets.db"), sqlite.Options{MustExist: true})
	if !errors.Is(err, itr.Failed) || !errors.Is(err, itr.Code("store.not_found")) {
		t.Error("expected store.not_found, but found ", err)
	}
	_, err = sqlite.Open(ctx, "", sqlite.Options{Synchronous: "perhaps"})
	if err == nil {
		t.Error("expected options that make no sense to be refused")
	}
	_, err = sqlite.Open(ctx, filepath.Join(t.TempDir(), "tickets.db"), sqlite.Options{Synchronous: "off\xff"})
	if !errors.Is(err, itr.Misuse) || !errors.Is(err, itr.Code("capi.not_utf8")) {
		t.Error("expected capi.not_utf8, but found ", err)
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err = sqlite.Open(done, "x.db", sqlite.Options{}); !errors.Is(err, context.Canceled) {
		t.Error("expected a done context to stop it, but found ", err)
	}
}
