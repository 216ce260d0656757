// Package postgres opens stores in PostgreSQL databases, which several nodes may share. It is a package of its own, as the
// library it links is (libitr_postgres by pkg-config's itr-postgres), so that a program which keeps its tickets elsewhere
// does not need libpq.
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
	"itr.example/itr/internal/wellformed"
)

// LeaseClock says by which clock an effect that was taken stays hidden, and a due ticket that was claimed stays claimed.
type LeaseClock string

const (
	Database LeaseClock = "database" // the database's: what nodes agree on, however their own clocks differ
	Caller   LeaseClock = "caller"   // the instants that calls are given: for one node, and where time is simulated
)

// Options of a store; the zero value has the defaults.
type Options struct {
	Schema          string        // of the tables; "itr" (default)
	MustExist       bool          // schema and tables that are not there are not made
	Migrate         bool          // tables of an older format are brought up to date
	MaxConnections  int           // open at a time; more calls wait
	ConnectTimeout  time.Duration // of one try to connect
	ConnectAttempts int           // then "store.unreachable"
	LeaseClock      LeaseClock    // Database (default), Caller
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
	if !wellformed.Texts(members) {
		return nil, &itr.Error{Status: itr.Misuse, Code: "capi.not_utf8", Message: "expected options in UTF-8, but they are not"}
	}
	return json.Marshal(members)
}

// Open opens a store in a database. The connection is as libpq takes it ("postgres://user@host/database", "host=…
// dbname=…"); what it leaves out comes from libpq's environment. Errors have codes such as "store.unreachable" and
// "store.denied".
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
