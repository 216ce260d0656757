package org.itrengine;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * What happens at a level of a ladder. What is null does not.
 *
 * @param notified who is told
 * @param assignment who is to have the ticket
 * @param raise the event that is sent to the ticket
 * @param nextLevelAfter when the next level is reached
 * @param reason why, for the history
 */
public record Escalation(
        List<String> notified, Assignment assignment, String raise, Duration nextLevelAfter, String reason) {
    /** Tells somebody. */
    public static Escalation notifying(String... whom) {
        return new Escalation(List.of(whom), null, null, null, null);
    }

    /** The same with a reason. */
    public Escalation because(String why) {
        return new Escalation(notified, assignment, raise, nextLevelAfter, why);
    }

    /** The document {@code escalation}. */
    public String toJson() {
        JsonObject document = new JsonObject();
        if (notified != null) {
            JsonArray names = new JsonArray();
            notified.forEach(names::add);
            document.add("notify", names);
        }
        if (assignment != null) document.add("assignment", assignment.document());
        if (raise != null) document.addProperty("raise", raise);
        if (nextLevelAfter != null) document.addProperty("next_level_after", Call.millis(nextLevelAfter));
        if (reason != null) document.addProperty("reason", reason);
        return Json.write(document);
    }
}
