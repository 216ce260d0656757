package org.itrengine;

import java.util.Optional;

/** The rules refused the command: nothing of it happened. {@link #code()} says why, the message says it to people. */
public final class RejectedException extends ItrException {
    private static final long serialVersionUID = 1;

    private final String ticket;
    private final long version;
    private final String number; // null: none
    private final String message;

    RejectedException(Told told, String ticket, long version, String number) {
        super(Status.REJECTED, told);
        this.ticket = ticket;
        this.version = version;
        this.number = number;
        message = told.message();
    }

    /**
     * The version of the ticket after the refusal, which may be a new one: deadlines that were due before have been
     * worked off. 0 where there is no ticket.
     */
    public long version() {
        return version;
    }

    /** All of it, as {@link Engine#executeBatch} has it. {@link Engine#send} does not tell the ticket's number. */
    public Outcome outcome() {
        return new Outcome(ticket, version, false, Optional.ofNullable(number),
                Optional.of(new Outcome.Rejection(code(), message)));
    }
}
