package org.itrengine;

import static org.itrengine.Corpus.instant;
import static org.itrengine.Corpus.json;
import static org.itrengine.Corpus.length;
import static org.itrengine.Corpus.number;
import static org.itrengine.Corpus.text;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Set;

/**
 * Each document is read into the records of the package, and written again from what they hold. Commands are those that a
 * program would have made.
 */
final class ThroughRecords extends AsDocuments {
    private static final Set<String> TAKEN_OVER = Set.of(
            "op", "tenant", "ticket", "actor", "data", "key", "party", "reason", "clock", "public", "workflow", "event", "owner",
            "team", "text", "name", "uri", "size", "by", "target", "to", "slots");

    @Override
    public String scenarios(Pack pack) {
        return Back.document(pack.runScenarios(""));
    }

    @Override
    public String value(Expression expression, JsonObject bindings) {
        return Back.value(expression.evaluate(Values.map(bindings.getAsJsonObject("bindings"))));
    }

    @Override
    public String step(Engine engine, JsonObject step) {
        return switch (text(step, "call")) {
            case "execute" -> {
                JsonObject spelt = step.getAsJsonObject("command");
                try (Actor actor = Actor.fromJson(json(spelt, "actor"))) {
                    yield Back.document(executed(engine, command(spelt, actor), instant(step, "now_ms")));
                }
            }
            case "take_effects" -> Back.document("effects", engine.takeEffects(
                    instant(step, "now_ms"), length(step, "hidden_for_ms"), number(step, "max_effects")));
            default -> super.step(engine, step);
        };
    }

    private static Command command(JsonObject spelt, Actor actor) {
        Command command = made(spelt, text(spelt, "tenant"), text(spelt, "ticket"), actor);
        if (spelt.has("data") && !text(spelt, "op").equals("set"))
            command = command.data(Values.map(spelt.getAsJsonObject("data")));
        if (spelt.has("key")) command = command.key(text(spelt, "key"));
        if (spelt.has("party")) command = command.party(text(spelt, "party"));
        if (spelt.has("reason")) command = command.reason(text(spelt, "reason"));
        for (String name : spelt.keySet())
            assertTrue(TAKEN_OVER.contains(name), "the corpus holds '" + name + "': say here how it is given");
        return command;
    }

    private static Command made(JsonObject spelt, String tenant, String ticket, Actor actor) {
        String clock = text(spelt, "clock"), reason = text(spelt, "reason");
        boolean isPublic = spelt.has("public") && spelt.get("public").getAsBoolean();
        return switch (text(spelt, "op")) {
            case "open" -> Command.open(tenant, ticket, actor, text(spelt, "workflow"));
            case "send" -> Command.send(tenant, ticket, actor, text(spelt, "event"));
            case "assign" -> Command.assign(tenant, ticket, actor,
                    new Assignment(text(spelt, "owner"), text(spelt, "team"), null, reason));
            case "set" -> Command.set(tenant, ticket, actor, Values.map(spelt.getAsJsonObject("data")));
            case "comment" -> Command.comment(tenant, ticket, actor, text(spelt, "text"), isPublic);
            case "attach" -> Command.attach(tenant, ticket, actor, text(spelt, "name"), text(spelt, "uri"), number(spelt, "size"))
                    .member("public", isPublic);
            case "pause" -> Command.pause(tenant, ticket, actor, clock);
            case "resume" -> Command.resume(tenant, ticket, actor, clock);
            case "waive" -> Command.waive(tenant, ticket, actor, clock, reason);
            case "extend" -> Command.extend(tenant, ticket, actor, clock, Values.length(text(spelt, "by")), reason);
            case "promise" -> Command.promise(tenant, ticket, actor, clock, length(spelt, "target"), reason);
            case "pin" -> Command.pin(tenant, ticket, actor, clock, Instant.parse(text(spelt, "to")), reason);
            case "erase" -> Command.erase(tenant, ticket, actor, text(spelt, "slots"));
            default -> throw new AssertionError("the corpus holds '" + text(spelt, "op") + "': say here how it is made");
        };
    }

    private static Outcome executed(Engine engine, Command command, Instant now) {
        try {
            return engine.execute(command, now);
        } catch (RejectedException refused) {
            return refused.outcome();
        }
    }

    @Override
    String stepOf(Actor actor, Engine engine, JsonObject step) {
        String tenant = text(step, "tenant"), ticket = text(step, "ticket");
        return switch (text(step, "call")) {
            case "get" -> Back.document(engine.get(tenant, ticket, actor, instant(step, "now_ms")));
            case "clocks" -> Back.document("clocks", engine.clocks(tenant, ticket, actor, instant(step, "now_ms")));
            case "history" -> Back.document("commits", engine.history(tenant, ticket, actor));
            case "query" -> Back.document(engine.query(Query.fromJson(json(step, "query")), actor));
            default -> super.stepOf(actor, engine, step);
        };
    }
}
