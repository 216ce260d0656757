package org.itrengine;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.List;

/** Who asks: an id, roles of the pack and, for a customer, a party. Who that is, the host's own login has decided. */
public final class Actor extends Handle {
    private final JsonObject document;

    private Actor(JsonObject document, long number) {
        super(number, Raw::itr_actor_close);
        this.document = document;
    }

    /** An actor by its id and roles. */
    public static Actor of(String id, String... roles) {
        return of(id, List.of(roles), null);
    }

    /** An actor that acts for a customer, whose party this is; null: for none. */
    public static Actor of(String id, Collection<String> roles, String party) {
        JsonObject document = new JsonObject();
        if (!id.isEmpty()) document.addProperty("id", id);
        JsonArray names = new JsonArray();
        roles.forEach(names::add);
        document.add("roles", names);
        if (party != null) document.addProperty("party", party);
        return open(document);
    }

    /** The host itself: the role {@code system}. */
    public static Actor system() {
        return of("", "system");
    }

    /** An actor from document {@code actor}. */
    public static Actor fromJson(String document) {
        return open(Json.given(document));
    }

    private static Actor open(JsonObject document) {
        Library.itr();
        byte[] text = Call.utf8(Json.write(document));
        return new Actor(document, Call.number((out, err) -> Raw.itr_actor_open(text, text.length, out, err)));
    }

    JsonObject document() {
        return document;
    }

    /** The document {@code actor}. */
    public String toJson() {
        return Json.write(document);
    }
}
