// Package postgres opens stores in PostgreSQL databases that several nodes may share. It is a package of its own, as the library
// it links is (libitr_postgres by pkg-config's itr-postgres), so that a program which keeps its tickets elsewhere does not
// have libpq.
package postgres

// #cgo pkg-config: itr-postgres
// #include <itr/itr.h>
import "C"

import (
	"context"
	"encoding/json"
	"time"
	"unsafe"

	"itr.example/itr"
	"itr.example/itr/internal/door"
)

// Options of a store; the zero value has the defaults.
type Options struct {
	Schema          string        // of the tables; empty: itr
	MustExist       bool          // tables that are not there are not made
	Migrate         bool          // older tables are brought up to date
	MaxConnections  int           // 0: the default
	ConnectTimeout  time.Duration // 0: the default
	ConnectAttempts int           // 0: the default
	LeaseClock      string        // "database" or "caller"; empty: the default
}

func (o Options) text() ([]byte, error) {
	members := map[string]any{}
	if o.Schema != "" {
		members["schema"] = o.Schema
	}
	if o.MustExist {
		members["create"] = false
	}
	if o.Migrate {
		members["migrate"] = true
	}
	if o.MaxConnections != 0 {
		members["max_connections"] = o.MaxConnections
	}
	if o.ConnectTimeout != 0 {
		members["connect_timeout"] = o.ConnectTimeout.Milliseconds()
	}
	if o.ConnectAttempts != 0 {
		members["connect_attempts"] = o.ConnectAttempts
	}
	if o.LeaseClock != "" {
		members["lease_clock"] = o.LeaseClock
	}
	return json.Marshal(members)
}

// Open opens a store; connection is as libpq takes it. The context is looked at before the connection is made, for which Options
// has a limit of its own.
func Open(ctx context.Context, connection string, options Options) (*itr.Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	text, err := options.text()
	if err != nil {
		return nil, err
	}
	var store C.itr_store
	var failure C.itr_error
	status := C.itr_store_open_postgres((*C.char)(unsafe.Pointer(unsafe.StringData(connection))), C.uint64_t(len(connection)),
		(*C.char)(unsafe.Pointer(unsafe.SliceData(text))), C.uint64_t(len(text)), &store, &failure)
	return itr.Opened(door.New(int32(status), uint64(store), uint64(failure)))
}
