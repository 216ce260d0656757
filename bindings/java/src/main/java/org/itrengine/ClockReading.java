package org.itrengine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A clock of a ticket, read at one instant. Lengths are in the clock's calendar.
 *
 * @param phase what it does
 * @param due when it falls due; of a paused clock: if it resumed now
 * @param elapsed what it has run
 * @param target what it may run; empty: measured, no promise
 * @param remaining what is left, negative once breached; empty: no promise
 * @param breached whether the target was missed
 * @param waived whether the breach is excused
 * @param cycle from 1
 */
public record ClockReading(
        ClockPhase phase,
        Optional<Instant> due,
        Duration elapsed,
        Optional<Duration> target,
        Optional<Duration> remaining,
        boolean breached,
        boolean waived,
        int cycle) {
    static ClockReading of(byte[] struct) {
        return new ClockReading(
                ClockPhase.of(Call.intAt(struct, Raw.ItrClockReading.PHASE)),
                Call.instant(Call.longAt(struct, Raw.ItrClockReading.DUE_MS)),
                Duration.ofMillis(Call.longAt(struct, Raw.ItrClockReading.ELAPSED_MS)),
                Call.length(Call.longAt(struct, Raw.ItrClockReading.TARGET_MS)),
                Call.length(Call.longAt(struct, Raw.ItrClockReading.REMAINING_MS)),
                Call.intAt(struct, Raw.ItrClockReading.BREACHED) != 0,
                Call.intAt(struct, Raw.ItrClockReading.WAIVED) != 0,
                Call.intAt(struct, Raw.ItrClockReading.CYCLE));
    }
}
