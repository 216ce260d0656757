package itr

// #include <itr/itr.h>
import "C"

import "fmt"

// Version is that of the library that is running: "major.minor.patch".
func Version() string { return C.GoString(C.itr_version()) }

// CheckABI fails if the library that is running does not work with programs that were compiled for ABIVersion.
func CheckABI() error {
	oldest, newest := int(C.itr_abi_oldest()), int(C.itr_abi_version())
	if ABIVersion < oldest || ABIVersion > newest {
		return fmt.Errorf("itr: the module needs version %d of the C interface, but libitr %s has %d to %d",
			ABIVersion, Version(), oldest, newest)
	}
	return nil
}

// Limits are the limits of the library by name.
func Limits() (map[string]any, error) {
	return read[map[string]any](func(out *C.itr_bytes, err *C.itr_error) C.itr_status { return C.itr_limits(out, err) })
}

// OpenHandles counts what is open in the process, in this and other languages: for tests that look for leaks.
func OpenHandles() uint64 {
	var count C.uint64_t
	C.itr_open_handles(&count, nil)
	return uint64(count)
}
