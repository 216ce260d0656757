package org.itrengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The questions of tests/corpus, which every language answers alike. */
@ExtendWith(NoLeaks.class)
class CorpusTest {
    @Test
    void everyAnswerIsTheReferencesByteForByte() throws IOException {
        String named = System.getenv("ITR_CORPUS");
        assumeTrue(named != null, "ITR_CORPUS names no folder");
        Path folder = Path.of(named);
        List<String> requests = Files.readAllLines(folder.resolve("requests.jsonl"));
        List<String> wanted = Files.readAllLines(folder.resolve("reference.jsonl"));
        List<String> answers = requests.stream().map(CorpusTest::answered).toList();
        Path written = Path.of(System.getProperty("itr.answers"));
        Files.writeString(written, answers.stream().map(each -> each + "\n").collect(Collectors.joining()));
        assertTrue(answers.size() > 100, "a corpus of " + answers.size() + " requests");
        for (int i = 0; i < answers.size(); i++) assertEquals(wanted.get(i), answers.get(i));
        assertEquals(-1, Files.mismatch(folder.resolve("reference.jsonl"), written));
    }

    private static String answered(String line) {
        JsonObject request = Json.tree(line);
        String head = "{\"id\":\"" + text(request, "id") + "\",";
        try {
            return head + "\"result\":" + result(request) + "}";
        } catch (ItrException error) {
            return head + "\"error\":\"" + error.code() + "\"}";
        }
    }

    private static String result(JsonObject request) {
        switch (text(request, "kind")) {
            case "scenarios":
                try (Pack pack = pack(request)) {
                    return pack.json().runScenarios("");
                }
            case "expression":
                try (Expression expression = Expression.compileJson(text(request, "source"), json(request, "scope"))) {
                    return expression.evaluateJson(json(request, "bindings"));
                }
            case "calendar":
                try (Pack pack = pack(request); Calendar calendar = pack.calendar(text(request, "calendar"))) {
                    return all(request, "questions", question -> asked(calendar, question));
                }
            case "commands":
                return commands(request);
            default:
                throw new AssertionError("requests of the kind " + text(request, "kind") + " are not known");
        }
    }

    private static Pack pack(JsonObject request) {
        if (request.has("sources")) return Pack.loadJson(json(request, "sources"));
        return Pack.load(Path.of(text(request, "folder")),
                StreamSupport.stream(request.getAsJsonArray("search_path").spliterator(), false)
                        .map(each -> Path.of(each.getAsString())).toArray(Path[]::new));
    }

    private static String asked(Calendar calendar, JsonObject question) {
        return switch (text(question, "call")) {
            case "add" -> millis(calendar.add(instant(question, "from_ms"), length(question, "length_ms")));
            case "between" -> String.valueOf(
                    calendar.between(instant(question, "from_ms"), instant(question, "to_ms")).toMillis());
            case "due" -> millis(calendar.due(instant(question, "from_ms"), text(question, "target")));
            case "is_open" -> String.valueOf(calendar.isOpen(instant(question, "at_ms")));
            case "is_known" -> String.valueOf(calendar.isKnown(instant(question, "at_ms")));
            case "next_open" -> millis(calendar.nextOpen(instant(question, "at_ms")));
            case "next_close" -> millis(calendar.nextClose(instant(question, "at_ms")));
            default -> throw new AssertionError("the call " + text(question, "call") + " is not known");
        };
    }

    private static String commands(JsonObject request) {
        try (Pack pack = pack(request); Store store = Store.memory(); Engine engine = Engine.open(store);
                Actor system = Actor.fromJson("{\"roles\":[\"system\"]}")) {
            engine.deploy(pack, system, instant(request, "deployed_ms"));
            return all(request, "steps", step -> carriedOut(engine, step));
        }
    }

    private static String carriedOut(Engine engine, JsonObject step) {
        Engine.Documents json = engine.json();
        return switch (text(step, "call")) {
            case "execute" -> json.execute(json(step, "command"), instant(step, "now_ms"));
            case "advance" -> advanced(engine.advance(instant(step, "now_ms"), number(step, "max_tickets")));
            case "next_due" -> millis(engine.nextDue());
            case "take_effects" -> json.takeEffects(
                    instant(step, "now_ms"), length(step, "hidden_for_ms"), number(step, "max_effects"));
            default -> asActor(engine, step);
        };
    }

    private static String asActor(Engine engine, JsonObject step) {
        Engine.Documents json = engine.json();
        try (Actor actor = Actor.fromJson(json(step, "actor"))) {
            Supplier<String> tenant = () -> text(step, "tenant");
            Supplier<String> ticket = () -> text(step, "ticket");
            return switch (text(step, "call")) {
                case "send" -> sent(engine.send(tenant.get(), ticket.get(), text(step, "event"), text(step, "key"),
                        step.get("expected_version").getAsLong(), actor, instant(step, "now_ms")));
                case "get" -> json.get(tenant.get(), ticket.get(), actor, instant(step, "now_ms"));
                case "clocks" -> json.clocks(tenant.get(), ticket.get(), actor, instant(step, "now_ms"));
                case "history" -> json.history(tenant.get(), ticket.get(), actor);
                case "query" -> json.query(json(step, "query"), actor);
                default -> throw new AssertionError("the call " + text(step, "call") + " is not known");
            };
        }
    }

    private static String sent(Outcome outcome) {
        return "{\"version\":" + outcome.version() + ",\"repeated\":" + outcome.repeated() + "}";
    }

    private static String advanced(Advanced advanced) {
        return "{\"tickets\":" + advanced.tickets() + ",\"next_due_ms\":" + millis(advanced.nextDue()) + ",\"more\":"
                + advanced.more() + "}";
    }

    /** The answers to a list of questions, one of which may be refused. */
    private static String all(JsonObject request, String list, Function<JsonObject, String> answer) {
        return StreamSupport.stream(request.getAsJsonArray(list).spliterator(), false).map(each -> {
            try {
                return answer.apply(each.getAsJsonObject());
            } catch (ItrException error) {
                return "{\"error\":" + Json.write(new JsonPrimitive(error.code())) + "}";
            }
        }).collect(Collectors.joining(",", "[", "]"));
    }

    private static String millis(Optional<Instant> at) {
        return at.map(each -> String.valueOf(each.toEpochMilli())).orElse("null");
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).getAsString();
    }

    private static String json(JsonObject object, String name) {
        JsonElement document = object.get(name);
        return Json.write(document);
    }

    private static int number(JsonObject object, String name) {
        return object.get(name).getAsInt();
    }

    private static Instant instant(JsonObject object, String name) {
        return Instant.ofEpochMilli(object.get(name).getAsLong());
    }

    private static Duration length(JsonObject object, String name) {
        return Duration.ofMillis(object.get(name).getAsLong());
    }
}
