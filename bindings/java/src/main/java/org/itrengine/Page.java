package org.itrengine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One page of the tickets that fit a query.
 *
 * @param tickets its rows
 * @param next for {@link Query#after}; empty on the last page
 */
public record Page(List<Row> tickets, String next) {
    /** Unmodifiable. */
    public Page {
        tickets = Json.orEmpty(tickets);
    }

    /** Whether there is another page. */
    public boolean hasNext() {
        return !next.isEmpty();
    }

    /**
     * What a list shows of a ticket.
     *
     * @param ticket its id
     * @param version how many commits it has
     * @param nextDue when something falls due next
     * @param number for people
     * @param workflow its workflow
     * @param owner who has it
     * @param team whose it is
     * @param line of support
     * @param severity of the issue
     * @param party the customer
     * @param parent the ticket above
     * @param states that it is in
     * @param open whether it is not closed
     * @param openedAt when it was opened
     * @param changedAt when it was changed last
     */
    public record Row(
            String ticket,
            long version,
            Optional<Instant> nextDue,
            Optional<String> number,
            Optional<String> workflow,
            Optional<String> owner,
            Optional<String> team,
            Optional<String> line,
            Optional<String> severity,
            Optional<String> party,
            Optional<String> parent,
            List<String> states,
            boolean open,
            Instant openedAt,
            Instant changedAt) {
        /** Absent members are empty. */
        public Row {
            nextDue = Json.orEmpty(nextDue);
            number = Json.orEmpty(number);
            workflow = Json.orEmpty(workflow);
            owner = Json.orEmpty(owner);
            team = Json.orEmpty(team);
            line = Json.orEmpty(line);
            severity = Json.orEmpty(severity);
            party = Json.orEmpty(party);
            parent = Json.orEmpty(parent);
            states = Json.orEmpty(states);
        }
    }
}
