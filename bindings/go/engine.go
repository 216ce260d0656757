package itr

// #include <itr/itr.h>
import "C"

import (
	"context"
	"encoding/json"
	"iter"
	"time"
)

// Engine carries out commands on tickets.
type Engine struct{ handle handle }

// EngineOptions of an engine; the zero value has the defaults.
type EngineOptions struct {
	Host       *Host // its callbacks; nil: none
	CacheBytes int64 // of tickets kept in memory; 0: 64 MiB

	// ClaimLease is for how long due tickets are left to this engine by the others on the same database; 0: 30 seconds.
	ClaimLease time.Duration
	// SnapshotEvery so many commits a ticket's state is written; 0: 1.
	SnapshotEvery int
	// Retries of failed effects.
	Retries Retries
	// AuditKeys is the ring of keys that seals commits, as a file for `itr audit` has it; empty: none is sealed.
	AuditKeys string
}

// Retries of an effect: after First, twice as long each time up to Longest, and after so many Attempts it is an incident.
// Zeros have the defaults: 10 seconds, 6 hours, 10 attempts.
type Retries struct {
	First, Longest time.Duration
	Attempts       int
}

func (options EngineOptions) document() ([]byte, error) {
	members := map[string]any{}
	retries := map[string]any{}
	number(members, "cache_bytes", options.CacheBytes)
	number(members, "claim_lease", options.ClaimLease.Milliseconds())
	number(members, "snapshot_every", int64(options.SnapshotEvery))
	number(retries, "first", options.Retries.First.Milliseconds())
	number(retries, "longest", options.Retries.Longest.Milliseconds())
	number(retries, "attempts", int64(options.Retries.Attempts))
	if len(retries) > 0 {
		members["retries"] = retries
	}
	if options.AuditKeys != "" {
		members["audit_keys"] = options.AuditKeys
	}
	return marshal(members)
}

func number(members map[string]any, name string, value int64) {
	if value != 0 {
		members[name] = value
	}
}

// OpenEngine opens an engine on a store, which it keeps.
func OpenEngine(store *Store, options EngineOptions) (*Engine, error) {
	text, err := options.document()
	if err != nil {
		return nil, err
	}
	defer keep(store, options.Host)
	var opened C.itr_engine
	if err := check(func(err *C.itr_error) C.itr_status {
		chars, size := data(text)
		return C.itr_engine_open(C.itr_store(store.handle.number), options.Host.number(), chars, size, &opened, err)
	}); err != nil {
		return nil, err
	}
	engine := &Engine{}
	own(engine, &engine.handle, uint64(opened), closeEngine)
	return engine, nil
}

func closeEngine(number uint64) error {
	return check(func(err *C.itr_error) C.itr_status { return C.itr_engine_close(C.itr_engine(number), err) })
}

// Close gives the engine back, and what it alone still uses.
func (e *Engine) Close() error { return e.handle.close() }

func (e *Engine) number() C.itr_engine { return C.itr_engine(e.handle.number) }

// check and document look at the context first, and keep the engine until the call has returned.

func (e *Engine) check(ctx context.Context, call func(err *C.itr_error) C.itr_status) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	defer keep(e)
	return check(call)
}

func (e *Engine) document(ctx context.Context, call func(out *C.itr_bytes, err *C.itr_error) C.itr_status) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	defer keep(e)
	return document(call)
}

// Deploy lets new tickets use the pack from now on; open ones keep theirs.
func (e *Engine) Deploy(ctx context.Context, pack *Pack, actor *Actor, now time.Time) error {
	defer keep(pack, actor)
	return e.check(ctx, func(err *C.itr_error) C.itr_status {
		return C.itr_engine_deploy(e.number(), pack.number(), actor.number(), C.int64_t(now.UnixMilli()), err)
	})
}

// Deployments are all deployments in order.
func (e *Engine) Deployments(ctx context.Context) ([]Deployment, error) {
	text, err := e.document(ctx, func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		return C.itr_engine_deployments(e.number(), out, err)
	})
	return list[Deployment](text, err, "deployments")
}

// list reads the one list of a document.
func list[T any](text []byte, err error, name string) ([]T, error) {
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := unmarshal(text, &members); err != nil {
		return nil, err
	}
	var items []T
	return items, unmarshal(members[name], &items)
}

// Execute carries out a command; what it did is durable when it returns. If the rules refuse it the error is an *Error
// with status Rejected, and the Outcome says how the ticket stands.
func (e *Engine) Execute(ctx context.Context, command Command, now time.Time) (Outcome, error) {
	text, err := command.MarshalJSON()
	if err != nil {
		return Outcome{}, err
	}
	if text, err = e.execute(ctx, text, now); err != nil {
		return Outcome{}, err
	}
	var read outcome
	if err = unmarshal(text, &read); err != nil {
		return Outcome{}, err
	}
	plain := read.plain()
	if plain.Rejection != nil {
		return plain, plain.Rejection
	}
	return plain, nil
}

func (e *Engine) execute(ctx context.Context, command []byte, now time.Time) ([]byte, error) {
	return e.document(ctx, func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars, size := data(command)
		return C.itr_engine_execute(e.number(), chars, size, C.int64_t(now.UnixMilli()), out, err)
	})
}

// ExecuteBatch carries out commands in one append, in order, and gives an outcome for each; refusals are in the outcomes.
// With an error none has happened.
func (e *Engine) ExecuteBatch(ctx context.Context, commands []Command, now time.Time) ([]Outcome, error) {
	text, err := marshal(map[string]any{"commands": append([]Command{}, commands...)})
	if err != nil {
		return nil, err
	}
	text, err = e.executeBatch(ctx, text, now)
	read, err := list[outcome](text, err, "outcomes")
	if err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, len(read))
	for i := range read {
		outcomes[i] = read[i].plain()
	}
	return outcomes, nil
}

func (e *Engine) executeBatch(ctx context.Context, commands []byte, now time.Time) ([]byte, error) {
	return e.document(ctx, func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars, size := data(commands)
		return C.itr_engine_execute_batch(e.number(), chars, size, C.int64_t(now.UnixMilli()), out, err)
	})
}

// SendOptions of an event; the zero value has the defaults.
type SendOptions struct {
	Data            Data   // values by field name; nil: none
	Key             string // of idempotency
	ExpectedVersion int64  // of the ticket before; 0: any
}

// Send sends an event to a ticket: the quickest way. Errors are those of Execute.
func (e *Engine) Send(ctx context.Context, tenant, ticket, event string, actor *Actor, now time.Time, options SendOptions) (Outcome, error) {
	outcome := Outcome{Ticket: ticket}
	if err := ctx.Err(); err != nil {
		return outcome, err
	}
	if options.ExpectedVersion == 0 {
		options.ExpectedVersion = anyVersion
	}
	var out C.itr_outcome
	var failed C.itr_error
	var status C.itr_status
	chars1, size1 := chars(tenant)
	chars2, size2 := chars(ticket)
	chars3, size3 := chars(event)
	chars4, size4 := chars(options.Key)
	version, nowMS := C.int64_t(options.ExpectedVersion), C.int64_t(now.UnixMilli())
	if options.Data == nil {
		status = C.itr_engine_send(e.number(), chars1, size1, chars2, size2, chars3, size3, chars4, size4, version,
			actor.number(), nowMS, &out, &failed)
	} else {
		values, err := options.Data.MarshalJSON()
		if err != nil {
			return outcome, err
		}
		chars5, size5 := data(values)
		status = C.itr_engine_send_data(e.number(), chars1, size1, chars2, size2, chars3, size3, chars5, size5, chars4, size4,
			version, actor.number(), nowMS, &out, &failed)
	}
	keep(e, actor)
	outcome.Version, outcome.Repeated = int64(out.version), out.repeated != 0
	err := failure(status, failed)
	if status == C.ITR_REJECTED {
		outcome.Rejection, _ = err.(*Error)
	}
	return outcome, err
}

// Advanced is what [Engine.Advance] did.
type Advanced struct {
	Tickets int64     // whose deadlines were worked off
	NextDue time.Time // when there is something to do next; zero: never
	More    bool      // the limit was reached: call again
}

// Advance works off what is due, for at most maxTickets (1 to MaxPage) tickets.
func (e *Engine) Advance(ctx context.Context, now time.Time, maxTickets int) (Advanced, error) {
	var out C.itr_advanced
	err := e.check(ctx, func(err *C.itr_error) C.itr_status {
		return C.itr_engine_advance(e.number(), C.int64_t(now.UnixMilli()), C.int64_t(maxTickets), &out, err)
	})
	if err != nil {
		return Advanced{}, err
	}
	return Advanced{int64(out.tickets), instant(int64(out.next_due_ms)), out.more != 0}, nil
}

// NextDue is when Advance has something to do next; zero: never.
func (e *Engine) NextDue(ctx context.Context) (time.Time, error) {
	var out C.int64_t
	err := e.check(ctx, func(err *C.itr_error) C.itr_status { return C.itr_engine_next_due(e.number(), &out, err) })
	if err != nil {
		return time.Time{}, err
	}
	return instant(int64(out)), nil
}

// Get gives all that the actor may see of a ticket.
func (e *Engine) Get(ctx context.Context, tenant, ticket string, actor *Actor, now time.Time) (Ticket, error) {
	var found Ticket
	text, err := e.get(ctx, tenant, ticket, actor, now)
	if err != nil {
		return found, err
	}
	return found, unmarshal(text, &found)
}

func (e *Engine) get(ctx context.Context, tenant, ticket string, actor *Actor, now time.Time) ([]byte, error) {
	defer keep(actor)
	return e.document(ctx, func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars1, size1 := chars(tenant)
		chars2, size2 := chars(ticket)
		return C.itr_engine_get(e.number(), chars1, size1, chars2, size2, actor.number(), C.int64_t(now.UnixMilli()), out, err)
	})
}

// Query gives one page of the tickets that fit and that the actor may see.
func (e *Engine) Query(ctx context.Context, query Query, actor *Actor) (Page, error) {
	var page Page
	text, err := marshal(query)
	if err != nil {
		return page, err
	}
	if text, err = e.query(ctx, text, actor); err != nil {
		return page, err
	}
	return page, unmarshal(text, &page)
}

func (e *Engine) query(ctx context.Context, query []byte, actor *Actor) ([]byte, error) {
	defer keep(actor)
	return e.document(ctx, func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars, size := data(query)
		return C.itr_engine_query(e.number(), chars, size, actor.number(), out, err)
	})
}

// Tickets goes through all tickets that fit, page by page. After an error it ends.
func (e *Engine) Tickets(ctx context.Context, query Query, actor *Actor) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			page, err := e.Query(ctx, query, actor)
			if err != nil {
				yield(Row{}, err)
				return
			}
			for _, row := range page.Tickets {
				if !yield(row, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			query.After = page.Next
		}
	}
}

// History goes through all changes of a ticket from the first on. After an error it ends.
func (e *Engine) History(ctx context.Context, tenant, ticket string, actor *Actor) iter.Seq2[Commit, error] {
	return func(yield func(Commit, error) bool) {
		text, err := e.history(ctx, tenant, ticket, actor)
		commits, err := list[Commit](text, err, "commits")
		if err != nil {
			yield(Commit{}, err)
			return
		}
		for _, commit := range commits {
			if !yield(commit, nil) {
				return
			}
		}
	}
}

func (e *Engine) history(ctx context.Context, tenant, ticket string, actor *Actor) ([]byte, error) {
	defer keep(actor)
	return e.document(ctx, func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars1, size1 := chars(tenant)
		chars2, size2 := chars(ticket)
		return C.itr_engine_history(e.number(), chars1, size1, chars2, size2, actor.number(), out, err)
	})
}

// Clocks reads the clocks of a ticket.
func (e *Engine) Clocks(ctx context.Context, tenant, ticket string, actor *Actor, now time.Time) ([]Clock, error) {
	text, err := e.clocks(ctx, tenant, ticket, actor, now)
	return list[Clock](text, err, "clocks")
}

func (e *Engine) clocks(ctx context.Context, tenant, ticket string, actor *Actor, now time.Time) ([]byte, error) {
	defer keep(actor)
	return e.document(ctx, func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars1, size1 := chars(tenant)
		chars2, size2 := chars(ticket)
		return C.itr_engine_clocks(e.number(), chars1, size1, chars2, size2, actor.number(), C.int64_t(now.UnixMilli()), out, err)
	})
}

// Reading is one clock, read quickly.
type Reading struct {
	Phase     Phase
	Breached  bool
	Waived    bool
	Cycle     int
	Due       time.Time     // of a paused clock: if it resumed now; zero: never
	Elapsed   time.Duration // in the clock's calendar
	Promised  bool          // else Target and Remaining have no meaning
	Target    time.Duration
	Remaining time.Duration // negative once breached
}

// Clock reads one clock, by its key, or by its name where that is unique.
func (e *Engine) Clock(ctx context.Context, tenant, ticket, clock string, actor *Actor, now time.Time) (Reading, error) {
	defer keep(actor)
	var out C.itr_clock_reading
	err := e.check(ctx, func(err *C.itr_error) C.itr_status {
		chars1, size1 := chars(tenant)
		chars2, size2 := chars(ticket)
		chars3, size3 := chars(clock)
		return C.itr_engine_clock(e.number(), chars1, size1, chars2, size2, chars3, size3, actor.number(),
			C.int64_t(now.UnixMilli()), &out, err)
	})
	if err != nil {
		return Reading{}, err
	}
	return reading(&out)
}

func reading(out *C.itr_clock_reading) (Reading, error) {
	read := Reading{Phase: Phase(out.phase), Breached: out.breached != 0, Waived: out.waived != 0, Cycle: int(out.cycle),
		Due: instant(int64(out.due_ms)), Promised: out.target_ms != never}
	var err error
	if read.Elapsed, err = span(int64(out.elapsed_ms)); err != nil || !read.Promised {
		return read, err
	}
	if read.Target, err = span(int64(out.target_ms)); err != nil {
		return read, err
	}
	read.Remaining, err = span(int64(out.remaining_ms))
	return read, err
}

// Counters say what the engine has done.
func (e *Engine) Counters() (EngineCounters, error) {
	defer keep(e)
	return read[EngineCounters](func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		return C.itr_engine_counters(e.number(), out, err)
	})
}
