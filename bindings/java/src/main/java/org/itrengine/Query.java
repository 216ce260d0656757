package org.itrengine;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Instant;

/** Which tickets of a tenant are looked for. Immutable: each method gives a changed copy. */
public final class Query {
    private final JsonObject document;

    private Query(JsonObject document) {
        this.document = document;
    }

    /** All tickets of a tenant. */
    public static Query of(String tenant) {
        JsonObject document = new JsonObject();
        document.addProperty("tenant", tenant);
        return new Query(document);
    }

    /** A query from document {@code query}. */
    public static Query fromJson(String document) {
        return new Query(Json.given(document));
    }

    private Query with(String name, JsonElement value) {
        JsonObject copy = document.deepCopy();
        copy.add(name, value);
        return new Query(copy);
    }

    private Query where(String name, JsonElement value) {
        JsonObject where = document.has("where") ? document.getAsJsonObject("where").deepCopy() : new JsonObject();
        where.add(name, value);
        return with("where", where);
    }

    private Query where(String name, String value) {
        return where(name, new JsonPrimitive(value));
    }

    /** In this state. */
    public Query state(String state) {
        return where("state", state);
    }

    /** Of this workflow. */
    public Query workflow(String workflow) {
        return where("workflow", workflow);
    }

    /** Had by this person. */
    public Query owner(String owner) {
        return where("owner", owner);
    }

    /** Had by this team. */
    public Query team(String team) {
        return where("team", team);
    }

    /** On this line of support. */
    public Query line(String line) {
        return where("line", line);
    }

    /** Of this severity. */
    public Query severity(String severity) {
        return where("severity", severity);
    }

    /** Of this customer. */
    public Query party(String party) {
        return where("party", party);
    }

    /** Under this ticket. */
    public Query parent(String parent) {
        return where("parent", parent);
    }

    /** With this number. */
    public Query number(String number) {
        return where("number", number);
    }

    /** Open, or closed. */
    public Query open(boolean open) {
        return where("open", new JsonPrimitive(open));
    }

    /** With something due before. */
    public Query dueBefore(Instant at) {
        return with("due_before", new JsonPrimitive(Call.millis(at)));
    }

    /** Rows of one page. */
    public Query limit(int rows) {
        return with("limit", new JsonPrimitive(rows));
    }

    /** The page after one that gave this as its {@link Page#next()}. */
    public Query after(String next) {
        return with("after", new JsonPrimitive(next));
    }

    /** The document {@code query}. */
    public String toJson() {
        return Json.write(document);
    }
}
