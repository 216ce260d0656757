package itr

// #cgo pkg-config: itr
// #include <itr/itr.h>
import "C"

// Limits of the library; [Limits] has all of them.
const (
	MaxNameBytes     = C.ITR_MAX_NAME_BYTES     // of tenants, tickets, keys
	MaxDocumentBytes = C.ITR_MAX_DOCUMENT_BYTES // of what goes in
	MaxPage          = C.ITR_MAX_PAGE           // tickets, effects, incidents of one call
)

// ABIVersion is the version of the C interface that this module was compiled for, and DocumentVersion that of the
// documents.
const (
	ABIVersion      = C.ITR_ABI_VERSION
	DocumentVersion = C.ITR_DOCUMENT_VERSION
)

const (
	minInstantMS = C.ITR_MIN_INSTANT_MS
	maxInstantMS = C.ITR_MAX_INSTANT_MS
	never        = C.ITR_NEVER
	anyVersion   = -1
)

// Status says what kind of failure an [Error] is. It is an error itself, to compare with:
// errors.Is(err, itr.Rejected). With the code store.io of a Failed it is not known whether something was changed: give
// the command again with its key.
type Status int32

const (
	Rejected Status = C.ITR_REJECTED  // the rules refused the command: nothing of it happened
	Invalid  Status = C.ITR_INVALID   // a document, pack, expression or value is not as it must be
	NotFound Status = C.ITR_NOT_FOUND // there is no such ticket that the actor may see, no such calendar, …
	Failed   Status = C.ITR_FAILED    // the environment failed (a file, a database, a lock): nothing was changed
	Misuse   Status = C.ITR_MISUSE    // the program is wrong: something closed, a length, a call in a callback
	Internal Status = C.ITR_INTERNAL  // no memory left, or a fault of the library
)

// Phase is where a clock stands.
type Phase int32

const (
	Idle       Phase = C.ITR_CLOCK_IDLE
	Running    Phase = C.ITR_CLOCK_RUNNING
	Paused     Phase = C.ITR_CLOCK_PAUSED
	Met        Phase = C.ITR_CLOCK_MET
	Missed     Phase = C.ITR_CLOCK_MISSED
	Cancelled  Phase = C.ITR_CLOCK_CANCELLED
	Superseded Phase = C.ITR_CLOCK_SUPERSEDED
)

const (
	logDebug   = C.ITR_LOG_DEBUG
	logInfo    = C.ITR_LOG_INFO
	logWarning = C.ITR_LOG_WARNING
	logError   = C.ITR_LOG_ERROR
)
