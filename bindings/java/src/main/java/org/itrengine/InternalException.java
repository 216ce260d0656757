package org.itrengine;

/** No memory is left, or the library has a fault; please report the message. */
public final class InternalException extends ItrException {
    private static final long serialVersionUID = 1;

    InternalException(Told told) {
        super(Status.INTERNAL, told);
    }
}
