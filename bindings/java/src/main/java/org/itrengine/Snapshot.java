package org.itrengine;

import com.google.gson.annotations.JsonAdapter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a policy sees of a ticket.
 *
 * @param tenant whose ticket it is
 * @param ticket its id
 * @param workflow its workflow
 * @param owner who has it; may be empty
 * @param team whose it is; may be empty
 * @param line of support; may be empty
 * @param now the instant of the command
 * @param data its values by name, as {@link Ticket#data()} has them
 * @param level that a ladder has reached; empty without a ladder
 * @param clock whose target is asked for, by its key; empty for everything else
 */
public record Snapshot(
        String tenant,
        String ticket,
        String workflow,
        String owner,
        String team,
        String line,
        Instant now,
        @JsonAdapter(Values.Named.class) Map<String, Object> data,
        Optional<Integer> level,
        Optional<String> clock) {
    /** Absent members are empty. */
    public Snapshot {
        data = Json.orEmpty(data);
        level = Json.orEmpty(level);
        clock = Json.orEmpty(clock);
    }
}
