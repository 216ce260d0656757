package org.itrengine;

import com.google.gson.JsonElement;
import com.google.gson.annotations.JsonAdapter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The events of one append to a ticket, without what the actor must not see.
 *
 * @param at when
 * @param steps that it took
 * @param members all that the commit says, by name, as values: see {@link Ticket#data()}
 */
public record Commit(Instant at, List<Step> steps, Map<String, Object> members) {
    /**
     * What one cause has brought about.
     *
     * @param cause a command, a deadline …
     * @param at of a deadline that was worked off later; empty: the commit's
     * @param event that was the cause
     * @param data that came with the event
     * @param events that followed, as the journal has them
     */
    public record Step(
            String cause,
            Optional<Instant> at,
            Optional<String> event,
            @JsonAdapter(Values.Named.class) Map<String, Object> data,
            @JsonAdapter(Values.Listed.class) List<Map<String, Object>> events) {
        /** Absent members are empty. */
        public Step {
            cause = cause == null ? "" : cause;
            at = Json.orEmpty(at);
            event = Json.orEmpty(event);
            data = Json.orEmpty(data);
            events = Json.orEmpty(events);
        }
    }

    private record Read(Instant at, List<Step> steps) {}

    static Commit of(JsonElement json) {
        Read read = Json.read(json, Read.class);
        return new Commit(read.at(), Json.orEmpty(read.steps()), Values.map(json.getAsJsonObject()));
    }
}
