// Package sqlite opens stores in SQLite files. It is a package of its own, as the library it links is (libitr_sqlite by
// pkg-config's itr-sqlite), so that a program which keeps its tickets elsewhere does not have SQLite.
package sqlite

// #cgo pkg-config: itr-sqlite
// #include <itr/itr.h>
import "C"

import (
	"context"
	"encoding/json"
	"time"
	"unsafe"

	"itr.example/itr"
	"itr.example/itr/internal/door"
	"itr.example/itr/internal/wellformed"
)

// Options of a store; the zero value has the defaults.
type Options struct {
	Synchronous  string        // "full" (default), "normal", "off"
	Shared       bool          // other processes may have the file open too
	ReadOnly     bool          // nothing is written
	MustExist    bool          // a file that is not there is not made
	BusyTimeout  time.Duration // how long to wait for another process
	MaxFileBytes int64         // 0: no limit
}

func (o Options) text() ([]byte, error) {
	members := map[string]any{}
	if o.Synchronous != "" {
		members["synchronous"] = o.Synchronous
	}
	if o.Shared {
		members["shared"] = true
	}
	if o.ReadOnly {
		members["read_only"] = true
	}
	if o.MustExist {
		members["create"] = false
	}
	if o.BusyTimeout != 0 {
		members["busy_timeout"] = o.BusyTimeout.Milliseconds()
	}
	if o.MaxFileBytes != 0 {
		members["max_file_bytes"] = o.MaxFileBytes
	}
	if !wellformed.Texts(members) {
		return nil, &itr.Error{Status: itr.Misuse, Code: "capi.not_utf8", Message: "expected options in UTF-8, but they are not"}
	}
	return json.Marshal(members)
}

// Open opens a store in one file. While another process has it, the error has the code "store.locked" and names it.
func Open(ctx context.Context, path string, options Options) (*itr.Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	text, err := options.text()
	if err != nil {
		return nil, err
	}
	var store C.itr_store
	var failure C.itr_error
	status := C.itr_store_open_sqlite((*C.char)(unsafe.Pointer(unsafe.StringData(path))), C.uint64_t(len(path)),
		(*C.char)(unsafe.Pointer(unsafe.SliceData(text))), C.uint64_t(len(text)), &store, &failure)
	return itr.Opened(door.New(int32(status), uint64(store), uint64(failure)))
}
