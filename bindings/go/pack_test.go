package itr_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"itr.example/itr"
)

func TestAPackTellsWhatIsInIt(t *testing.T) {
	d := deskOf(t, nil)
	info, err := d.pack.Describe()
	expect(t, err == nil && info.Name == "desk" && info.Version == "1.0.0" && info.Workflows[0] == "request", info, err)
	hash, err := d.pack.Hash()
	expect(t, err == nil && hash == info.Hash && len(hash) == 64, hash, err)
	canonical, err := d.pack.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	again, err := itr.LoadCanonicalPack(canonical)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	same, err := again.Hash()
	expect(t, err == nil && same == hash, same, err)
	picture, err := d.pack.Mermaid("request", "")
	expect(t, err == nil && strings.HasPrefix(picture, "stateDiagram-v2"), picture, err)
	picture, err = d.pack.Dot("request", "zh")
	expect(t, err == nil && strings.HasPrefix(picture, "digraph"), picture, err)
	_, err = d.pack.Dot("no such", "")
	expect(t, errors.Is(err, itr.NotFound) && errors.Is(err, itr.Code("capi.unknown_name")), err)
	_, err = d.pack.Diagnostics()
	expect(t, err == nil, err)
}

func TestAPackIsReadFromAFolder(t *testing.T) {
	pack, err := itr.LoadPackFolder(background, "testdata/desk")
	if err != nil {
		t.Fatal(err)
	}
	defer pack.Close()
	report, err := pack.RunScenarios(background, "")
	expect(t, err == nil && report.Passed == 1 && report.Failed == 0 && report.Scenarios[0].Passed, report, err)
	_, err = itr.LoadPackFolder(background, "testdata/no such", "testdata")
	expect(t, errors.Is(err, itr.Invalid), err)
	done, cancel := context.WithCancel(background)
	cancel()
	_, err = itr.LoadPackFolder(done, "testdata/desk")
	expect(t, errors.Is(err, context.Canceled), err)
}

func TestAMistakeInAPackIsToldByItsPlace(t *testing.T) {
	broken := itr.Sources{Files: []itr.Source{{Path: "a.yaml", Text: "pack: small\nverson: 1\n"}}}
	_, err := itr.LoadPack(broken)
	var failed *itr.Error
	if !errors.As(err, &failed) || len(failed.Diagnostics) == 0 {
		t.Fatal(err)
	}
	expect(t, failed.Status == itr.Invalid && failed.Code == "capi.pack_invalid", failed)
	expect(t, failed.Diagnostics[0].File == "a.yaml" && strings.Contains(err.Error(), "a.yaml:"), failed.Diagnostics)
	diagnosis, err := itr.CheckPack(broken)
	expect(t, err == nil && !diagnosis.Valid && reflect.DeepEqual(diagnosis.Diagnostics, failed.Diagnostics), diagnosis, err)
	_, err = itr.CompileExpression("1 +", nil, "")
	expect(t, errors.As(err, &failed) && failed.Code == "capi.expression_invalid" && len(failed.Diagnostics) > 0, err)
}

func TestACalendarCountsWorkingTime(t *testing.T) {
	d := deskOf(t, nil)
	office, err := d.pack.Calendar("office")
	if err != nil {
		t.Fatal(err)
	}
	defer office.Close()
	at, err := office.Add(nine, 4*time.Hour) // an hour of lunch
	expect(t, err == nil && at.Equal(nine.Add(5*time.Hour)), at, err)
	at, err = office.Add(at, -4*time.Hour)
	expect(t, err == nil && at.Equal(nine), at, err)
	length, err := office.Between(nine, nine.Add(24*time.Hour))
	expect(t, err == nil && length == 8*time.Hour, length, err)
	open, err := office.IsOpen(nine.Add(-time.Millisecond))
	expect(t, err == nil && !open, open, err)
	at, err = office.NextOpen(nine.Add(3 * time.Hour))
	expect(t, err == nil && at.Equal(nine.Add(4*time.Hour)), at, err)
	at, err = office.NextClose(nine)
	expect(t, err == nil && at.Equal(nine.Add(3*time.Hour)), at, err)
	at, err = office.Due(nine, "next working day by 16:00")
	expect(t, err == nil && at.Equal(nine.Add(31*time.Hour)), at, err)
	at, err = office.Due(nine, "unlimited")
	expect(t, err == nil && at.IsZero(), at, err)
	known, err := office.IsKnown(nine.AddDate(2, 0, 0))
	expect(t, err == nil && !known, known, err)
	_, err = office.Due(nine, "50% of resolve")
	expect(t, errors.Is(err, itr.Code("capi.target_needs_ticket")), err)
	_, err = d.pack.Calendar("no such")
	expect(t, errors.Is(err, itr.NotFound), err)
}

func TestALengthThatADurationCannotHoldIsAnErrorAndNotAWrongNumber(t *testing.T) {
	d := deskOf(t, nil)
	always, err := d.pack.Calendar("24x7")
	if err != nil {
		t.Fatal(err)
	}
	defer always.Close()
	first, last := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err = always.Between(first, last)
	expect(t, errors.Is(err, itr.Invalid) && errors.Is(err, itr.Code("duration.out_of_range")), err)
	_, err = always.NextOpen(time.Time{})
	expect(t, errors.Is(err, itr.Misuse) && errors.Is(err, itr.Code("capi.out_of_range")), err)
}

func TestValuesComeOutAsTheyWentIn(t *testing.T) {
	at := time.Date(2026, 3, 2, 1, 0, 0, 1_500_000, time.UTC)
	given := itr.Data{
		"bool": true, "int": int64(-7), "large": int64(math.MaxInt64), "uint": uint64(math.MaxUint64), "double": 2.0,
		"tiny": 5e-324, "infinite": math.Inf(-1), "text": "说明书 \"\\\u0007", "bytes": []byte{0, 255}, "at": at,
		"length": -90*time.Minute - 500*time.Millisecond, "list": []any{int64(1), "a", nil},
		"map": map[string]any{"$time": "no instant"}, "data": itr.Data{"$time": "no instant"}, "object": map[string]any{"a": int64(1), "b": []any{}},
		"pairs": itr.Pairs{{int64(1), "one"}, {int64(2), "two"}},
	}
	for name, value := range given {
		same, err := itr.CompileExpression("x", map[string]string{"x": "dyn"}, "")
		if err != nil {
			t.Fatal(err)
		}
		found, err := same.Evaluate(itr.Data{"x": value})
		want := value
		if name == "map" || name == "data" { // its only key looks like a tag, so that it comes back in the form that is safe
			want = itr.Pairs{{"$time", "no instant"}}
		}
		expect(t, err == nil && reflect.DeepEqual(found, want), name, found, err)
		expect(t, same.Close() == nil)
	}
	for _, object := range []any{itr.Data{"$int": "no number"}, &itr.Data{"$int": "no number"}, map[string]string{"$int": "no number"}} {
		// Wherever it lies among others.
		text, err := (itr.Data{"x": []any{object}, "y": itr.Pairs{{1, object}}}).MarshalJSON()
		var read itr.Data
		expect(t, err == nil && read.UnmarshalJSON(text) == nil, string(text), err)
		found := itr.Pairs{{"$int", "no number"}}
		expect(t, reflect.DeepEqual(read, itr.Data{"x": []any{found}, "y": itr.Pairs{{int64(1), found}}}), string(text))
	}
	_, err := (itr.Data{"x": make(chan int)}).MarshalJSON()
	expect(t, err != nil, "a channel is no value")
}

func TestAnExpressionIsEvaluatedWithBindings(t *testing.T) {
	expression, err := itr.CompileExpression("names.size() > n && names.all(x, x != '')",
		map[string]string{"n": "int", "names": "list(string)"}, "bool")
	if err != nil {
		t.Fatal(err)
	}
	defer expression.Close()
	value, err := expression.Evaluate(itr.Data{"n": 2, "names": []string{"ann", "bo", "cy"}})
	expect(t, err == nil && value == true, value, err)
	_, err = expression.Evaluate(itr.Data{"m": 2})
	expect(t, errors.Is(err, itr.Code("capi.binding_invalid")), err)
	later, err := itr.CompileExpression("timestamp('2026-03-02T01:00:00Z') + duration('90m')", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	defer later.Close()
	value, err = later.Evaluate(nil)
	expect(t, err == nil && value == nine.Add(90*time.Minute), value, err)
}
