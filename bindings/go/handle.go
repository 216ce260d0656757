package itr

// #include <itr/itr.h>
import "C"

import (
	"encoding/json"
	"fmt"
	"runtime"
	"sync/atomic"
	"unsafe"
)

// handle is a number that the library gave out and takes back once.
type handle struct {
	number  uint64
	release func(uint64) error
	closed  atomic.Bool
	net     runtime.Cleanup
}

// own sees to it that what `owner` holds is closed with it at the latest.
func own[T any](owner *T, inside *handle, number uint64, release func(uint64) error) {
	inside.number, inside.release = number, release
	inside.net = runtime.AddCleanup(owner, func(number uint64) { _ = release(number) }, number)
}

func (h *handle) close() error {
	if h.closed.Swap(true) {
		return nil
	}
	if err := h.release(h.number); err != nil {
		h.closed.Store(false) // refused within a callback: still open
		return err
	}
	h.net.Stop()
	return nil
}

// ---- texts and bytes across the border

// chars is a text for C, valid while the string is. Go keeps it alive while the call it is given to runs.
func chars(text string) (*C.char, C.uint64_t) {
	return (*C.char)(unsafe.Pointer(unsafe.StringData(text))), C.uint64_t(len(text))
}

// data is the same for bytes; nil is NULL.
func data(bytes []byte) (*C.char, C.uint64_t) {
	return (*C.char)(unsafe.Pointer(unsafe.SliceData(bytes))), C.uint64_t(len(bytes))
}

// borrowed copies a text that C owns.
func borrowed(text *C.char, size C.uint64_t) string {
	return string(unsafe.Slice((*byte)(unsafe.Pointer(text)), int(size)))
}

// take copies what C gave and frees it.
func take(bytes *C.itr_bytes) []byte {
	defer C.itr_bytes_free(bytes)
	copied := make([]byte, int(bytes.size))
	copy(copied, unsafe.Slice((*byte)(unsafe.Pointer(bytes.data)), int(bytes.size)))
	return copied
}

// document runs a call that gives bytes.
func document(call func(out *C.itr_bytes, err *C.itr_error) C.itr_status) ([]byte, error) {
	var out C.itr_bytes
	var err C.itr_error
	if status := call(&out, &err); status != C.ITR_OK {
		return nil, failure(status, err)
	}
	return take(&out), nil
}

// read is document, and its JSON read.
func read[T any](call func(out *C.itr_bytes, err *C.itr_error) C.itr_status) (T, error) {
	var value T
	text, err := document(call)
	if err != nil {
		return value, err
	}
	return value, unmarshal(text, &value)
}

func unmarshal(text []byte, value any) error {
	if err := json.Unmarshal(text, value); err != nil {
		return fmt.Errorf("itr: a document of the library cannot be read: %w", err)
	}
	return nil
}

// check runs a call that gives nothing.
func check(call func(err *C.itr_error) C.itr_status) error {
	var err C.itr_error
	return failure(call(&err), err)
}
