package itr

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// MinInstant and MaxInstant are the first and the last instant that the library knows.
var (
	MinInstant = time.UnixMilli(minInstantMS).UTC()
	MaxInstant = time.UnixMilli(maxInstantMS).UTC()
)

// instant gives the zero Time for "never".
func instant(ms int64) time.Time {
	if ms == never {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// span fails for a length that a Duration does not hold: 292 years and more.
func span(ms int64) (time.Duration, error) {
	length := time.Duration(ms) * time.Millisecond
	if length/time.Millisecond != time.Duration(ms) {
		return 0, &Error{Status: Invalid, Code: lengthOutOfRange,
			Message: fmt.Sprintf("expected a length of less than 292 years, but found %d milliseconds", ms)}
	}
	return length, nil
}

// length is how a document spells a Duration: "26h30m".
type length time.Duration

func (l *length) UnmarshalText(text []byte) error {
	read, err := time.ParseDuration(string(text))
	*l = length(read)
	return err
}

// given is how a Duration goes into a document: milliseconds.
func given(length time.Duration) *int64 {
	ms := length.Milliseconds()
	return &ms
}

// seconds is how a Duration stands among data: "1.5s".
func seconds(length time.Duration) string {
	sign, rest := "", uint64(length)
	if length < 0 {
		sign, rest = "-", -rest
	}
	text := sign + strconv.FormatUint(rest/uint64(time.Second), 10)
	if part := rest % uint64(time.Second); part != 0 {
		text += "." + strings.TrimRight(fmt.Sprintf("%09d", part), "0")
	}
	return text + "s"
}
