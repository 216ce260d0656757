package org.itrengine;

/** The environment failed (a file, a database, a lock): nothing was changed. */
public final class FailedException extends ItrException {
    private static final long serialVersionUID = 1;

    FailedException(Told told) {
        super(Status.FAILED, told);
    }
}
