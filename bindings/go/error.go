package itr

// #include <itr/itr.h>
import "C"

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Error is what the library says of a failure.
type Error struct {
	Status      Status       `json:"status"`
	Code        Code         `json:"code"`        // stable, such as "store.locked"
	Message     string       `json:"message"`     // a sentence for people
	Diagnostics []Diagnostic `json:"diagnostics"` // of packs and expressions
}

// Code is the stable name of a failure. It is an error itself, to compare with:
// errors.Is(err, itr.Code("store.locked")).
type Code string

// HistoryNeeded is the code of a decision that needs the ticket's past: [Decider.Decide] is asked again with it.
const HistoryNeeded Code = "capi.history_needed"

const (
	lengthOutOfRange Code = "duration.out_of_range"
	notUTF8          Code = "capi.not_utf8"
)

// Diagnostic is one thing that is wrong with, or worth saying of, a pack or expression.
type Diagnostic struct {
	Code     Code   `json:"code"`
	Severity string `json:"severity"` // error, warning, note
	File     string `json:"file"`
	Line     int    `json:"line"` // from 1; 0: the file as a whole
	Column   int    `json:"column"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
}

// String has the form FILE:LINE:COLUMN: SEVERITY: MESSAGE [CODE].
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s [%s]", d.File, d.Line, d.Column, d.Severity, d.Message, d.Code)
}

// Error has the code and the message, or where there are diagnostics a line for each.
func (e *Error) Error() string {
	if len(e.Diagnostics) == 0 {
		return fmt.Sprintf("itr: %s: %s", e.Code, e.Message)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "itr: %s:", e.Code)
	for _, diagnostic := range e.Diagnostics {
		fmt.Fprintf(&text, "\n%s", diagnostic)
	}
	return text.String()
}

// Is holds for the error's Status and its Code.
func (e *Error) Is(target error) bool {
	switch target := target.(type) {
	case Status:
		return e.Status == target
	case Code:
		return e.Code == target
	}
	return false
}

func (s Status) Error() string {
	switch s {
	case Rejected:
		return "itr: rejected"
	case Invalid:
		return "itr: invalid"
	case NotFound:
		return "itr: not found"
	case Failed:
		return "itr: failed"
	case Misuse:
		return "itr: misuse"
	case Internal:
		return "itr: internal"
	}
	return fmt.Sprintf("itr: status %d", int32(s))
}

func (c Code) Error() string { return string(c) }

// failure reads and frees what a call has left in `handle`; nil if the call succeeded.
func failure(status C.itr_status, handle C.itr_error) error {
	if status == C.ITR_OK {
		return nil
	}
	defer C.itr_error_free(handle)
	failed := &Error{Status: Status(status)}
	if failed.Status == Invalid { // the one with diagnostics
		var document C.itr_bytes
		if C.itr_error_document(handle, &document) == C.ITR_OK && json.Unmarshal(take(&document), failed) == nil {
			return failed
		}
	}
	var text C.itr_text
	if C.itr_error_code(handle, &text) == C.ITR_OK {
		failed.Code = Code(borrowed(text.data, text.size))
	}
	if C.itr_error_message(handle, &text) == C.ITR_OK {
		failed.Message = borrowed(text.data, text.size)
	}
	return failed
}
