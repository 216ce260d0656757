package itr

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"
)

// TestTheTypesOfThePackageLoseNothingOfTheCorpus answers it through them: each document is read into them, and written again from
// what they hold. Commands are those that a program would have made.
func TestTheTypesOfThePackageLoseNothingOfTheCorpus(t *testing.T) {
	answerCorpus(t, request.answerTyped)
}

func (r request) answerTyped(ctx context.Context) ([]byte, error) {
	switch r.Kind {
	case "scenarios":
		pack, err := r.pack(ctx)
		if err != nil {
			return nil, err
		}
		defer pack.Close()
		report, err := pack.RunScenarios(ctx, "")
		if err != nil {
			return nil, err
		}
		all, err := writtenAs(report)
		if err != nil {
			return nil, err
		}
		return all.document()
	case "commands":
		return r.commands(ctx, step.carryOutTyped)
	}
	return r.answer(ctx)
}

// documentOf is what the type wrote, unless there is nothing to write.
func documentOf[T any](held T, err error, write func(T) members) (any, error) {
	if err != nil {
		return nil, err
	}
	return write(held).document()
}

func (s step) carryOutTyped(ctx context.Context, engine *Engine) (any, error) {
	now := time.UnixMilli(s.NowMS)
	switch s.Call {
	case "execute":
		return s.executeTyped(ctx, engine, now)
	case "take_effects":
		effects, err := engine.TakeEffects(ctx, now, time.Duration(s.HiddenForMS)*time.Millisecond, s.MaxEffects)
		return documentOf(effects, err, func(all []Effect) members { return members{"effects": written(all, writtenEffect)} })
	case "get", "clocks", "history", "query":
		actor, err := NewPartyActor(s.Actor.Party, s.Actor.ID, s.Actor.Roles...)
		if err != nil {
			return nil, err
		}
		defer actor.Close()
		return s.lookTyped(ctx, engine, actor, now)
	}
	return s.carryOut(ctx, engine)
}

func (s step) executeTyped(ctx context.Context, engine *Engine, now time.Time) (any, error) {
	command, err := commandOf(s.Command)
	if err != nil {
		return nil, err
	}
	defer command.Actor.Close()
	outcome, err := engine.Execute(ctx, command, now)
	var refused *Error
	if errors.As(err, &refused) && refused == outcome.Rejection {
		err = nil
	}
	return documentOf(outcome, err, writtenOutcome)
}

func commandOf(spelt []byte) (Command, error) {
	var head struct {
		Op              string
		Tenant          string
		Ticket          string
		Actor           actorDocument
		Key             string
		ExpectedVersion int64 `json:"expected_version"`
	}
	if err := json.Unmarshal(spelt, &head); err != nil {
		return Command{}, err
	}
	read, known := operations[head.Op]
	if !known {
		return Command{}, fmt.Errorf("the corpus holds %q: say here how it is made", head.Op)
	}
	do, err := read(spelt)
	if err != nil {
		return Command{}, err
	}
	actor, err := NewPartyActor(head.Actor.Party, head.Actor.ID, head.Actor.Roles...)
	return Command{Tenant: head.Tenant, Ticket: head.Ticket, Actor: actor, Do: do, Key: head.Key,
		ExpectedVersion: head.ExpectedVersion}, err
}

var operations = map[string]func([]byte) (Operation, error){
	"open": made[Open], "send": made[Send], "assign": made[Assign], "set": made[Set],
	"comment": made[Comment], "link": made[Link], "attach": made[Attach], "pause": made[Pause],
	"resume": made[Resume], "pin": made[Pin], "correct": made[Correct], "waive": made[Waive],
	"cancel": made[Cancel], "acknowledge": made[Acknowledge], "wake": made[Wake], "adopt": made[Adopt],
	"extend": func(spelt []byte) (Operation, error) {
		read, err := unmarshalled[struct {
			Pause
			By length
		}](spelt)
		return Extend{read.Clock, time.Duration(read.By), read.Reason}, err
	},
	"promise": func(spelt []byte) (Operation, error) {
		read, err := unmarshalled[struct {
			Pause
			Target int64
		}](spelt)
		return Promise{read.Clock, time.Duration(read.Target) * time.Millisecond, read.Reason}, err
	},
	"erase": func(spelt []byte) (Operation, error) {
		read, err := unmarshalled[struct {
			Slots  texts
			Reason string
		}](spelt)
		return Erase{read.Slots, read.Reason}, err
	},
}

func unmarshalled[T any](spelt []byte) (held T, err error) {
	err = json.Unmarshal(spelt, &held)
	return held, err
}

func made[T Operation](spelt []byte) (Operation, error) { return unmarshalled[T](spelt) }

func (s step) lookTyped(ctx context.Context, engine *Engine, actor *Actor, now time.Time) (any, error) {
	switch s.Call {
	case "get":
		ticket, err := engine.Get(ctx, s.Tenant, s.Ticket, actor, now)
		return documentOf(ticket, err, writtenTicket)
	case "clocks":
		clocks, err := engine.Clocks(ctx, s.Tenant, s.Ticket, actor, now)
		return documentOf(clocks, err, func(all []Clock) members { return members{"clocks": written(all, writtenClock)} })
	case "history":
		commits := []Commit{}
		for commit, err := range engine.History(ctx, s.Tenant, s.Ticket, actor) {
			if err != nil {
				return nil, err
			}
			commits = append(commits, commit)
		}
		return members{"commits": written(commits, writtenCommit)}.document()
	}
	var query Query
	if err := json.Unmarshal(s.Query, &query); err != nil {
		return nil, err
	}
	page, err := engine.Query(ctx, query, actor)
	return documentOf(page, err, func(p Page) members { return members{"tickets": written(p.Tickets, writtenRow), "next": p.Next} })
}
