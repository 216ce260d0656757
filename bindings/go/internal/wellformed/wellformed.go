// Package wellformed looks at texts before encoding/json does, which puts U+FFFD in the place of what is no UTF-8: so another ticket
// would be meant.
package wellformed

import (
	"reflect"
	"unicode/utf8"
)

// Texts is whether all texts that encoding/json writes of a value are UTF-8.
func Texts(value any) bool { return areUTF8(reflect.ValueOf(value)) }

func areUTF8(value reflect.Value) bool {
	switch value.Kind() {
	case reflect.String:
		return utf8.ValidString(value.String())
	case reflect.Pointer, reflect.Interface:
		return value.IsNil() || areUTF8(value.Elem())
	case reflect.Struct:
		for i := range value.NumField() {
			if value.Type().Field(i).IsExported() && !areUTF8(value.Field(i)) {
				return false
			}
		}
	case reflect.Slice, reflect.Array:
		if value.Type().Elem().Kind() == reflect.Uint8 { // bytes, or JSON, which goes as it is
			return true
		}
		for i := range value.Len() {
			if !areUTF8(value.Index(i)) {
				return false
			}
		}
	case reflect.Map:
		for entries := value.MapRange(); entries.Next(); {
			if !areUTF8(entries.Key()) || !areUTF8(entries.Value()) {
				return false
			}
		}
	}
	return true
}
