package org.itrengine;

/**
 * One thing that is to be said about a place in a pack or an expression.
 *
 * @param code what it is, for programs; it never changes its meaning
 * @param severity how bad it is
 * @param file the file, as it was called when the pack was loaded
 * @param line from 1; 0 where there is none
 * @param column from 1; 0 where there is none
 * @param message a sentence for people
 * @param hint what to do about it; may be empty
 */
public record Diagnostic(
        String code, Severity severity, String file, int line, int column, String message, String hint) {
    /** How bad it is. */
    public enum Severity {
        /** It cannot be used like this. */
        ERROR,
        /** It can be used and is probably not meant. */
        WARNING,
        /** Something to know. */
        NOTE
    }

    /** As compilers write it: {@code file:line:column: severity: message}. */
    @Override
    public String toString() {
        return "%s:%d:%d: %s: %s [%s]".formatted(file, line, column, Json.word(severity), message, code);
    }
}
