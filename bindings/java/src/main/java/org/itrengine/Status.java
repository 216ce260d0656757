package org.itrengine;

/** What went wrong, coarsely: for a switch. The code of the exception says it exactly. */
public enum Status {
    /** The rules refused the command: nothing of it happened. */
    REJECTED(Raw.ITR_REJECTED),
    /** A document, pack, expression or value is not as it must be. */
    INVALID(Raw.ITR_INVALID),
    /** There is no such ticket that the actor may see, no such calendar, workflow … */
    NOT_FOUND(Raw.ITR_NOT_FOUND),
    /**
     * The environment failed (a file, a database, a lock): nothing was changed, except with {@code store.io}, where it is not known:
     * give the command again with its key.
     */
    FAILED(Raw.ITR_FAILED),
    /** The calling program is wrong: something closed, a length, a call within a callback. */
    MISUSE(Raw.ITR_MISUSE),
    /** No memory left, or a fault of the library. */
    INTERNAL(Raw.ITR_INTERNAL);

    private final int number;

    Status(int number) {
        this.number = number;
    }

    static Status of(int number) {
        for (Status status : values()) if (status.number == number) return status;
        return INTERNAL;
    }
}
