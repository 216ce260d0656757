package itr

// #include <itr/itr.h>
import "C"

import (
	"runtime"
)

// System is the role of the host itself.
const System = "system"

// Actor is who asks. Who that is, the host's own login has decided. It is immutable and can be shared.
type Actor struct {
	handle handle
	text   []byte // document `actor`
}

// NewActor makes an actor with roles; the id may be empty.
func NewActor(id string, roles ...string) (*Actor, error) { return NewPartyActor("", id, roles...) }

// NewPartyActor makes an actor who asks on behalf of a customer.
func NewPartyActor(party, id string, roles ...string) (*Actor, error) {
	text, err := marshal(struct {
		ID    string   `json:"id,omitempty"`
		Roles []string `json:"roles"`
		Party string   `json:"party,omitempty"`
	}{id, append([]string{}, roles...), party})
	if err != nil {
		return nil, err
	}
	var opened C.itr_actor
	actor := &Actor{text: text}
	if err := check(func(err *C.itr_error) C.itr_status {
		chars, size := data(text)
		return C.itr_actor_open(chars, size, &opened, err)
	}); err != nil {
		return nil, err
	}
	own(actor, &actor.handle, uint64(opened), closeActor)
	return actor, nil
}

func closeActor(number uint64) error {
	return check(func(err *C.itr_error) C.itr_status { return C.itr_actor_close(C.itr_actor(number), err) })
}

// Close gives the actor back. Commands that name it can still be carried out.
func (a *Actor) Close() error { return a.handle.close() }

// MarshalJSON gives document `actor`.
func (a *Actor) MarshalJSON() ([]byte, error) { return a.text, nil }

// number is 0 for no actor, which the library refuses. To be kept alive by the caller.
func (a *Actor) number() C.itr_actor {
	if a == nil {
		return 0
	}
	return C.itr_actor(a.handle.number)
}

// keep marks what must not be collected before a call has returned.
func keep(things ...any) {
	for _, thing := range things {
		runtime.KeepAlive(thing)
	}
}
