package itr

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Data are values by name: the fields of a ticket, what comes with an event, the variables of an expression.
//
// Going in, a value is nil, a bool, any integer or float, a string, a []byte, a [time.Time], a [time.Duration],
// [Pairs], or a slice or a map with string keys of such values. Coming out, integers are int64 (unsigned ones uint64),
// the others float64, lists []any and maps map[string]any or, where a key is no string, Pairs.
type Data map[string]any

// Pairs is a map whose keys need not be strings, in the order of the library.
type Pairs [][2]any

// MarshalJSON spells what JSON lacks as the library does: {"$time": …}.
func (d Data) MarshalJSON() ([]byte, error) {
	members := make(map[string]any, len(d))
	for name, value := range d {
		spelled, err := spell(value)
		if err != nil {
			return nil, fmt.Errorf("itr: the value of %q: %w", name, err)
		}
		members[name] = spelled
	}
	return json.Marshal(members)
}

// UnmarshalJSON reads what MarshalJSON and the library write.
func (d *Data) UnmarshalJSON(text []byte) error {
	members, err := numbers(text)
	if err != nil {
		return err
	}
	object, is := members.(map[string]any)
	if !is {
		return fmt.Errorf("itr: expected values by name, but found %s", text)
	}
	*d = make(Data, len(object))
	for name, value := range object {
		if (*d)[name], err = understand(value); err != nil {
			return err
		}
	}
	return nil
}

// numbers decodes JSON and keeps its numbers as they are spelled.
func numbers(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	err := decoder.Decode(&value)
	return value, err
}

func tagged(tag string, value any) any { return map[string]any{tag: value} }

// spell turns a value into one that encoding/json writes as the library reads it.
func spell(value any) (any, error) {
	switch value := value.(type) {
	case time.Time:
		return tagged("$time", value.UTC().Format(time.RFC3339Nano)), nil
	case nil, bool, string, json.Marshaler:
		return value, nil
	case time.Duration:
		return tagged("$duration", seconds(value)), nil
	case []byte:
		return tagged("$bytes", hex.EncodeToString(value)), nil
	case Pairs:
		return spellPairs(value)
	}
	return spellKind(reflect.ValueOf(value))
}

func spellKind(value reflect.Value) (any, error) {
	switch value.Kind() {
	case reflect.Bool:
		return value.Bool(), nil
	case reflect.String:
		return value.String(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return spellInteger(value.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return tagged("$uint", value.Uint()), nil
	case reflect.Float32, reflect.Float64:
		return spellFloat(value.Float()), nil
	case reflect.Slice, reflect.Array:
		return spellList(value)
	case reflect.Map:
		if value.Type().Key().Kind() == reflect.String {
			return spellMap(value)
		}
	case reflect.Pointer, reflect.Interface:
		if value.IsNil() {
			return nil, nil
		}
		return spell(value.Elem().Interface())
	}
	return nil, fmt.Errorf("a %s is no value of the library", value.Type())
}

func spellInteger(value int64) any {
	const most = 1<<53 - 1
	if value < -most || value > most {
		return tagged("$int", strconv.FormatInt(value, 10))
	}
	return value
}

// spellFloat keeps whole numbers apart from integers.
func spellFloat(value float64) any {
	switch {
	case math.IsNaN(value):
		return tagged("$double", "NaN")
	case math.IsInf(value, 1):
		return tagged("$double", "Infinity")
	case math.IsInf(value, -1):
		return tagged("$double", "-Infinity")
	}
	text := strconv.FormatFloat(value, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return json.RawMessage(text)
}

func spellList(list reflect.Value) (any, error) {
	items := make([]any, list.Len())
	for i := range items {
		spelled, err := spell(list.Index(i).Interface())
		if err != nil {
			return nil, err
		}
		items[i] = spelled
	}
	return items, nil
}

func spellMap(object reflect.Value) (any, error) {
	members := make(map[string]any, object.Len())
	for entries := object.MapRange(); entries.Next(); {
		name := entries.Key().String()
		if object.Len() == 1 && strings.HasPrefix(name, "$") { // would be read as a tag
			return spellPairs(Pairs{{name, entries.Value().Interface()}})
		}
		spelled, err := spell(entries.Value().Interface())
		if err != nil {
			return nil, err
		}
		members[name] = spelled
	}
	return members, nil
}

func spellPairs(pairs Pairs) (any, error) {
	spelled := make([][2]any, len(pairs))
	for i, pair := range pairs {
		for j := range pair {
			var err error
			if spelled[i][j], err = spell(pair[j]); err != nil {
				return nil, err
			}
		}
	}
	return tagged("$map", spelled), nil
}

// understand is the way back from decoded JSON.
func understand(value any) (any, error) {
	switch value := value.(type) {
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			return value.Float64()
		}
		return value.Int64()
	case []any:
		for i := range value {
			var err error
			if value[i], err = understand(value[i]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for name, inner := range value {
			if len(value) == 1 && strings.HasPrefix(name, "$") {
				return untag(name, inner)
			}
			var err error
			if value[name], err = understand(inner); err != nil {
				return nil, err
			}
		}
	}
	return value, nil
}

func untag(tag string, inner any) (any, error) {
	text, _ := inner.(string)
	switch tag {
	case "$time":
		return time.Parse(time.RFC3339Nano, text)
	case "$duration":
		return time.ParseDuration(text)
	case "$bytes":
		return hex.DecodeString(text)
	case "$int":
		return strconv.ParseInt(text, 10, 64)
	case "$uint":
		return strconv.ParseUint(fmt.Sprint(inner), 10, 64)
	case "$double":
		return strconv.ParseFloat(text, 64) // of "NaN", "Infinity", "-Infinity"
	case "$type":
		return text, nil
	case "$map":
		return untagPairs(inner)
	}
	return nil, fmt.Errorf("itr: an object with the single key %q stands for no kind of value", tag)
}

func untagPairs(inner any) (any, error) {
	list, _ := inner.([]any)
	pairs := make(Pairs, len(list))
	for i, each := range list {
		pair, _ := each.([]any)
		if len(pair) != 2 {
			return nil, fmt.Errorf("itr: expected [key, value] under $map, but found %v", each)
		}
		for j := range pair {
			var err error
			if pairs[i][j], err = understand(pair[j]); err != nil {
				return nil, err
			}
		}
	}
	return pairs, nil
}
