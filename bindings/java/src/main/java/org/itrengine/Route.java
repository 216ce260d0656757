package org.itrengine;

import com.google.gson.JsonObject;
import java.util.Map;

/**
 * Where a ticket goes next.
 *
 * @param event the internal event that takes it there
 * @param data its values by field name
 */
public record Route(String event, Map<String, ?> data) {
    /** An event without data. */
    public static Route by(String event) {
        return new Route(event, Map.of());
    }

    /** The document {@code route}. */
    public String toJson() {
        JsonObject document = new JsonObject();
        document.addProperty("event", event);
        if (!data.isEmpty()) document.add("data", Json.object(data));
        return Json.write(document);
    }
}
