package org.itrengine;

import com.google.gson.annotations.JsonAdapter;
import java.time.Instant;

/**
 * An effect that failed for good, for people to look at.
 *
 * @param tenant whose ticket it is
 * @param key its name
 * @param kind what was to be done
 * @param ticket of which ticket
 * @param attempts how often it has failed
 * @param availableAt from when it could be taken
 * @param payload what belongs to it, as a value: see {@link Ticket#data()}
 * @param reason why it failed last
 * @param since when it failed last
 */
public record Incident(
        String tenant,
        String key,
        String kind,
        String ticket,
        int attempts,
        Instant availableAt,
        @JsonAdapter(value = Values.Any.class, nullSafe = false) Object payload,
        String reason,
        Instant since) {}
