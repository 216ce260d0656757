package org.itrengine;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What somebody wants of a ticket. Immutable: each method that adds something gives a changed copy.
 *
 * <p>A value that a ticket can hold is null, a {@link Boolean}, {@link Long} (or {@link Integer}), {@link Double},
 * {@link String}, {@link Instant}, {@link Duration}, {@code byte[]}, {@link java.math.BigInteger} for an unsigned integer,
 * or a {@link Map} or {@link Collection} of values.
 */
public final class Command {
    private final JsonObject document;

    private Command(JsonObject document) {
        this.document = document;
    }

    private static Command of(String op, String tenant, String ticket, Actor actor) {
        JsonObject document = new JsonObject();
        document.addProperty("op", op);
        document.addProperty("tenant", tenant);
        document.addProperty("ticket", ticket);
        document.add("actor", actor.document());
        return new Command(document);
    }

    private Command with(String name, JsonElement value) {
        JsonObject copy = new JsonObject();
        document.entrySet().forEach(each -> copy.add(each.getKey(), each.getValue()));
        copy.add(name, value);
        return new Command(copy);
    }

    private Command with(String name, String value) {
        return with(name, new JsonPrimitive(value));
    }

    // ---- what is wanted

    /** A new ticket. */
    public static Command open(String tenant, String ticket, Actor actor, String workflow) {
        return of("open", tenant, ticket, actor).with("workflow", workflow);
    }

    /** An event of the workflow. */
    public static Command send(String tenant, String ticket, Actor actor, String event) {
        return of("send", tenant, ticket, actor).with("event", event);
    }

    /** Somebody is to have the ticket. */
    public static Command assign(String tenant, String ticket, Actor actor, Assignment assignment) {
        Command command = of("assign", tenant, ticket, actor);
        for (var each : assignment.document().entrySet()) command = command.with(each.getKey(), each.getValue());
        return command;
    }

    /** New values for the ticket's data. */
    public static Command set(String tenant, String ticket, Actor actor, Map<String, ?> data) {
        return of("set", tenant, ticket, actor).data(data);
    }

    /** A comment, for the customer too or for the house alone. */
    public static Command comment(String tenant, String ticket, Actor actor, String text, boolean isPublic) {
        return of("comment", tenant, ticket, actor).with("text", text).with("public", new JsonPrimitive(isPublic));
    }

    /** A link to another ticket. */
    public static Command link(String tenant, String ticket, Actor actor, String to, String relation) {
        return of("link", tenant, ticket, actor).with("to", to).with("relation", relation);
    }

    /** A file that lies somewhere else, by its name, address and size. */
    public static Command attach(String tenant, String ticket, Actor actor, String name, String uri, long size) {
        return of("attach", tenant, ticket, actor).with("name", name).with("uri", uri)
                .with("size", new JsonPrimitive(size));
    }

    /** A clock is to stand still; add the reason. */
    public static Command pause(String tenant, String ticket, Actor actor, String clock) {
        return of("pause", tenant, ticket, actor).with("clock", clock);
    }

    /** A clock is to go on; add the reason. */
    public static Command resume(String tenant, String ticket, Actor actor, String clock) {
        return of("resume", tenant, ticket, actor).with("clock", clock);
    }

    /** The breach of a clock is to be excused. */
    public static Command waive(String tenant, String ticket, Actor actor, String clock, String reason) {
        return of("waive", tenant, ticket, actor).with("clock", clock).reason(reason);
    }

    /** A clock is to be given up. */
    public static Command cancel(String tenant, String ticket, Actor actor, String clock, String reason) {
        return of("cancel", tenant, ticket, actor).with("clock", clock).reason(reason);
    }

    /** A clock is to have more time. */
    public static Command extend(
            String tenant, String ticket, Actor actor, String clock, Duration by, String reason) {
        return of("extend", tenant, ticket, actor).with("clock", clock).with("by", number(by)).reason(reason);
    }

    /** The time between two instants does not count for a clock, or does after all. */
    public static Command correct(
            String tenant, String ticket, Actor actor, String clock, Instant from, Instant to, boolean counted,
            String reason) {
        return of("correct", tenant, ticket, actor).with("clock", clock).with("from", number(from))
                .with("to", number(to)).with("counted", new JsonPrimitive(counted)).reason(reason);
    }

    /** A clock is to fall due at an agreed instant. */
    public static Command pin(
            String tenant, String ticket, Actor actor, String clock, Instant to, String reason) {
        return of("pin", tenant, ticket, actor).with("clock", clock).with("to", number(to)).reason(reason);
    }

    /** A clock is to have another target. */
    public static Command promise(
            String tenant, String ticket, Actor actor, String clock, Duration target, String reason) {
        return of("promise", tenant, ticket, actor).with("clock", clock).with("target", number(target)).reason(reason);
    }

    /** Somebody has taken notice of a ladder. */
    public static Command acknowledge(String tenant, String ticket, Actor actor, String ladder) {
        return of("acknowledge", tenant, ticket, actor).with("ladder", ladder);
    }

    /** The ticket is to follow the agreements and calendars of a deployed pack, named by its hash. */
    public static Command adopt(String tenant, String ticket, Actor actor, String terms, String reason) {
        return of("adopt", tenant, ticket, actor).with("terms", terms).reason(reason);
    }

    /** Personal values are to be erased: these slots, or all if none are given. */
    public static Command erase(String tenant, String ticket, Actor actor, String... slots) {
        Command command = of("erase", tenant, ticket, actor);
        if (slots.length == 0) return command;
        JsonArray names = new JsonArray();
        for (String slot : slots) names.add(slot);
        return command.with("slots", names);
    }

    /** Deadlines that are due are to be worked off. */
    public static Command wake(String tenant, String ticket, Actor actor) {
        return of("wake", tenant, ticket, actor);
    }

    /** A command from document {@code command}. */
    public static Command fromJson(String document) {
        return new Command(Json.given(document));
    }

    static List<Command> listFromJson(String document) {
        return Json.tree(document).getAsJsonArray("commands").asList().stream()
                .map(each -> new Command(each.getAsJsonObject()))
                .toList();
    }

    static String listToJson(Collection<Command> commands) {
        JsonArray list = new JsonArray(commands.size());
        commands.forEach(each -> list.add(each.document));
        JsonObject document = new JsonObject();
        document.add("commands", list);
        return Json.write(document);
    }

    // ---- and how

    /** Values for the ticket, or that come with the event. */
    public Command data(Map<String, ?> data) {
        return with("data", Json.object(data));
    }

    /** The command is carried out once under this key, however often it is given. */
    public Command key(String key) {
        return with("key", key);
    }

    /** Refused if the ticket has another version. */
    public Command expectedVersion(long version) {
        return with("expected_version", new JsonPrimitive(version));
    }

    /** When it happened, if that is earlier than its report. */
    public Command happenedAt(Instant at) {
        return with("happened_at", number(at));
    }

    /** A target for a goal of the kind {@code host}. */
    public Command target(String clock, Duration length) {
        JsonObject targets = document.has("targets") ? document.getAsJsonObject("targets").deepCopy() : new JsonObject();
        targets.add(clock, number(length));
        return with("targets", targets);
    }

    /** Why, for the history. */
    public Command reason(String reason) {
        return with("reason", reason);
    }

    /** For whom a ticket is opened. */
    public Command party(String party) {
        return with("party", party);
    }

    /** Any other member of document {@code command}. */
    public Command member(String name, Object value) {
        return with(name, Values.toJson(value));
    }

    private static JsonPrimitive number(Instant at) {
        return new JsonPrimitive(Call.millis(at));
    }

    private static JsonPrimitive number(Duration length) {
        return new JsonPrimitive(Call.millis(length));
    }

    JsonElement tree() {
        return document;
    }

    /** The document {@code command}. */
    public String toJson() {
        return Json.write(document);
    }
}
