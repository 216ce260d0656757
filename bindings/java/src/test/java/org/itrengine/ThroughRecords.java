package org.itrengine;

import static org.itrengine.Corpus.instant;
import static org.itrengine.Corpus.json;
import static org.itrengine.Corpus.length;
import static org.itrengine.Corpus.number;
import static org.itrengine.Corpus.text;

import com.google.gson.JsonObject;
import java.time.Instant;

/** Each document is read into the records of the package, and written again from what they hold. */
final class ThroughRecords extends AsDocuments {
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
            case "execute" -> Back.document(executed(engine, Command.fromJson(json(step, "command")), instant(step, "now_ms")));
            case "take_effects" -> Back.document("effects", engine.takeEffects(
                    instant(step, "now_ms"), length(step, "hidden_for_ms"), number(step, "max_effects")));
            default -> super.step(engine, step);
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
