package itr

// #include <itr/itr.h>
import "C"

import (
	"context"
	"iter"
	"time"
)

const effectsOfOneCall = 100

// TakeEffects gives up to most (1 to MaxPage) effects for the host, hidden from other takers for a time: at least once,
// in order per ticket.
func (e *Engine) TakeEffects(ctx context.Context, now time.Time, hiddenFor time.Duration, most int) ([]Effect, error) {
	text, err := e.takeEffects(ctx, now, hiddenFor, most)
	return list[Effect](text, err, "effects")
}

func (e *Engine) takeEffects(ctx context.Context, now time.Time, hiddenFor time.Duration, most int) ([]byte, error) {
	return e.document(ctx, func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		return C.itr_engine_take_effects(e.number(), C.int64_t(now.UnixMilli()), C.int64_t(hiddenFor.Milliseconds()),
			C.int64_t(most), out, err)
	})
}

// Effects goes through the effects that are there for the host at an instant, until there are none; those that
// follow once one is acknowledged are among them. Each is hidden from other takers for a time, within which it should be
// acknowledged or failed. After an error it ends.
func (e *Engine) Effects(ctx context.Context, now time.Time, hiddenFor time.Duration) iter.Seq2[Effect, error] {
	return func(yield func(Effect, error) bool) {
		for {
			taken, err := e.TakeEffects(ctx, now, hiddenFor, effectsOfOneCall)
			if err != nil {
				yield(Effect{}, err)
				return
			}
			if len(taken) == 0 {
				return
			}
			for _, effect := range taken {
				if !yield(effect, nil) {
					return
				}
			}
		}
	}
}

// about runs a call on an effect or incident by its key. known is false if there was none.
func (e *Engine) about(ctx context.Context, call func(known *C.int32_t, err *C.itr_error) C.itr_status) (known bool, err error) {
	var there C.int32_t
	err = e.check(ctx, func(err *C.itr_error) C.itr_status { return call(&there, err) })
	return there != 0, err
}

// AcknowledgeEffect says that an effect is done. known is false if it was acknowledged before.
func (e *Engine) AcknowledgeEffect(ctx context.Context, tenant, key string) (known bool, err error) {
	return e.about(ctx, func(known *C.int32_t, err *C.itr_error) C.itr_status {
		chars1, size1 := chars(tenant)
		chars2, size2 := chars(key)
		return C.itr_engine_acknowledge_effect(e.number(), chars1, size1, chars2, size2, known, err)
	})
}

// FailEffect says that an effect that was taken failed: it is tried again after a growing delay, and after 10 failures it
// becomes an incident. known is false, and nothing is changed, if it was acknowledged or failed before, or if its time ran
// out and another took it.
func (e *Engine) FailEffect(ctx context.Context, effect Effect, reason string, now time.Time) (known bool, err error) {
	return e.about(ctx, func(known *C.int32_t, err *C.itr_error) C.itr_status {
		chars1, size1 := chars(effect.Tenant)
		chars2, size2 := chars(effect.Key)
		chars3, size3 := chars(reason)
		return C.itr_engine_fail_taken_effect(e.number(), chars1, size1, chars2, size2, C.int64_t(effect.Taking),
			C.int32_t(effect.Attempts), chars3, size3, C.int64_t(now.UnixMilli()), known, err)
	})
}

// Incidents are up to most (1 to MaxPage) incidents of a tenant.
func (e *Engine) Incidents(ctx context.Context, tenant string, most int) ([]Incident, error) {
	text, err := e.incidents(ctx, tenant, most)
	return list[Incident](text, err, "incidents")
}

func (e *Engine) incidents(ctx context.Context, tenant string, most int) ([]byte, error) {
	return e.document(ctx, func(out *C.itr_bytes, err *C.itr_error) C.itr_status {
		chars, size := chars(tenant)
		return C.itr_engine_incidents(e.number(), chars, size, C.int64_t(most), out, err)
	})
}

// RetryIncident puts an incident back among the effects.
func (e *Engine) RetryIncident(ctx context.Context, tenant, key string, now time.Time) (known bool, err error) {
	return e.about(ctx, func(known *C.int32_t, err *C.itr_error) C.itr_status {
		chars1, size1 := chars(tenant)
		chars2, size2 := chars(key)
		return C.itr_engine_retry_incident(e.number(), chars1, size1, chars2, size2, C.int64_t(now.UnixMilli()), known, err)
	})
}

// ResolveIncident removes an incident that has been dealt with.
func (e *Engine) ResolveIncident(ctx context.Context, tenant, key string, now time.Time) (known bool, err error) {
	return e.about(ctx, func(known *C.int32_t, err *C.itr_error) C.itr_status {
		chars1, size1 := chars(tenant)
		chars2, size2 := chars(key)
		return C.itr_engine_resolve_incident(e.number(), chars1, size1, chars2, size2, C.int64_t(now.UnixMilli()), known, err)
	})
}
