package org.itrengine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A clock of a ticket, as documents have it. Lengths are in the clock's calendar.
 *
 * @param name its name in the agreement
 * @param key its key in the ticket
 * @param agreement that promises it
 * @param phase what it does
 * @param breached whether the target was missed
 * @param cycle from 1; 0 before the first
 * @param origin when the cycle began
 * @param elapsed what it has run
 * @param elapsedReal what has passed in real time, rests included
 * @param target what it may run
 * @param remaining what is left, negative once breached
 * @param waived whether the breach is excused
 * @param pinned whether a date was agreed on
 * @param due when it falls due; of a paused clock: if it resumed now
 * @param calendar that it runs in
 * @param pauseReason why it stands still
 */
public record Clock(
        String name,
        String key,
        Optional<String> agreement,
        ClockPhase phase,
        boolean breached,
        int cycle,
        Optional<Instant> origin,
        Optional<Duration> elapsed,
        Optional<Duration> elapsedReal,
        Optional<Duration> target,
        Optional<Duration> remaining,
        boolean waived,
        boolean pinned,
        Optional<Instant> due,
        Optional<String> calendar,
        Optional<String> pauseReason) {
    /** Absent members are empty. */
    public Clock {
        agreement = Json.orEmpty(agreement);
        origin = Json.orEmpty(origin);
        elapsed = Json.orEmpty(elapsed);
        elapsedReal = Json.orEmpty(elapsedReal);
        target = Json.orEmpty(target);
        remaining = Json.orEmpty(remaining);
        due = Json.orEmpty(due);
        calendar = Json.orEmpty(calendar);
        pauseReason = Json.orEmpty(pauseReason);
    }
}
