package itr

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// request is a line of the corpus, and step one of its steps or questions.
type request struct {
	ID         string          `json:"id"`
	Kind       string          `json:"kind"`
	Folder     string          `json:"folder"`
	SearchPath []string        `json:"search_path"`
	Sources    *Sources        `json:"sources"`
	Source     string          `json:"source"`
	Scope      scope           `json:"scope"`
	Bindings   json.RawMessage `json:"bindings"`
	Calendar   string          `json:"calendar"`
	Questions  []step          `json:"questions"`
	DeployedMS int64           `json:"deployed_ms"`
	Steps      []step          `json:"steps"`
}

type scope struct {
	Variables map[string]string `json:"variables"`
	Wanted    string            `json:"wanted"`
}

type step struct {
	Call            string          `json:"call"`
	FromMS          int64           `json:"from_ms"`
	ToMS            int64           `json:"to_ms"`
	AtMS            int64           `json:"at_ms"`
	LengthMS        int64           `json:"length_ms"`
	Target          string          `json:"target"`
	NowMS           int64           `json:"now_ms"`
	Command         json.RawMessage `json:"command"`
	Query           json.RawMessage `json:"query"`
	Actor           actorDocument   `json:"actor"`
	Tenant          string          `json:"tenant"`
	Ticket          string          `json:"ticket"`
	Event           string          `json:"event"`
	Key             string          `json:"key"`
	ExpectedVersion int64           `json:"expected_version"`
	MaxTickets      int             `json:"max_tickets"`
	MaxEffects      int             `json:"max_effects"`
	HiddenForMS     int64           `json:"hidden_for_ms"`
}

type actorDocument struct {
	ID    string `json:"id"`
	Roles texts  `json:"roles"`
	Party string `json:"party"`
}

// texts are one text or a list of them.
type texts []string

func (t *texts) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*t = texts{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(t))
}

// TestEveryQuestionOfTheCorpusIsAnsweredAsTheCoreDoes needs ITR_CORPUS, the folder with requests.jsonl and
// reference.jsonl; without it, in the module's users' hands, it is skipped.
func TestEveryQuestionOfTheCorpusIsAnsweredAsTheCoreDoes(t *testing.T) {
	answerCorpus(t, request.answer)
}

type answering func(request, context.Context) ([]byte, error)

func answerCorpus(t *testing.T, answer answering) {
	t.Helper()
	folder := os.Getenv("ITR_CORPUS")
	if folder == "" {
		t.Skip("ITR_CORPUS names no corpus")
	}
	requests, err := os.ReadFile(filepath.Join(folder, "requests.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	reference, err := os.ReadFile(filepath.Join(folder, "reference.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var answers bytes.Buffer
	for line := range bytes.Lines(requests) {
		answerLine(t, &answers, line, answer)
	}
	if written := os.Getenv("ITR_ANSWERS"); written != "" {
		if err := os.WriteFile(written, answers.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	expected, found := lines(reference), lines(answers.Bytes())
	if len(expected) == 0 || len(expected) != len(found) {
		t.Fatalf("expected %d answers, but found %d", len(expected), len(found))
	}
	for i := range expected {
		if expected[i] != found[i] {
			from := differsFrom(expected[i], found[i])
			t.Errorf("%.60s: expected %.300s\nbut found %.300s", expected[i], expected[i][from:], found[i][from:])
		}
	}
}

// differsFrom is a little before the first byte that is not the same.
func differsFrom(a, b string) int {
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	return max(0, same-60)
}

func lines(text []byte) (all []string) {
	scanner := bufio.NewScanner(bytes.NewReader(text))
	scanner.Buffer(nil, MaxDocumentBytes)
	for scanner.Scan() {
		all = append(all, scanner.Text())
	}
	return all
}

func answerLine(t *testing.T, out *bytes.Buffer, line []byte, answer answering) {
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	result, err := answer(asked, t.Context())
	if err != nil {
		fmt.Fprintf(out, "{\"id\":%q,\"error\":%q}\n", asked.ID, codeOf(t, err))
		return
	}
	fmt.Fprintf(out, "{\"id\":%q,\"result\":%s}\n", asked.ID, result)
}

func codeOf(t *testing.T, err error) Code {
	var failed *Error
	if !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return failed.Code
}

func (r request) answer(ctx context.Context) ([]byte, error) {
	switch r.Kind {
	case "scenarios":
		pack, err := r.pack(ctx)
		if err != nil {
			return nil, err
		}
		defer pack.Close()
		return pack.runScenarios(ctx, "")
	case "expression":
		expression, err := CompileExpression(r.Source, r.Scope.Variables, r.Scope.Wanted)
		if err != nil {
			return nil, err
		}
		defer expression.Close()
		return expression.evaluate(r.Bindings)
	case "calendar":
		return r.calendar(ctx)
	case "commands":
		return r.commands(ctx, step.carryOut)
	}
	return nil, fmt.Errorf("a request of the unknown kind %q", r.Kind)
}

func (r request) pack(ctx context.Context) (*Pack, error) {
	if r.Sources != nil {
		return LoadPack(*r.Sources)
	}
	return LoadPackFolder(ctx, r.Folder, r.SearchPath...)
}

// each answers steps one by one; those that fail with their code.
func each(steps []step, answer func(step) (any, error)) ([]byte, error) {
	out := []byte{'['}
	for i, step := range steps {
		if i > 0 {
			out = append(out, ',')
		}
		found, err := answer(step)
		var failed *Error
		switch {
		case errors.As(err, &failed):
			out = fmt.Appendf(out, "{\"error\":%q}", failed.Code)
			continue
		case err != nil:
			return nil, err
		}
		switch found := found.(type) {
		case []byte:
			out = append(out, found...)
		case time.Time:
			out = append(out, numberOrNull(found)...)
		case time.Duration:
			out = strconv.AppendInt(out, found.Milliseconds(), 10)
		default:
			out = fmt.Append(out, found)
		}
	}
	return append(out, ']'), nil
}

func numberOrNull(at time.Time) string {
	if at.IsZero() {
		return "null"
	}
	return strconv.FormatInt(at.UnixMilli(), 10)
}

func (r request) calendar(ctx context.Context) ([]byte, error) {
	pack, err := r.pack(ctx)
	if err != nil {
		return nil, err
	}
	defer pack.Close()
	calendar, err := pack.Calendar(r.Calendar)
	if err != nil {
		return nil, err
	}
	defer calendar.Close()
	return each(r.Questions, func(q step) (any, error) {
		from, at := time.UnixMilli(q.FromMS), time.UnixMilli(q.AtMS)
		switch q.Call {
		case "add":
			return calendar.Add(from, time.Duration(q.LengthMS)*time.Millisecond)
		case "between":
			return calendar.Between(from, time.UnixMilli(q.ToMS))
		case "due":
			return calendar.Due(from, q.Target)
		case "is_open":
			return calendar.IsOpen(at)
		case "is_known":
			return calendar.IsKnown(at)
		case "next_open":
			return calendar.NextOpen(at)
		case "next_close":
			return calendar.NextClose(at)
		}
		return nil, fmt.Errorf("a question of the unknown kind %q", q.Call)
	})
}

func (r request) commands(ctx context.Context, carryOut func(step, context.Context, *Engine) (any, error)) ([]byte, error) {
	pack, err := r.pack(ctx)
	if err != nil {
		return nil, err
	}
	defer pack.Close()
	store, err := OpenMemory()
	if err != nil {
		return nil, err
	}
	defer store.Close()
	engine, err := OpenEngine(store, EngineOptions{})
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	host, err := NewActor("", System)
	if err != nil {
		return nil, err
	}
	defer host.Close()
	if err := engine.Deploy(ctx, pack, host, time.UnixMilli(r.DeployedMS)); err != nil {
		return nil, err
	}
	return each(r.Steps, func(s step) (any, error) { return carryOut(s, ctx, engine) })
}

func (s step) carryOut(ctx context.Context, engine *Engine) (any, error) {
	now := time.UnixMilli(s.NowMS)
	switch s.Call {
	case "execute":
		return engine.execute(ctx, s.Command, now)
	case "advance":
		advanced, err := engine.Advance(ctx, now, s.MaxTickets)
		return fmt.Appendf(nil, "{\"tickets\":%d,\"next_due_ms\":%s,\"more\":%t}",
			advanced.Tickets, numberOrNull(advanced.NextDue), advanced.More), err
	case "next_due":
		return engine.NextDue(ctx)
	case "take_effects":
		return engine.takeEffects(ctx, now, time.Duration(s.HiddenForMS)*time.Millisecond, s.MaxEffects)
	}
	actor, err := NewPartyActor(s.Actor.Party, s.Actor.ID, s.Actor.Roles...)
	if err != nil {
		return nil, err
	}
	defer actor.Close()
	switch s.Call {
	case "send":
		options := SendOptions{Key: s.Key, ExpectedVersion: s.ExpectedVersion}
		outcome, err := engine.Send(ctx, s.Tenant, s.Ticket, s.Event, actor, now, options)
		return fmt.Appendf(nil, "{\"version\":%d,\"repeated\":%t}", outcome.Version, outcome.Repeated), err
	case "get":
		return engine.get(ctx, s.Tenant, s.Ticket, actor, now)
	case "clocks":
		return engine.clocks(ctx, s.Tenant, s.Ticket, actor, now)
	case "history":
		return engine.history(ctx, s.Tenant, s.Ticket, actor)
	case "query":
		return engine.query(ctx, s.Query, actor)
	}
	return nil, fmt.Errorf("a step of the unknown kind %q", s.Call)
}
