// Package itr runs tickets from issue to resolution: workflow packs in YAML, clocks that keep promises, effects for the
// host to carry out. It is the Go side of the C library libitr and links it by pkg-config.
//
// # Errors
//
// What goes wrong in the library is an [*Error] with a [Status], a stable code and, for packs and expressions, all
// that is wrong place by place. [errors.Is] compares with a Status or a [Code], [errors.As] gives the Error.
//
// # Time
//
// The library reads no clock: what depends on time is told what time it is. Instants are [time.Time]; the zero Time
// stands for "never" or "not given". The library counts in milliseconds: what is finer is cut off.
//
// # Contexts
//
// What may wait for a lock, a file or a database takes a [context.Context] and looks at it before it begins. A call
// that has begun is never left half-way, so that its result is always known.
//
// # Goroutines and closing
//
// Everything here may be used from many goroutines at once. What has a Close method should be closed; closing what
// another goroutine is using is safe, and closing twice does nothing. What becomes unreachable without having
// been closed is closed by the garbage collector some time later.
package itr
