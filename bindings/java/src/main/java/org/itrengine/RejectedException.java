package org.itrengine;

/** The rules refused the command: nothing of it happened. {@link #code()} says why, the message says it to people. */
public final class RejectedException extends ItrException {
    private static final long serialVersionUID = 1;

    private final long version;

    RejectedException(Told told, long version) {
        super(Status.REJECTED, told);
        this.version = version;
    }

    /**
     * The version of the ticket after the refusal, which may be a new one: deadlines that were due before have been
     * worked off. 0 where there is no ticket.
     */
    public long version() {
        return version;
    }
}
