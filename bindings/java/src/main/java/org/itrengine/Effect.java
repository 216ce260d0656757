package org.itrengine;

import com.google.gson.annotations.JsonAdapter;
import java.time.Instant;

/**
 * Something that the host is to do, kept until it is acknowledged.
 *
 * @param tenant whose ticket it is
 * @param key its name, for acknowledging it
 * @param kind what is to be done
 * @param ticket of which ticket
 * @param attempts how often it has failed
 * @param availableAt from when it could be taken
 * @param payload what belongs to it, as a value: see {@link Ticket#data()}
 * @param taking which taking of it this is
 */
public record Effect(
        String tenant,
        String key,
        String kind,
        String ticket,
        int attempts,
        Instant availableAt,
        @JsonAdapter(value = Values.Any.class, nullSafe = false) Object payload,
        long taking) {}
