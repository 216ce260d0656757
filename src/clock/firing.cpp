// When a clock speaks up: thresholds and the breach.
#include <algorithm>

#include "clock/budget.hpp"
#include "clock/evolve.hpp"
#include "clock/firing.hpp"
#include "clock/meter.hpp"
#include "clock/promise.hpp"

namespace itr::clock {
namespace {

constexpr std::uint16_t the_breach = none;
constexpr std::uint16_t the_resume = none - 1;
/// Repetitions of one threshold that are counted at all.
constexpr std::uint32_t max_repetitions = 0x7FFF'FFFF;

struct Candidate {
    Instant queued = never;  ///< when it takes effect
    Instant due = never;     ///< the instant on record
    std::uint16_t threshold = the_breach;
    std::uint32_t count = 0;
};

/// Own time at which a threshold is reached; nothing: not as things stand.
std::optional<Duration> needed(const State& clock, const model::Threshold& threshold) {
    const bool promised = clock.due != never;
    switch (threshold.by) {
        case model::Threshold::At::percent:
            if (!promised) return std::nullopt;
            return Duration{(clock.target.ms * threshold.per_mille + 999) / 1000};
        case model::Threshold::At::before_due:
            if (!promised) return std::nullopt;
            return clock.target - threshold.offset;
        case model::Threshold::At::after_start: return threshold.offset;
        case model::Threshold::At::after_breach:
            if (!clock.breached) return std::nullopt;
            return clock.target + threshold.offset;
        case model::Threshold::At::predicted: return std::nullopt;  // depends on the state of the ticket
    }
    return std::nullopt;
}

/// A pinned promise is approached in its calendar whether the clock is paused or not.
Instant reached(const Plan& plan, const State& clock, Duration own_time) {
    const Meter meter = meter_of(plan, clock);
    if (clock.pinned) return std::max(clock.since, meter.advance(Duration{}, clock.origin, own_time));
    if (own_time <= clock.consumed) return clock.since;
    return meter.advance(clock.consumed, clock.since, own_time - clock.consumed);
}

/// In real time: a pause moves what lies before the due instant with it, and what it was slept through comes
/// when the clock goes on.
Instant reached_in_real_time(const State& clock, const model::Threshold& threshold, Duration repeated) {
    Instant at = clock.origin + threshold.offset;
    if (threshold.by == model::Threshold::At::before_due) at = clock.due - threshold.offset;
    if (threshold.by == model::Threshold::At::after_breach) at = clock.breached_at + threshold.offset;
    return std::max(clock.since, at + repeated);
}

/// Whether the promise that was broken is no longer the one that is in force.
bool broke_another_promise(const State& clock) { return clock.breached && clock.breached_at != clock.due; }

/// Own time from the breach on, wherever the promise lies by now.
Instant reached_since_breach(const Plan& plan, const State& clock, Duration own_time) {
    const Meter meter = meter_of(plan, clock);
    const Duration by_then = clock.consumed + meter.measure(clock.consumed, clock.since, clock.breached_at);
    return std::max(clock.since, meter.advance(by_then, clock.breached_at, own_time));
}

/// What is reached with the target itself belongs to the breach: a clock stopped exactly at its deadline is
/// met and must not have escalated, so it waits for the millisecond after.
Candidate place(const Plan& plan, const State& clock, const model::Threshold& threshold, Duration own_time,
                Duration repeated) {
    using At = model::Threshold::At;
    const bool at_deadline = own_time == clock.target && repeated.ms == 0;
    Candidate found;
    if (threshold.real)
        found.due = reached_in_real_time(clock, threshold, repeated);
    else if (threshold.by == At::after_breach && broke_another_promise(clock))
        found.due = reached_since_breach(plan, clock, threshold.offset + repeated);
    else
        found.due = at_deadline && threshold.by != At::after_start
                        ? clock.due
                        : reached(plan, clock, own_time + repeated);
    found.queued = found.due;
    if (found.due == never) return found;
    if (threshold.by == At::after_breach) {
        found.queued = std::max(found.due, clock.breached_at + milliseconds(1));
    } else if (threshold.by != At::after_start && own_time >= clock.target && !threshold.real) {
        found.queued = std::max(found.due, clock.due + milliseconds(1));
    }
    return found;
}

Candidate next_of(const Plan& plan, const State& clock, std::uint16_t index, std::uint32_t skip = 0) {
    const Threshold& threshold = plan.clocks()[clock.definition].thresholds[index];
    if (threshold.retired || (clock.fired >> index & 1U) != 0) return {};
    const model::Threshold& source = *threshold.source;
    if (source.until_acknowledged && clock.acknowledged) return {};
    const auto own_time = needed(clock, source);
    if (!own_time) return {};
    const bool repeats = source.every && threshold.series != single;
    const std::uint32_t before = (repeats ? clock.repeats[threshold.series] : 0) + skip;
    if (repeats && before > 0 && source.every->ms > max_own_time.ms / before) return {};
    Candidate found = place(plan, clock, source, *own_time, repeats ? *source.every * before : Duration{});
    found.threshold = index;
    found.count = before + 1;
    return found;
}

Candidate breach_of(const State& clock) {
    if (clock.breached || clock.due == never) return {};
    return {clock.due + milliseconds(1), clock.due, the_breach, 0};
}

/// A date that was agreed on comes whether the clock is paused or not.
Candidate earliest(const Plan& plan, const State& clock) {
    if (!is_active(clock.phase)) return {};
    const bool paused = clock.phase == Phase::paused;
    Candidate first;
    if (paused) first = {clock.pause_until, clock.pause_until, the_resume, 0};
    if (paused && !clock.pinned) return first;
    if (const Candidate breach = breach_of(clock); breach.queued < first.queued) first = breach;
    const std::size_t count = plan.clocks()[clock.definition].thresholds.size();
    for (std::uint16_t i = 0; i < count; ++i) {
        const Candidate candidate = next_of(plan, clock, i);
        if (candidate.queued < first.queued) first = candidate;
    }
    return first;
}

bool is_last(const model::Threshold& threshold, std::uint32_t count) {
    return !threshold.every || (threshold.times > 0 && count >= static_cast<std::uint32_t>(threshold.times));
}

/// Whether something that outranks the candidate is overdue as well.
bool outranked(const Plan& plan, const State& clock, const Candidate& candidate, Instant now) {
    const auto& thresholds = plan.clocks()[clock.definition].thresholds;
    for (std::uint16_t i = 0; i < thresholds.size(); ++i) {
        const bool same = i == candidate.threshold;
        if (same && is_last(*thresholds[i].source, candidate.count)) continue;
        const Candidate other = next_of(plan, clock, i, same ? 1 : 0);
        if (other.queued > now) continue;
        if (other.queued > candidate.queued || (other.queued == candidate.queued && i > candidate.threshold))
            return true;
    }
    return false;
}

bool passed_over(const Plan& plan, const State& clock, const Candidate& candidate, Instant now) {
    switch (plan.clocks()[clock.definition].source->catch_up) {
        case model::CatchUp::all: return false;
        case model::CatchUp::highest: return outranked(plan, clock, candidate, now);
        case model::CatchUp::next: return candidate.queued + late_after < now;
    }
    return false;
}

/// The last firing of a threshold that is overdue at `at`. Found by halving: there may be millions of them.
Candidate last_overdue(const Plan& plan, const State& clock, std::uint16_t index, Instant at) {
    const model::Threshold& source = *plan.clocks()[clock.definition].thresholds[index].source;
    const Candidate first = next_of(plan, clock, index);
    if (first.queued > at) return {};
    if (!source.every) return first;
    std::uint32_t overdue = 0;
    std::uint32_t beyond = max_repetitions - first.count;
    if (source.times > 0)
        beyond = std::max(static_cast<std::uint32_t>(source.times), first.count) - first.count + 1;
    while (beyond - overdue > 1) {
        const std::uint32_t half = overdue + (beyond - overdue) / 2;
        (next_of(plan, clock, index, half).queued <= at ? overdue : beyond) = half;
    }
    return next_of(plan, clock, index, overdue);
}

std::uint32_t called_before(const Plan& plan, const State& clock, std::uint16_t index) {
    const std::uint8_t series = plan.clocks()[clock.definition].thresholds[index].series;
    return series == single ? 0 : clock.repeats[series];
}

Event suppress(const Plan& plan, const State& clock, const Candidate& what) {
    const Threshold& threshold = plan.clocks()[clock.definition].thresholds[what.threshold];
    return ThresholdFired{clock.definition,
                          what.threshold,
                          what.due,
                          what.count,
                          threshold.series,
                          is_last(*threshold.source, what.count),
                          true};
}

}  // namespace

void pass_over_at_birth(const Plan& plan, const State& clock, Instant at, std::vector<Event>& events) {
    const Definition& definition = plan.clocks()[clock.definition];
    const model::CatchUp policy = definition.source->born_breached;
    if (policy == model::CatchUp::all || (clock.due >= at && !clock.breached)) return;
    State breached = clock;
    if (!clock.breached) apply(breached, Breached{clock.definition, clock.due});
    std::vector<Candidate> overdue;
    Candidate highest{min_instant, min_instant, the_breach, 0};
    for (std::uint16_t i = 0; i < definition.thresholds.size(); ++i) {
        const Candidate last = last_overdue(plan, breached, i, at);
        if (last.queued == never) continue;
        overdue.push_back(last);
        if (last.queued >= highest.queued) highest = last;
    }
    for (Candidate& one : overdue) {
        // Of the highest the last call is still to come; those before it may have come before a reopening.
        if (policy == model::CatchUp::highest && one.threshold == highest.threshold &&
            --one.count <= called_before(plan, clock, one.threshold))
            continue;
        events.push_back(suppress(plan, clock, one));
    }
}

Instant next_fire(const Plan& plan, const State& clock) { return earliest(plan, clock).queued; }

Event fire(const Plan& plan, const State& clock, Instant at) { return fire(plan, clock, at, at); }

Event fire(const Plan& plan, const State& clock, Instant at, Instant now) {
    const Candidate first = earliest(plan, clock);
    if (first.threshold == the_breach) return Breached{clock.definition, first.due};
    if (first.threshold == the_resume)
        return Resumed{clock.definition, first.due, due_when_resumed(plan, clock, first.due),
                       spent_pausing(plan, clock, first.due)};
    const Threshold& threshold = plan.clocks()[clock.definition].thresholds[first.threshold];
    const bool suppressed = passed_over(plan, clock, first, std::max(at, now));
    return ThresholdFired{clock.definition, first.threshold,  first.due,
                          first.count,      threshold.series, is_last(*threshold.source, first.count),
                          suppressed};
}

}  // namespace itr::clock
