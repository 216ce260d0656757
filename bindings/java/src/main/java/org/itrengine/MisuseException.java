package org.itrengine;

/** The calling program is wrong: something closed, a number out of range, a call within a callback. */
public final class MisuseException extends ItrException {
    private static final long serialVersionUID = 1;

    MisuseException(Told told) {
        super(Status.MISUSE, told);
    }
}
