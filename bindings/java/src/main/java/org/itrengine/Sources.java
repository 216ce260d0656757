package org.itrengine;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Map;

/** The files of a pack as texts, and those of the packs that it imports. Immutable. */
public final class Sources {
    private final JsonObject document;

    private Sources(JsonObject document) {
        this.document = document;
    }

    /** A pack of one file. */
    public static Sources of(String path, String text) {
        return of(Map.of(path, text));
    }

    /** A pack by its files' paths, which are only labels, and texts. */
    public static Sources of(Map<String, String> files) {
        JsonObject document = new JsonObject();
        document.add("files", list(files));
        return new Sources(document);
    }

    /** The same with a pack that it imports by this name. */
    public Sources withImport(String name, Map<String, String> files) {
        JsonObject copy = document.deepCopy();
        if (!copy.has("imports")) copy.add("imports", new JsonObject());
        copy.getAsJsonObject("imports").add(name, list(files));
        return new Sources(copy);
    }

    private static JsonArray list(Map<String, String> files) {
        JsonArray list = new JsonArray();
        files.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(file -> {
            JsonObject each = new JsonObject();
            each.addProperty("path", file.getKey());
            each.addProperty("text", file.getValue());
            list.add(each);
        });
        return list;
    }

    /** The document {@code sources}. */
    public String toJson() {
        return Json.write(document);
    }
}
