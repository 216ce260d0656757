package org.itrengine;

import static org.itrengine.Corpus.instant;
import static org.itrengine.Corpus.json;
import static org.itrengine.Corpus.length;
import static org.itrengine.Corpus.millis;
import static org.itrengine.Corpus.number;
import static org.itrengine.Corpus.text;

import com.google.gson.JsonObject;

/** The texts of the library, as they are. */
class AsDocuments implements Corpus.Way {
    @Override
    public String scenarios(Pack pack) {
        return pack.json().runScenarios("");
    }

    @Override
    public String value(Expression expression, JsonObject bindings) {
        return expression.evaluateJson(Json.write(bindings));
    }

    @Override
    public String step(Engine engine, JsonObject step) {
        Engine.Documents json = engine.json();
        return switch (text(step, "call")) {
            case "execute" -> json.execute(json(step, "command"), instant(step, "now_ms"));
            case "advance" -> advanced(engine.advance(instant(step, "now_ms"), number(step, "max_tickets")));
            case "next_due" -> millis(engine.nextDue());
            case "take_effects" -> json.takeEffects(
                    instant(step, "now_ms"), length(step, "hidden_for_ms"), number(step, "max_effects"));
            default -> {
                try (Actor actor = Actor.fromJson(json(step, "actor"))) {
                    yield stepOf(actor, engine, step);
                }
            }
        };
    }

    String stepOf(Actor actor, Engine engine, JsonObject step) {
        Engine.Documents json = engine.json();
        String tenant = text(step, "tenant"), ticket = text(step, "ticket");
        return switch (text(step, "call")) {
            case "send" -> sent(engine.send(tenant, ticket, text(step, "event"), text(step, "key"),
                    step.get("expected_version").getAsLong(), actor, instant(step, "now_ms")));
            case "get" -> json.get(tenant, ticket, actor, instant(step, "now_ms"));
            case "clocks" -> json.clocks(tenant, ticket, actor, instant(step, "now_ms"));
            case "history" -> json.history(tenant, ticket, actor);
            case "query" -> json.query(json(step, "query"), actor);
            default -> throw new AssertionError("the call " + text(step, "call") + " is not known");
        };
    }

    private static String sent(Outcome outcome) {
        return "{\"version\":" + outcome.version() + ",\"repeated\":" + outcome.repeated() + "}";
    }

    private static String advanced(Advanced advanced) {
        return "{\"tickets\":" + advanced.tickets() + ",\"next_due_ms\":" + millis(advanced.nextDue()) + ",\"more\":"
                + advanced.more() + "}";
    }
}
