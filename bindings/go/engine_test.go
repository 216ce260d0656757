package itr_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"itr.example/itr"
)

var background = context.Background()

func expect(t testing.TB, holds bool, told ...any) {
	t.Helper()
	if !holds {
		t.Error(append([]any{"not as expected:"}, told...)...)
	}
}

// only is the error that an iterator gives and ends with.
func only[T any](t testing.TB, items iter.Seq2[T, error]) (failed error) {
	t.Helper()
	count := 0
	for _, failed = range items {
		count++
	}
	expect(t, count == 1, "steps of the iterator: ", count)
	return failed
}

func TestEveryOperationIsUnderstood(t *testing.T) {
	d := deskOf(t, nil)
	d.open("T-1")
	d.open("T-2")
	core, nobody := "core", ""
	d.send("T-1", "dispatch")
	operations := []itr.Operation{
		itr.Comment{Text: "called back", Public: true},
		itr.Assign{Team: &core, Owner: &nobody, Reason: "core router"},
		itr.Set{Data: itr.Data{"cause": "fibre"}},
		itr.Link{To: "T-2", Relation: "caused_by"},
		itr.Attach{Name: "log", URI: "s3://x/1", Size: 9, Public: true},
		itr.Pause{Clock: "resolve", Reason: "parts"},
		itr.Resume{Clock: "resolve", Reason: "parts came"},
		itr.Extend{Clock: "resolve", By: time.Hour, Reason: "agreed"},
		itr.Promise{Clock: "resolve", Target: 8 * time.Hour, Reason: "agreed"},
		itr.Pin{Clock: "resolve", To: nine.Add(time.Hour), Reason: "agreed"},
		itr.Correct{Clock: "resolve", From: nine, To: nine.Add(2 * time.Minute), Reason: "the site was closed"},
		itr.Wake{},
	}
	for i, operation := range operations {
		d.execute("T-1", operation, nine.Add(time.Duration(i+1)*time.Minute))
	}
	d.execute("T-1", itr.Waive{Clock: "resolve", Reason: "strike"}, nine.Add(61*time.Minute))
	d.execute("T-2", itr.Acknowledge{Ladder: "duty"}, nine.Add(61*time.Minute))
	d.execute("T-2", itr.Cancel{Clock: "resolve", Reason: "test"}, nine.Add(61*time.Minute))
	d.execute("T-2", itr.Erase{Slots: []string{"data.customer"}, Reason: "asked for"}, nine.Add(61*time.Minute))
	ticket := d.get("T-1", nine.Add(61*time.Minute))
	expect(t, ticket.Team == "core" && ticket.Data["cause"] == "fibre", ticket)
	resolve := ticket.Clocks[slices.IndexFunc(ticket.Clocks, func(c itr.Clock) bool { return c.Name == "resolve" })]
	expect(t, resolve.Waived && resolve.Pinned && resolve.Breached && resolve.Promised, resolve)
}

func TestARefusalIsAnErrorThatLeavesTheTicketAsItWas(t *testing.T) {
	d := deskOf(t, nil)
	d.open("T-1")
	outcome, err := d.engine.Execute(background, d.command("T-1", itr.Send{Event: "confirm"}), nine)
	var failed *itr.Error
	expect(t, errors.Is(err, itr.Rejected) && errors.As(err, &failed) && errors.Is(err, itr.Code("event.unexpected")), err)
	expect(t, outcome.Version == 1 && outcome.Rejection == failed && failed.Message != "", outcome)
	outcome, err = d.engine.Send(background, "acme", "T-1", "confirm", d.agent, nine, itr.SendOptions{})
	expect(t, errors.Is(err, itr.Rejected) && errors.Is(err, itr.Code("event.unexpected")) && outcome.Version == 1, outcome, err)
	expect(t, !errors.Is(err, itr.NotFound) && outcome.Rejection != nil, err)
}

func TestACommandWithAKeyIsDoneOnce(t *testing.T) {
	d := deskOf(t, nil)
	d.open("T-1")
	options := itr.SendOptions{Key: "k1", ExpectedVersion: 1}
	first, err := d.engine.Send(background, "acme", "T-1", "dispatch", d.agent, nine, options)
	expect(t, err == nil && !first.Repeated && first.Version == 2, first, err)
	second, err := d.engine.Send(background, "acme", "T-1", "dispatch", d.agent, nine, options)
	expect(t, err == nil && second.Repeated && second.Version == 2, second, err)
	command := d.command("T-1", itr.Comment{Text: "again"})
	command.ExpectedVersion = 1
	_, err = d.engine.Execute(background, command, nine)
	expect(t, errors.Is(err, itr.Rejected), err)
}

func TestABatchHasAnOutcomeForEachCommand(t *testing.T) {
	d := deskOf(t, nil)
	outcomes, err := d.engine.ExecuteBatch(background, []itr.Command{
		d.command("T-1", request()), d.command("T-1", itr.Send{Event: "confirm"}), d.command("T-2", request()),
	}, nine)
	if err != nil || len(outcomes) != 3 {
		t.Fatal(outcomes, err)
	}
	expect(t, outcomes[0].Rejection == nil && outcomes[1].Rejection.Code == "event.unexpected" && outcomes[2].Ticket == "T-2", outcomes)
	outcomes, err = d.engine.ExecuteBatch(background, nil, nine)
	expect(t, err == nil && len(outcomes) == 0, err)
}

func TestClocksAreReadAsInstantsAndDurations(t *testing.T) {
	d := deskOf(t, nil)
	d.open("T-1")
	at := nine.Add(5 * time.Minute)
	reading, err := d.engine.Clock(background, "acme", "T-1", "respond", d.agent, at)
	expect(t, err == nil && reading == itr.Reading{Phase: itr.Running, Cycle: 1, Due: nine.Add(15 * time.Minute), Promised: true,
		Target: 15 * time.Minute, Elapsed: 5 * time.Minute, Remaining: 10 * time.Minute}, reading, err)
	clocks, err := d.engine.Clocks(background, "acme", "T-1", d.agent, at)
	if err != nil || len(clocks) != 2 {
		t.Fatal(clocks, err)
	}
	respond := clocks[slices.IndexFunc(clocks, func(c itr.Clock) bool { return c.Name == "respond" })]
	expect(t, respond.Phase == itr.Running && respond.Phase.String() == "running" && respond.Elapsed == reading.Elapsed &&
		respond.Due.Equal(reading.Due) && respond.Remaining == reading.Remaining && respond.Origin.Equal(nine) &&
		respond.ElapsedReal == reading.Elapsed, respond)
}

func TestDeadlinesAreWorkedOffWhenTheProgramSaysSo(t *testing.T) {
	d := deskOf(t, nil)
	due, err := d.engine.NextDue(background)
	expect(t, err == nil && due.IsZero(), due, err)
	d.open("T-1")
	due, err = d.engine.NextDue(background)
	expect(t, err == nil && due.Equal(nine.Add(15*time.Minute+time.Millisecond)), due, err)
	advanced, err := d.engine.Advance(background, nine.Add(20*time.Minute), 100)
	expect(t, err == nil && advanced.Tickets == 1 && !advanced.More && advanced.NextDue.After(nine), advanced, err)
	clock, err := d.engine.Clock(background, "acme", "T-1", "respond", d.agent, nine.Add(20*time.Minute))
	expect(t, err == nil && clock.Breached && clock.Remaining == -5*time.Minute, clock, err)
}

func TestAnIteratorOverPagesCanBeLeft(t *testing.T) {
	d := deskOf(t, nil)
	for _, id := range []string{"T-1", "T-2", "T-3"} {
		d.open(id)
	}
	seen := 0
	for row, err := range d.engine.Tickets(background, itr.Query{Tenant: "acme", Limit: 1}, d.agent) {
		expect(t, err == nil && row.Open && row.OpenedAt.Equal(nine), row, err)
		if seen++; seen == 2 {
			break
		}
	}
	expect(t, seen == 2, seen)
	shut := false
	query := itr.Query{Tenant: "acme", Where: itr.Where{Open: &shut}, DueBefore: nine.Add(time.Hour)}
	for row := range d.engine.Tickets(background, query, d.agent) {
		t.Error("there is no closed ticket, but ", row.Ticket)
	}
	err := only(t, d.engine.Tickets(background, itr.Query{Tenant: "acme", Limit: -1}, d.agent))
	expect(t, errors.Is(err, itr.Invalid), err)
}

func TestTheHistoryHasEveryChange(t *testing.T) {
	d := deskOf(t, nil)
	d.open("T-1")
	d.send("T-1", "dispatch")
	var events []string
	for commit, err := range d.engine.History(background, "acme", "T-1", d.agent) {
		expect(t, err == nil && commit.At.Equal(nine) && len(commit.Text) > 0, commit.At, err)
		for _, step := range commit.Steps {
			events = append(events, step.Event)
		}
	}
	expect(t, len(events) >= 2 && slices.Contains(events, "dispatch"), events)
	err := only(t, d.engine.History(background, "acme", "T-9", d.agent))
	expect(t, errors.Is(err, itr.NotFound), err)
}

func TestAnEffectThatFailsTooOftenBecomesAnIncident(t *testing.T) {
	d := deskOf(t, nil)
	d.open("T-1")
	d.send("T-1", "dispatch")
	effects, err := d.engine.TakeEffects(background, nine, time.Minute, 10)
	if err != nil || len(effects) != 1 {
		t.Fatal(effects, err)
	}
	key := effects[0].Key
	effects[0].Attempts = 9
	known, err := d.engine.FailEffect(background, effects[0], "gone", nine)
	expect(t, err == nil && known, known, err)
	known, err = d.engine.FailEffect(background, effects[0], "gone", nine)
	expect(t, err == nil && !known, known, err)
	incidents, err := d.engine.Incidents(background, "acme", 10)
	if err != nil || len(incidents) != 1 {
		t.Fatal(incidents, err)
	}
	expect(t, incidents[0].Key == key && incidents[0].Reason == "gone" && incidents[0].Since.Equal(nine), incidents)
	known, err = d.engine.RetryIncident(background, "acme", key, nine)
	expect(t, err == nil && known, err)
	known, err = d.engine.AcknowledgeEffect(background, "acme", key)
	expect(t, err == nil && known, err)
	known, err = d.engine.ResolveIncident(background, "acme", key, nine)
	expect(t, err == nil && !known, err)
}

func TestOnlyTheNewestTakingOfAnEffectMayFailIt(t *testing.T) {
	d := deskOf(t, nil)
	d.open("T-1")
	d.send("T-1", "dispatch")
	later := nine.Add(time.Minute)
	slept, err := d.engine.TakeEffects(background, nine, time.Minute, 10)
	if err != nil || len(slept) != 1 {
		t.Fatal(slept, err)
	}
	newest, err := d.engine.TakeEffects(background, later, time.Minute, 10)
	if err != nil || len(newest) != 1 || newest[0].Key != slept[0].Key {
		t.Fatal(newest, err)
	}
	known, err := d.engine.FailEffect(background, slept[0], "late", later)
	expect(t, err == nil && !known, known, err)
	known, err = d.engine.FailEffect(background, newest[0], "no answer", later)
	expect(t, err == nil && known, known, err)
}

func TestAnEngineIsToldHowOftenToRetryAndWithWhichKeysToSeal(t *testing.T) {
	d := deskOf(t, nil)
	strict, err := itr.OpenEngine(d.store, itr.EngineOptions{
		ClaimLease: time.Minute, SnapshotEvery: 4, Retries: itr.Retries{First: time.Second, Longest: time.Hour, Attempts: 1},
		AuditKeys: "a " + strings.Repeat("07", 32),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer strict.Close()
	d.open("T-1")
	d.send("T-1", "dispatch")
	effects, err := strict.TakeEffects(background, nine, time.Minute, 10)
	if err != nil || len(effects) != 1 {
		t.Fatal(effects, err)
	}
	known, err := strict.FailEffect(background, effects[0], "gone", nine)
	expect(t, err == nil && known, known, err)
	incidents, err := strict.Incidents(background, "acme", 10)
	expect(t, err == nil && len(incidents) == 1, incidents, err)
	_, err = itr.OpenEngine(d.store, itr.EngineOptions{AuditKeys: "a 07"})
	var refused *itr.Error
	expect(t, errors.As(err, &refused) && refused.Code == "audit.invalid_keys", err)
}

func TestADoneContextStopsACallBeforeItBegins(t *testing.T) {
	d := deskOf(t, nil)
	ctx, cancel := context.WithCancel(background)
	cancel()
	_, err := d.engine.Execute(ctx, d.command("T-1", request()), nine)
	expect(t, errors.Is(err, context.Canceled), err)
	_, err = d.engine.Get(background, "acme", "T-1", d.agent, nine)
	expect(t, errors.Is(err, itr.NotFound), err)
	_, err = d.engine.Send(ctx, "acme", "T-1", "dispatch", d.agent, nine, itr.SendOptions{})
	expect(t, errors.Is(err, context.Canceled), err)
	expect(t, errors.Is(d.engine.Deploy(ctx, d.pack, d.system, nine), context.Canceled))
	err = only(t, d.engine.Tickets(ctx, itr.Query{Tenant: "acme"}, d.agent))
	expect(t, errors.Is(err, context.Canceled), err)
}

func TestCountersAndDeploymentsAreThere(t *testing.T) {
	d := deskOf(t, nil)
	d.open("T-1")
	counters, err := d.engine.Counters()
	expect(t, err == nil && counters.Commands == 1, counters, err)
	stored, err := d.store.Counters(background)
	expect(t, err == nil && stored.Tickets == 1 && stored.OpenTickets == 1, stored, err)
	deployments, err := d.engine.Deployments(background)
	expect(t, err == nil && len(deployments) == 1 && deployments[0].Name == "desk" && deployments[0].At.Equal(nine), deployments, err)
}
