package org.itrengine;

import com.google.gson.JsonObject;

/**
 * Who is to have a ticket. What is null stays as it is.
 *
 * @param owner a person
 * @param team a team
 * @param line of support
 * @param reason why, for the history
 */
public record Assignment(String owner, String team, String line, String reason) {
    /** To a person. */
    public static Assignment toOwner(String owner) {
        return new Assignment(owner, null, null, null);
    }

    /** To a team. */
    public static Assignment toTeam(String team) {
        return new Assignment(null, team, null, null);
    }

    /** The same with a reason. */
    public Assignment because(String why) {
        return new Assignment(owner, team, line, why);
    }

    JsonObject document() {
        JsonObject document = new JsonObject();
        if (owner != null) document.addProperty("owner", owner);
        if (team != null) document.addProperty("team", team);
        if (line != null) document.addProperty("line", line);
        if (reason != null) document.addProperty("reason", reason);
        return document;
    }

    /** The document {@code assignment}. */
    public String toJson() {
        return Json.write(document());
    }
}
