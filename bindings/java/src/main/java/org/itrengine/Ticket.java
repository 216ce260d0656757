package org.itrengine;

import com.google.gson.annotations.JsonAdapter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that an actor may see of a ticket.
 *
 * @param id its id
 * @param tenant whose it is
 * @param version how many commits it has
 * @param number for people
 * @param workflow its workflow
 * @param owner who has it
 * @param team whose it is
 * @param line of support
 * @param party the customer
 * @param parent the ticket above
 * @param open whether it is not closed
 * @param openedAt when it was opened
 * @param changedAt when it was changed last
 * @param closedAt when it was closed
 * @param nextDue when something falls due next
 * @param states that it is in
 * @param events that the actor may send now
 * @param data its values by name: null, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, {@link Instant},
 *     {@link java.time.Duration}, {@code byte[]}, {@link java.math.BigInteger} for an unsigned integer, {@link List},
 *     {@link Map}
 * @param clocks its clocks
 */
public record Ticket(
        String id,
        String tenant,
        long version,
        Optional<String> number,
        Optional<String> workflow,
        Optional<String> owner,
        Optional<String> team,
        Optional<String> line,
        Optional<String> party,
        Optional<String> parent,
        boolean open,
        Instant openedAt,
        Instant changedAt,
        Optional<Instant> closedAt,
        Optional<Instant> nextDue,
        List<String> states,
        List<String> events,
        @JsonAdapter(Values.Named.class) Map<String, Object> data,
        List<Clock> clocks) {
    /** Absent members are empty. */
    public Ticket {
        number = Json.orEmpty(number);
        workflow = Json.orEmpty(workflow);
        owner = Json.orEmpty(owner);
        team = Json.orEmpty(team);
        line = Json.orEmpty(line);
        party = Json.orEmpty(party);
        parent = Json.orEmpty(parent);
        closedAt = Json.orEmpty(closedAt);
        nextDue = Json.orEmpty(nextDue);
        states = Json.orEmpty(states);
        events = Json.orEmpty(events);
        data = Json.orEmpty(data);
        clocks = Json.orEmpty(clocks);
    }
}
