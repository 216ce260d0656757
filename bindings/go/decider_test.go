package itr_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"itr.example/itr"
)

// rows is what a host keeps of a ticket in its own database.
type rows struct {
	stored  itr.StoredTicket
	history []itr.CommitRow
}

// write is what a host does in its transaction.
func (r *rows) write(written itr.Rows) error {
	if int64(len(r.history)) != written.ExpectedVersion {
		return errors.New("somebody else was first")
	}
	row := itr.CommitRow{Version: written.Version, At: written.At, Text: written.Commit}
	r.history = append(r.history, row)
	r.stored.Commits = append(r.stored.Commits, row)
	if written.Snapshot != "" {
		r.stored.Snapshot, r.stored.SnapshotVersion, r.stored.Commits = written.Snapshot, written.Version, nil
	}
	r.stored.Personal = append(r.stored.Personal, written.Personal...)
	return nil
}

func TestAHostWritesTheRowsItself(t *testing.T) {
	d := deskOf(t, nil)
	decider, err := itr.NewDecider(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer decider.Close()
	expect(t, decider.AddPack(d.pack) == nil)
	kept := rows{stored: itr.StoredTicket{Tenant: "acme", Ticket: "T-1"}}
	given := itr.Given{Now: nine, Number: "2026-1", Entropy: bytes.Repeat([]byte{7}, 16)}
	opened, err := decider.Decide(kept.stored, d.command("T-1", request()), given)
	if err != nil || opened.Rows == nil {
		t.Fatal(opened, err)
	}
	again, err := decider.Decide(kept.stored, d.command("T-1", request()), given)
	expect(t, err == nil && again.Rows.Commit == opened.Rows.Commit, "the same arguments give the same rows", err)
	expect(t, opened.Verdict == "decided" && opened.Version == 1 && opened.Rows.Summary.Number == "2026-1", opened)
	expect(t, !opened.Rows.NextDue.IsZero() && len(opened.Rows.Personal) == 1, opened.Rows)
	expect(t, kept.write(*opened.Rows) == nil)

	told, err := decider.Decide(kept.stored, d.command("T-1", itr.Send{Event: "dispatch"}), itr.Given{Now: nine})
	if err != nil || told.Rows == nil {
		t.Fatal(told, err)
	}
	expect(t, len(told.Rows.Effects) == 1 && !told.Rows.Effects[0].Signal, told.Rows.Effects)
	expect(t, kept.write(*told.Rows) == nil && kept.write(*told.Rows) != nil)
	ticket, err := decider.View(kept.stored, d.agent, nine)
	expect(t, err == nil && ticket.Version == 2 && ticket.Data["customer"] == "Ms Chen", ticket, err)

	refused, err := decider.Decide(kept.stored, d.command("T-1", itr.Send{Event: "confirm"}), itr.Given{Now: nine, History: kept.history})
	expect(t, err == nil && refused.Verdict == "rejected" && refused.Rejection.Code == "event.unexpected", refused, err)
}

func TestAHostLinksItsCommitsWithARingOfKeys(t *testing.T) {
	d := deskOf(t, nil)
	decider, err := itr.NewDecider(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer decider.Close()
	expect(t, decider.AddPack(d.pack) == nil)
	expect(t, decider.SealWith("k1 "+strings.Repeat("ab", 32)) == nil)
	expect(t, decider.SealWith("k1 short") != nil)
	kept := rows{stored: itr.StoredTicket{Tenant: "acme", Ticket: "T-1"}}
	for _, do := range []itr.Operation{request(), itr.Send{Event: "dispatch"}} {
		decision, err := decider.Decide(kept.stored, d.command("T-1", do), itr.Given{Now: nine, History: kept.history})
		if err != nil || decision.Rows == nil {
			t.Fatal(decision, err)
		}
		expect(t, strings.Contains(decision.Rows.Commit, `"link":"k1:`), decision.Rows.Commit)
		expect(t, kept.write(*decision.Rows) == nil)
	}
}

func TestASignalBecomesCommandsForOtherTickets(t *testing.T) {
	d := deskOf(t, nil)
	decider, err := itr.NewDecider(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer decider.Close()
	expect(t, decider.AddPack(d.pack) == nil)
	parent := rows{stored: itr.StoredTicket{Tenant: "acme", Ticket: "T-1"}}
	var signal *itr.EffectRow
	for _, do := range []itr.Operation{request(), itr.Send{Event: "dispatch"}, itr.Send{Event: "tell"}} {
		decision, err := decider.Decide(parent.stored, d.command("T-1", do), itr.Given{Now: nine})
		if err != nil || decision.Rows == nil {
			t.Fatal(decision, err)
		}
		for _, effect := range decision.Rows.Effects {
			if effect.Signal {
				signal = &effect
			}
		}
		expect(t, parent.write(*decision.Rows) == nil)
	}
	if signal == nil {
		t.Fatal("expected a signal among the effects")
	}
	asked := itr.Signal{Tenant: "acme", Ticket: "T-1", Key: signal.Key, Kind: signal.Kind, Payload: signal.Payload}
	_, err = decider.Commands(asked)
	expect(t, errors.Is(err, itr.Code("capi.children_needed")), err)
	asked.Children = []string{"T-2"}
	commands, err := decider.Commands(asked)
	if err != nil || len(commands) != 1 {
		t.Fatal(commands, err)
	}
	expect(t, commands[0].Ticket == "T-2" && commands[0].Key != "", commands)
	child := rows{stored: itr.StoredTicket{Tenant: "acme", Ticket: "T-2"}}
	opened, err := decider.Decide(child.stored, d.command("T-2", request()), itr.Given{Now: nine})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, child.write(*opened.Rows) == nil)
	moved, err := decider.Decide(child.stored, commands[0], itr.Given{Now: nine})
	expect(t, err == nil && moved.Verdict == "decided", moved, err)
}
