package org.itrengine;

import com.google.gson.JsonElement;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The events of one append to a ticket, without what the actor must not see.
 *
 * @param at when
 * @param members all that the commit says, by name, as values: see {@link Ticket#data()}
 */
public record Commit(Instant at, Map<String, Object> members) {
    /** The steps that it took. */
    @SuppressWarnings("unchecked")
    public List<Object> steps() {
        return (List<Object>) members.get("steps");
    }

    static Commit of(JsonElement json) {
        Map<String, Object> members = Values.map(json.getAsJsonObject());
        return new Commit(Instant.parse((String) members.get("at")), members);
    }
}
