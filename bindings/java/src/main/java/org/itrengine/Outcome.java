package org.itrengine;

import java.util.Optional;

/**
 * What came of a command.
 *
 * @param ticket its id
 * @param version of the ticket after it; 0: there is no ticket
 * @param repeated whether it was done before under the same key, and not again
 * @param number of the ticket, for people
 * @param rejection why it was refused; only from {@link Engine#executeBatch}, elsewhere this is a
 *     {@link RejectedException}
 */
public record Outcome(
        String ticket, long version, boolean repeated, Optional<String> number, Optional<Rejection> rejection) {
    /** Whether it was carried out. */
    public boolean ok() {
        return rejection.isEmpty();
    }

    /**
     * Why a command was refused.
     *
     * @param code for programs; it never changes its meaning
     * @param message a sentence for people
     */
    public record Rejection(String code, String message) {}

    /** As the document has it. */
    record Read(
            boolean ok,
            String ticket,
            long version,
            boolean repeated,
            Optional<String> number,
            String code,
            String message) {
        Outcome outcome() {
            return new Outcome(ticket, version, repeated, Json.orEmpty(number),
                    ok ? Optional.empty() : Optional.of(new Rejection(code, message)));
        }
    }
}
