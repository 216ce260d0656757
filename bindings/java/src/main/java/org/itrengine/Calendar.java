package org.itrengine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Working time. Got from {@link Pack#calendar}; immutable, and shared by threads. */
public final class Calendar extends Handle {
    Calendar(long number) {
        super(number, Raw::itr_calendar_close);
    }

    /** The earliest instant with this much working time between; a negative length goes back. Empty: there is none. */
    public Optional<Instant> add(Instant from, Duration length) {
        long fromMs = Call.millis(from);
        long lengthMs = Call.millis(length);
        return instant((out, err) -> Raw.itr_calendar_add(number(), fromMs, lengthMs, out, err));
    }

    /** Working time from one instant to before another; negative where the second is the earlier one. */
    public Duration between(Instant from, Instant to) {
        long fromMs = Call.millis(from);
        long toMs = Call.millis(to);
        return Duration.ofMillis(
                Call.number((out, err) -> Raw.itr_calendar_between(number(), fromMs, toMs, out, err)));
    }

    /** Whether it is working time. */
    public boolean isOpen(Instant at) {
        long ms = Call.millis(at);
        return Call.yes((out, err) -> Raw.itr_calendar_is_open(number(), ms, out, err));
    }

    /** The first working instant from here on. */
    public Optional<Instant> nextOpen(Instant at) {
        long ms = Call.millis(at);
        return instant((out, err) -> Raw.itr_calendar_next_open(number(), ms, out, err));
    }

    /** The end of the working time that this instant lies in, or of the next. */
    public Optional<Instant> nextClose(Instant at) {
        long ms = Call.millis(at);
        return instant((out, err) -> Raw.itr_calendar_next_close(number(), ms, out, err));
    }

    /**
     * When a promise falls due, as packs write it: "4h", "real 4h", "2 working days by 16:00", "end of next working
     * day". Empty for "unlimited".
     *
     * @throws InvalidException for what is no promise, or needs a ticket
     */
    public Optional<Instant> due(Instant from, String target) {
        long ms = Call.millis(from);
        byte[] text = Call.utf8(target);
        return instant((out, err) -> Raw.itr_calendar_due(number(), ms, text, text.length, out, err));
    }

    /** Whether the instant lies within the days that are announced. */
    public boolean isKnown(Instant at) {
        long ms = Call.millis(at);
        return Call.yes((out, err) -> Raw.itr_calendar_is_known(number(), ms, out, err));
    }

    private static Optional<Instant> instant(Call.Counting call) {
        return Call.instant(Call.number(call));
    }
}
