package org.itrengine;

import java.util.List;

/** A call that did not do what it was asked. There is one subclass for each {@link Status}. */
public abstract sealed class ItrException extends RuntimeException
        permits RejectedException, InvalidException, NotFoundException, FailedException, MisuseException,
                InternalException {
    private static final long serialVersionUID = 1;

    private final Status status;
    private final String code;
    private final transient List<Diagnostic> diagnostics;

    ItrException(Status status, Told told) {
        super(told.code + ": " + told.message);
        this.status = status;
        code = told.code;
        diagnostics = told.diagnostics == null ? List.of() : List.copyOf(told.diagnostics);
    }

    /** What went wrong, coarsely. */
    public final Status status() {
        return status;
    }

    /** What went wrong, exactly: a code that never changes its meaning, such as {@code store.locked}. */
    public final String code() {
        return code;
    }

    /** What is wrong with a pack or an expression, place by place; empty for everything else. */
    public final List<Diagnostic> diagnostics() {
        return diagnostics == null ? List.of() : diagnostics;
    }

    /** The members of document {@code error} that are used here. */
    record Told(String code, String message, List<Diagnostic> diagnostics) {}

    /** The exception of an error of the library, which is freed. */
    static ItrException of(int status, long error) {
        return of(Status.of(status), told(error));
    }

    static Told told(long error) {
        byte[] out = new byte[Raw.ItrBytes.LENGTH];
        boolean known = Raw.itr_error_document(error, out) == Raw.ITR_OK;
        Raw.itr_error_free(error);
        if (!known) return new Told("capi.internal", "the library does not tell what went wrong", null);
        return Json.read(Call.taken(out), Told.class);
    }

    private static ItrException of(Status status, Told told) {
        return switch (status) {
            case REJECTED -> new RejectedException(told, "", 0, null);
            case INVALID -> new InvalidException(told);
            case NOT_FOUND -> new NotFoundException(told);
            case FAILED -> new FailedException(told);
            case MISUSE -> new MisuseException(told);
            case INTERNAL -> new InternalException(told);
        };
    }
}
