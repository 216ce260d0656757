// What was counted and should not have been, and the other way round. A clock that is over gets another
// verdict where the corrected time says so.
#include <fmt/core.h>

#include <algorithm>

#include "clock/codes.hpp"
#include "clock/evolve.hpp"
#include "clock/promise.hpp"
#include "clock/recount.hpp"

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
    [[nodiscard]] bool moves(const State& clock) const {
        return origin != clock.origin || (is_over(clock) && end != clock.since);
    }
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

/// When the clock ran until now, or until it was over. Without a history that is known of one that has run on
/// from its origin alone.
std::optional<Periods> periods_of(const Plan& plan, const State& clock, Instant at, const History* history) {
    const Instant end = is_over(clock) ? clock.since : std::max(at, clock.since);
    if (history != nullptr) return history->unpaused(clock.definition, clock.origin, end);
    const bool runs_on = clock.phase == Phase::running && clock.since == clock.origin && !clock.consumed.ms;
    const bool ran_through =
        is_over(clock) && meter_of(plan, clock).measure({}, clock.origin, end) == clock.consumed;
    if (clock.pauses > 0 || !(runs_on || ran_through)) return std::nullopt;
    return Periods{{clock.origin, end}};
}

/// What a correction finds: what of its stretch did not count the other way already.
struct Finding {
    Stretch stretch;
    bool counted;
    Periods put_right;  ///< within the stretch
    Periods ran;        ///< after it
    Meter meter;
    Duration length;  ///< of what is put right, in the clock's time
};

Finding finding(const Meter& meter, const Stretch& stretch, bool counted, const Periods& ran) {
    const Interval whole{stretch.from, stretch.to};
    Finding found{stretch, counted, {}, {}, meter, {}};
    found.put_right = counted ? without({whole}, ran) : within(ran, whole);
    found.ran = counted ? joined(ran, whole) : without(ran, {whole});
    found.length = measured(meter, found.put_right);
    return found;
}

/// When the target was reached, of a clock that is over and beyond it: what was put right before the breach
/// moves it; a breach that nobody has recorded is found from the end.
Instant broken_at(const State& clock, const Finding& found, Duration consumed) {
    if (!clock.breached) return gone_back(found.meter, found.ran, found.stretch.end, consumed - clock.target);
    const Duration before = measured(found.meter, found.put_right, clock.breached_at);
    if (found.counted) return gone_back(found.meter, found.ran, clock.breached_at, before);
    return gone_on(found.meter, found.ran, clock.breached_at, before);
}

Instant corrected_due(const Plan& plan, const State& clock, const Finding& found, Instant since,
                      Duration consumed) {
    if (clock.due == never || clock.pinned) return clock.due;
    // What takes nothing from the count and adds nothing to it is no reason for another breach, or for none.
    if (clock.breached && found.length.ms == 0) return clock.due;
    if (is_over(clock) && consumed > clock.target) return broken_at(clock, found, consumed);
    const Base base{found.stretch.origin, since, consumed, clock.breached ? clock.breached_at : since};
    return due_counted_on(found.meter, clock.target, clock.due, base,
                          plan.clocks()[clock.definition].source->land);
}

/// How much longer the clock has rested than was on record. What no longer belongs to its time is no rest.
Duration rested(const State& clock, const Finding& found) {
    const Duration moved = measured(Meter{}, found.put_right);
    if (found.counted) return found.stretch.moves(clock) ? Duration{} : Duration{} - moved;
    if (!found.stretch.moves(clock)) return moved;
    return moved - (found.stretch.to - found.stretch.from);
}

tl::unexpected<Error> nothing_to_correct(const Plan& plan, const State& clock, Instant at,
                                         const Correction& correction) {
    return fail(
        clock_nothing_to_correct,
        fmt::format("expected a stretch of time from {}, where clock '{}' begins to count, to {} that "
                    "{} so far, but found {} to {}",
                    to_string(clock.origin), plan.clocks()[clock.definition].key,
                    to_string(is_over(clock) ? clock.since : at),
                    correction.counted ? "does not count" : "counts", to_string(correction.from),
                    to_string(correction.to)));
}

}  // namespace

Result<Event> correct(const Plan& plan, const State& clock, Instant at, const Correction& correction,
                      const History* history) {
    if (!is_active(clock.phase) && !is_over(clock))
        return fail(clock_not_running,
                    fmt::format("expected clock '{}' to be running or paused, or to have been met or missed, "
                                "but it is {}",
                                plan.clocks()[clock.definition].key, to_string(clock.phase)));
    const Stretch stretch = stretch_of(clock, at, correction);
    if (stretch.is_empty()) return nothing_to_correct(plan, clock, at, correction);
    const auto ran = periods_of(plan, clock, at, history);
    if (!ran)
        return fail(clock_no_history,
                    fmt::format("expected the history of the ticket, which tells when clock '{}' ran",
                                plan.clocks()[clock.definition].key));
    const Finding found = finding(meter_of(plan, clock), stretch, correction.counted, *ran);
    if (found.put_right.empty() && !stretch.moves(clock))
        return nothing_to_correct(plan, clock, at, correction);
    Instant since = std::max(at, clock.since);
    if (clock.phase == Phase::paused) since = clock.since;
    if (is_over(clock)) since = stretch.end;
    const Duration before = elapsed(plan, clock, since);
    const Duration consumed =
        correction.counted ? before + found.length : std::max(before - found.length, Duration{});
    const Instant due = corrected_due(plan, clock, found, since, consumed);
    // A breach of an earlier, stricter promise is none of this one's.
    const bool is_earlier = clock.breached && clock.breached_at != clock.due;
    const bool is_late = is_over(clock) ? stretch.end > due : clock.breached && due < at;
    return Event(Corrected{clock.definition, at, stretch.from, stretch.to, correction.counted, since,
                           consumed, due, is_earlier || is_late,
                           stretch.origin == clock.origin ? never : stretch.origin, rested(clock, found)});
}

}  // namespace itr::clock
