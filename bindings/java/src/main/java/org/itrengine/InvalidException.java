package org.itrengine;

/** A document, pack, expression or value is not as it must be. */
public final class InvalidException extends ItrException {
    private static final long serialVersionUID = 1;

    InvalidException(Told told) {
        super(Status.INVALID, told);
    }
}
