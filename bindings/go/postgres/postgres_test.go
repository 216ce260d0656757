package postgres_test

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"itr.example/itr"
	"itr.example/itr/postgres"
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

// connection is what tests/store/postgres/server.py sets. Without it a test is skipped, but not where everything is to be
// tested.
func connection(t *testing.T) string {
	t.Helper()
	text := os.Getenv("ITR_TEST_POSTGRES")
	if text == "" && os.Getenv("CI") == "true" {
		t.Fatal("ITR_TEST_POSTGRES names no PostgreSQL database")
	}
	if text == "" {
		t.Skip("ITR_TEST_POSTGRES names no PostgreSQL database")
	}
	return text
}

// open opens the store, and an engine on it that is closed with the test.
func open(t *testing.T, connection string, options postgres.Options) (*itr.Store, *itr.Engine) {
	t.Helper()
	store, err := postgres.Open(context.Background(), connection, options)
	check(t, err)
	t.Cleanup(func() { store.Close() })
	engine, err := itr.OpenEngine(store, itr.EngineOptions{})
	check(t, err)
	t.Cleanup(func() { engine.Close() })
	return store, engine
}

func TestATicketInADatabaseIsWorkedByOneEngineAndReadByAnother(t *testing.T) {
	ctx := context.Background()
	options := postgres.Options{
		Schema: "itr_go_" + strings.ToLower(rand.Text()), MustExist: true, Migrate: true, MaxConnections: 2,
		ConnectTimeout: 20 * time.Second, ConnectAttempts: 3, LeaseClock: postgres.Caller,
	}
	_, err := postgres.Open(ctx, connection(t), options)
	if !errors.Is(err, itr.Failed) || !errors.Is(err, itr.Code("store.not_found")) {
		t.Error("expected store.not_found, but found ", err)
	}
	options.MustExist = false
	_, engine := open(t, connection(t), options)
	shared, other := open(t, connection(t), options)
	pack, err := itr.LoadPackText(hello)
	check(t, err)
	defer pack.Close()
	ann, err := itr.NewActor("ann", "desk", itr.System)
	check(t, err)
	defer ann.Close()

	check(t, engine.Deploy(ctx, pack, ann, nine))
	_, err = engine.Execute(ctx, itr.Command{Tenant: "acme", Ticket: "T-1", Actor: ann, Do: itr.Open{Workflow: "question"}}, nine)
	check(t, err)
	_, err = engine.Send(ctx, "acme", "T-1", "answer", ann, nine.Add(time.Minute), itr.SendOptions{})
	check(t, err)
	ticket, err := other.Get(ctx, "acme", "T-1", ann, nine.Add(time.Minute))
	check(t, err)
	if ticket.Version != 2 || ticket.Open {
		t.Error("expected a ticket that is closed in its second version, but found ", ticket)
	}
	counters, err := shared.Counters(ctx)
	check(t, err)
	if counters.Tickets != 1 || counters.Commits != 2 {
		t.Error("expected one ticket with two commits, but found ", counters)
	}
}

func TestADatabaseThatCannotBeOpenedIsAnError(t *testing.T) {
	_, err := postgres.Open(context.Background(), "host=/nowhere", postgres.Options{ConnectAttempts: 1})
	if !errors.Is(err, itr.Failed) || !errors.Is(err, itr.Code("store.unreachable")) {
		t.Error("expected store.unreachable, but found ", err)
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = postgres.Open(done, "", postgres.Options{}); !errors.Is(err, context.Canceled) {
		t.Error("expected a done context to stop it, but found ", err)
	}
}
