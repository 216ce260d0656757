package org.itrengine;

/**
 * The environment failed (a file, a database, a lock): nothing was changed, except with {@code store.io}, where it is not known: give
 * the command again with its key.
 */
public final class FailedException extends ItrException {
    private static final long serialVersionUID = 1;

    FailedException(Told told) {
        super(Status.FAILED, told);
    }
}
