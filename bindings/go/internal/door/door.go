// Package door carries what one package of this module opened to the one that makes a value of it. Programs cannot
// name it, so they cannot make handles of numbers.
package door

// Opened is what a function of a library that opens a store has returned.
type Opened struct {
	status int32
	handle uint64
	err    uint64
}

// New keeps the results of one call.
func New(status int32, handle, err uint64) Opened { return Opened{status, handle, err} }

// Results gives them back.
func (o Opened) Results() (status int32, handle, err uint64) { return o.status, o.handle, o.err }
