package itr

// #include <itr/itr.h>
import "C"

import (
	"context"

	"itr.example/itr/internal/door"
)

// Store is where tickets live.
type Store struct{ handle handle }

// StoreCounters says how much is in a store.
type StoreCounters struct {
	Tickets        int64 `json:"tickets"`
	OpenTickets    int64 `json:"open_tickets"`
	Commits        int64 `json:"commits"`
	EffectsWaiting int64 `json:"effects_waiting"`
	Incidents      int64 `json:"incidents"`
}

// OpenMemory opens an empty store in memory: nothing in it is durable. For stores in files see package sqlite.
func OpenMemory() (*Store, error) {
	var opened C.itr_store
	var err C.itr_error
	status := C.itr_store_open_memory(&opened, &err)
	return Opened(door.New(int32(status), uint64(opened), uint64(err)))
}

// Opened is for the packages of this module that open other stores.
func Opened(result door.Opened) (*Store, error) {
	status, number, err := result.Results()
	if err := failure(C.itr_status(status), C.itr_error(err)); err != nil {
		return nil, err
	}
	store := &Store{}
	own(store, &store.handle, number, closeStore)
	return store, nil
}

func closeStore(number uint64) error {
	return check(func(err *C.itr_error) C.itr_status { return C.itr_store_close(C.itr_store(number), err) })
}

// Close gives the store back. Engines that use it go on; a file is closed with the last of them.
func (s *Store) Close() error { return s.handle.close() }

// Counters counts what is in the store.
func (s *Store) Counters(ctx context.Context) (StoreCounters, error) {
	if err := ctx.Err(); err != nil {
		return StoreCounters{}, err
	}
	defer keep(s)
	return read[StoreCounters](func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		return C.itr_store_counters(C.itr_store(s.handle.number), out, err)
	})
}
