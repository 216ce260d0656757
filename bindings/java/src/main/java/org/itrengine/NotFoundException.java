package org.itrengine;

/** There is no such ticket that the actor may see, no such calendar, workflow or clock. */
public final class NotFoundException extends ItrException {
    private static final long serialVersionUID = 1;

    NotFoundException(Told told) {
        super(Status.NOT_FOUND, told);
    }
}
