package itr

import (
	"encoding/json"
	"errors"
	"unicode/utf8"

	"itr.example/itr/internal/wellformed"
)

// errNotUTF8 is what the library says of such a text. In a document it would not come to see one: see package wellformed.
func errNotUTF8() error {
	return &Error{Status: Misuse, Code: notUTF8, Message: "expected a text in UTF-8, but it is not"}
}

// wellFormed passes on JSON that this package wrote if it is UTF-8.
func wellFormed(text []byte, err error) ([]byte, error) {
	if err == nil && !utf8.Valid(text) {
		return nil, errNotUTF8()
	}
	return text, err
}

// marshal is json.Marshal, but text that is no UTF-8 is an error.
func marshal(value any) ([]byte, error) {
	if !wellformed.Texts(value) {
		return nil, errNotUTF8()
	}
	text, err := json.Marshal(value)
	var told *Error // by a MarshalJSON of this package
	if errors.As(err, &told) {
		return nil, told
	}
	return text, err
}
