package itr

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Data are values by name: the fields of a ticket, what comes with an event, the variables of an expression.
//
// Going in, a value is nil, a bool, any integer or float, a string, a []byte, a [time.Time], a [time.Duration],
// [Pairs], or a slice or a map with string keys of such values. Coming out, integers are int64 (unsigned ones uint64),
// the others float64, lists []any and maps map[string]any or, where a key is no string, Pairs.
type Data map[string]any

// Pairs is a map whose keys need not be strings, in the order of the library.
type Pairs [][2]any

// MarshalJSON spells what JSON lacks as the library does: {"$time": …}. Text that is no UTF-8 is an error.
func (d Data) MarshalJSON() ([]byte, error) { return wellFormed(d.append(nil)) }

// append writes an object, its names in order.
func (d Data) append(out []byte) ([]byte, error) {
	out = append(out, '{')
	for i, name := range slices.Sorted(maps.Keys(d)) {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		out = append(appendText(out, name), ':')
		if out, err = appendValue(out, d[name]); err != nil {
			return nil, fmt.Errorf("itr: the value of %q: %w", name, err)
		}
	}
	return append(out, '}'), nil
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

// appendValue writes a value as the library reads it.
func appendValue(out []byte, value any) ([]byte, error) {
	switch value := value.(type) {
	case nil:
		return append(out, "null"...), nil
	case bool:
		return strconv.AppendBool(out, value), nil
	case string:
		return appendText(out, value), nil
	case int:
		return appendInteger(out, int64(value)), nil
	case float64:
		return appendFloat(out, value), nil
	case time.Time:
		return appendTag(out, "$time", value.UTC().Format(time.RFC3339Nano)), nil
	case time.Duration:
		return appendTag(out, "$duration", seconds(value)), nil
	case []byte:
		return appendTag(out, "$bytes", hex.EncodeToString(value)), nil
	case Pairs:
		return appendPairs(out, value)
	case Data:
		return appendObject(out, value)
	case *Data: // before Marshaler, which it is too
		return appendKind(out, reflect.ValueOf(value))
	case json.Marshaler:
		text, err := marshal(value)
		return append(out, text...), err
	}
	return appendKind(out, reflect.ValueOf(value))
}

func appendKind(out []byte, value reflect.Value) ([]byte, error) {
	switch value.Kind() {
	case reflect.Bool:
		return strconv.AppendBool(out, value.Bool()), nil
	case reflect.String:
		return appendText(out, value.String()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return appendInteger(out, value.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		out = strconv.AppendUint(append(out, `{"$uint":`...), value.Uint(), 10)
		return append(out, '}'), nil
	case reflect.Float32, reflect.Float64:
		return appendFloat(out, value.Float()), nil
	case reflect.Slice, reflect.Array:
		return appendList(out, value)
	case reflect.Map:
		if value.Type().Key().Kind() == reflect.String {
			return appendMap(out, value)
		}
	case reflect.Pointer, reflect.Interface:
		if value.IsNil() {
			return append(out, "null"...), nil
		}
		return appendValue(out, value.Elem().Interface())
	}
	return nil, fmt.Errorf("a %s is no value of the library", value.Type())
}

// appendText writes a text; the plain ones, which most are, without a detour. One that is no UTF-8 it leaves as it is, for
// wellFormed to find.
func appendText(out []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return appendQuoted(out, text)
		}
	}
	return append(append(append(out, '"'), text...), '"')
}

func appendQuoted(out []byte, text string) []byte {
	if !utf8.ValidString(text) { // of which encoding/json would make another text
		return append(append(append(out, '"'), text...), '"')
	}
	quoted, _ := json.Marshal(text) // never fails for a string
	return append(out, quoted...)
}

func appendTag(out []byte, tag, text string) []byte {
	out = append(appendText(append(out, '{'), tag), ':')
	return append(appendText(out, text), '}')
}

func appendInteger(out []byte, value int64) []byte {
	const most = 1<<53 - 1
	if value < -most || value > most {
		return appendTag(out, "$int", strconv.FormatInt(value, 10))
	}
	return strconv.AppendInt(out, value, 10)
}

// appendFloat keeps whole numbers apart from integers.
func appendFloat(out []byte, value float64) []byte {
	switch {
	case math.IsNaN(value):
		return appendTag(out, "$double", "NaN")
	case math.IsInf(value, 1):
		return appendTag(out, "$double", "Infinity")
	case math.IsInf(value, -1):
		return appendTag(out, "$double", "-Infinity")
	}
	text := strconv.FormatFloat(value, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return append(out, text...)
}

func appendList(out []byte, list reflect.Value) ([]byte, error) {
	out = append(out, '[')
	for i := range list.Len() {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = appendValue(out, list.Index(i).Interface()); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

func appendMap(out []byte, object reflect.Value) ([]byte, error) {
	values := make(Data, object.Len())
	for entries := object.MapRange(); entries.Next(); {
		values[entries.Key().String()] = entries.Value().Interface()
	}
	return appendObject(out, values)
}

// appendObject writes values that are one value among others: where their only name begins as a tag does, they would be read as
// what is tagged, and are written as pairs.
func appendObject(out []byte, object Data) ([]byte, error) {
	for name, value := range object {
		if len(object) == 1 && strings.HasPrefix(name, "$") {
			return appendPairs(out, Pairs{{name, value}})
		}
	}
	return object.append(out)
}

func appendPairs(out []byte, pairs Pairs) ([]byte, error) {
	out = append(out, `{"$map":[`...)
	for i, pair := range pairs {
		if i > 0 {
			out = append(out, ',')
		}
		for j, begin := range []byte{'[', ','} {
			var err error
			if out, err = appendValue(append(out, begin), pair[j]); err != nil {
				return nil, err
			}
		}
		out = append(out, ']')
	}
	return append(out, "]}"...), nil
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
