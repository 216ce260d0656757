package itr

// #include <itr/itr.h>
import "C"

import "time"

// Calendar tells working time. It is immutable and can be shared.
type Calendar struct{ handle handle }

// Calendar gives a calendar of the pack by its name ("24x7", "office", "office@Europe/Berlin").
func (p *Pack) Calendar(name string) (*Calendar, error) {
	defer keep(p)
	var opened C.itr_calendar
	if err := check(func(err *C.itr_error) C.itr_status {
		chars, size := chars(name)
		return C.itr_calendar_open(p.number(), chars, size, &opened, err)
	}); err != nil {
		return nil, err
	}
	calendar := &Calendar{}
	own(calendar, &calendar.handle, uint64(opened), closeCalendar)
	return calendar, nil
}

func closeCalendar(number uint64) error {
	return check(func(err *C.itr_error) C.itr_status { return C.itr_calendar_close(C.itr_calendar(number), err) })
}

// Close gives the calendar back.
func (c *Calendar) Close() error { return c.handle.close() }

func (c *Calendar) number() C.itr_calendar { return C.itr_calendar(c.handle.number) }

// ask runs a call that gives an instant or a length.
func (c *Calendar) ask(call func(out *C.int64_t, err *C.itr_error) C.itr_status) (int64, error) {
	defer keep(c)
	var out C.int64_t
	err := check(func(err *C.itr_error) C.itr_status { return call(&out, err) })
	return int64(out), err
}

func (c *Calendar) when(call func(out *C.int64_t, err *C.itr_error) C.itr_status) (time.Time, error) {
	ms, err := c.ask(call)
	if err != nil {
		return time.Time{}, err
	}
	return instant(ms), nil
}

func (c *Calendar) whether(call func(out *C.int32_t, err *C.itr_error) C.itr_status) (bool, error) {
	defer keep(c)
	var out C.int32_t
	err := check(func(err *C.itr_error) C.itr_status { return call(&out, err) })
	return out != 0, err
}

// Add is the earliest instant with that much working time between; a negative length goes back. Zero: there is none.
func (c *Calendar) Add(from time.Time, length time.Duration) (time.Time, error) {
	return c.when(func(out *C.int64_t, err *C.itr_error) C.itr_status {
		return C.itr_calendar_add(c.number(), C.int64_t(from.UnixMilli()), C.int64_t(length.Milliseconds()), out, err)
	})
}

// Between is the working time within [from, to); negative when to is before from.
func (c *Calendar) Between(from, to time.Time) (time.Duration, error) {
	ms, err := c.ask(func(out *C.int64_t, err *C.itr_error) C.itr_status {
		return C.itr_calendar_between(c.number(), C.int64_t(from.UnixMilli()), C.int64_t(to.UnixMilli()), out, err)
	})
	if err != nil {
		return 0, err
	}
	return span(ms)
}

// IsOpen tells whether an instant is working time.
func (c *Calendar) IsOpen(at time.Time) (bool, error) {
	return c.whether(func(out *C.int32_t, err *C.itr_error) C.itr_status {
		return C.itr_calendar_is_open(c.number(), C.int64_t(at.UnixMilli()), out, err)
	})
}

// NextOpen is the first working instant from an instant on; zero: there is none.
func (c *Calendar) NextOpen(at time.Time) (time.Time, error) {
	return c.when(func(out *C.int64_t, err *C.itr_error) C.itr_status {
		return C.itr_calendar_next_open(c.number(), C.int64_t(at.UnixMilli()), out, err)
	})
}

// NextClose is the end of the working time that an instant lies in, or of the next; zero: there is none.
func (c *Calendar) NextClose(at time.Time) (time.Time, error) {
	return c.when(func(out *C.int64_t, err *C.itr_error) C.itr_status {
		return C.itr_calendar_next_close(c.number(), C.int64_t(at.UnixMilli()), out, err)
	})
}

// Due is when a promise falls due, as packs write it: "4h", "real 4h", "2 working days by 16:00". Zero: never.
func (c *Calendar) Due(from time.Time, target string) (time.Time, error) {
	return c.when(func(out *C.int64_t, err *C.itr_error) C.itr_status {
		chars, size := chars(target)
		return C.itr_calendar_due(c.number(), C.int64_t(from.UnixMilli()), chars, size, out, err)
	})
}

// IsKnown is false beyond the days that are announced.
func (c *Calendar) IsKnown(at time.Time) (bool, error) {
	return c.whether(func(out *C.int32_t, err *C.itr_error) C.itr_status {
		return C.itr_calendar_is_known(c.number(), C.int64_t(at.UnixMilli()), out, err)
	})
}
