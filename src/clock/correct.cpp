// What was counted and should not have been, and the other way round. A clock that is over gets another
// verdict where the corrected time says so.
#include <fmt/core.h>

#include <algorithm>

#include "clock/codes.hpp"
#include "clock/evolve.hpp"
#include "clock/promise.hpp"

namespace itr::clock {
namespace {

/// What the clock made of its time was its result: it may be put right like time that still counts.
bool is_over(const State& clock) { return clock.phase == Phase::met || clock.phase == Phase::missed; }

/// The part of a stretch that is put right, and where the clock's time begins and ends after it.
struct Stretch {
    Instant from, to;
    Instant origin;
    Instant end;  ///< of a clock that is over

    [[nodiscard]] bool is_empty() const { return to <= from; }
};

/// A stretch that counts and reaches beyond the beginning, or beyond the end of a clock that is over, moves
/// them: what lies within was counted before.
Stretch stretch_of(const State& clock, Instant at, const Correction& correction) {
    const Instant end = is_over(clock) ? clock.since : at;
    Stretch stretch{correction.from, std::min(correction.to, at), clock.origin, end};
    if (correction.counted && correction.from < clock.origin && clock.origin <= correction.to) {
        stretch.origin = correction.from;
        stretch.to = clock.origin;
    } else if (correction.counted && end < stretch.to && correction.from <= end) {
        stretch.from = end;
        stretch.end = stretch.to;
    } else {
        stretch.from = std::max(correction.from, clock.origin);
        const bool stopped_before = !correction.counted && is_over(clock) && end <= stretch.to;
        stretch.to = std::min(stretch.to, end);
        if (stopped_before) stretch.end = stretch.from;
    }
    return stretch;
}

/// When the target was reached, of a clock that is over and beyond it: what was put right before the breach
/// moves it; a breach that nobody has recorded is found from the end, as if the clock had run to there.
Instant broken_at(const Meter& meter, const State& clock, const Stretch& stretch, Duration consumed,
                  bool counted) {
    const auto back = [&](Instant from, Duration length) {
        return meter.calendar == nullptr ? from - length : meter.calendar->retreat(from, length);
    };
    Instant broken = back(stretch.end, consumed - clock.target);
    if (clock.breached) {
        const Instant to = std::min(stretch.to, clock.breached_at);
        const Duration before = stretch.from < to ? meter.distance(stretch.from, to) : Duration{};
        broken =
            counted ? back(clock.breached_at, before) : meter.advance(Duration{}, clock.breached_at, before);
    }
    return std::clamp(broken, stretch.origin, std::max(stretch.origin, stretch.end));
}

Instant corrected_due(const Plan& plan, const State& clock, const Stretch& stretch, Instant since,
                      Duration consumed, bool counted) {
    if (clock.due == never || clock.pinned) return clock.due;
    const Meter meter = meter_of(plan, clock);
    if (is_over(clock) && consumed > clock.target) return broken_at(meter, clock, stretch, consumed, counted);
    const Base base{stretch.origin, since, consumed, clock.breached ? clock.breached_at : since};
    return length_due(meter, clock.target, base, plan.clocks()[clock.definition].source->land);
}

}  // namespace

Result<Event> correct(const Plan& plan, const State& clock, Instant at, const Correction& correction) {
    if (!is_active(clock.phase) && !is_over(clock))
        return fail(clock_not_running,
                    fmt::format("expected clock '{}' to be running or paused, or to have been met or missed, "
                                "but it is {}",
                                plan.clocks()[clock.definition].key, to_string(clock.phase)));
    const Stretch stretch = stretch_of(clock, at, correction);
    if (stretch.is_empty())
        return fail(
            clock_nothing_to_correct,
            fmt::format("expected a stretch of time from {}, where clock '{}' begins to count, to {}, "
                        "but found {} to {}",
                        to_string(clock.origin), plan.clocks()[clock.definition].key,
                        to_string(is_over(clock) ? clock.since : at), to_string(correction.from),
                        to_string(correction.to)));
    const Meter meter = meter_of(plan, clock);
    Instant since = std::max(at, clock.since);
    if (clock.phase == Phase::paused) since = clock.since;
    if (is_over(clock)) since = stretch.end;
    const Duration length = meter.distance(stretch.from, stretch.to);
    const Duration before = elapsed(plan, clock, since);
    const Duration consumed = correction.counted ? before + length : std::max(before - length, Duration{});
    const Instant due = corrected_due(plan, clock, stretch, since, consumed, correction.counted);
    // A breach of an earlier, stricter promise is none of this one's.
    const bool is_earlier = clock.breached && clock.breached_at != clock.due;
    const bool is_late = is_over(clock) ? stretch.end > due : clock.breached && due < at;
    return Event(Corrected{clock.definition, at, stretch.from, stretch.to, correction.counted, since,
                           consumed, due, is_earlier || is_late,
                           stretch.origin == clock.origin ? never : stretch.origin});
}

}  // namespace itr::clock
