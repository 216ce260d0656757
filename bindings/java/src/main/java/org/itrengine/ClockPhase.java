package org.itrengine;

/** What a clock does. */
public enum ClockPhase {
    /** Not started. */
    IDLE(Raw.ITR_CLOCK_IDLE),
    /** Running. */
    RUNNING(Raw.ITR_CLOCK_RUNNING),
    /** Standing still. */
    PAUSED(Raw.ITR_CLOCK_PAUSED),
    /** Stopped in time. */
    MET(Raw.ITR_CLOCK_MET),
    /** Stopped too late. */
    MISSED(Raw.ITR_CLOCK_MISSED),
    /** Given up. */
    CANCELLED(Raw.ITR_CLOCK_CANCELLED),
    /** Another goal has taken its place. */
    SUPERSEDED(Raw.ITR_CLOCK_SUPERSEDED);

    private final int number;

    ClockPhase(int number) {
        this.number = number;
    }

    static ClockPhase of(int number) {
        for (ClockPhase phase : values()) if (phase.number == number) return phase;
        throw new IllegalArgumentException("there is no phase " + number);
    }
}
