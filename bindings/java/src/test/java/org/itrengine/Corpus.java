package org.itrengine;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Answers the questions of tests/corpus. */
final class Corpus {
    /** How the documents are had that the library gives. */
    interface Way {
        String scenarios(Pack pack);

        String value(Expression expression, JsonObject bindings);

        String step(Engine engine, JsonObject step);
    }

    private final Way way;

    Corpus(Way way) {
        this.way = way;
    }

    List<String> answers(List<String> requests) {
        return requests.stream().map(this::answered).toList();
    }

    private String answered(String line) {
        JsonObject request = Json.tree(line);
        String head = "{\"id\":\"" + text(request, "id") + "\",";
        try {
            return head + "\"result\":" + result(request) + "}";
        } catch (ItrException error) {
            return head + "\"error\":\"" + error.code() + "\"}";
        }
    }

    private String result(JsonObject request) {
        switch (text(request, "kind")) {
            case "scenarios":
                try (Pack pack = pack(request)) {
                    return way.scenarios(pack);
                }
            case "expression":
                try (Expression expression = Expression.compileJson(text(request, "source"), json(request, "scope"))) {
                    return way.value(expression, request.getAsJsonObject("bindings"));
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

    private String commands(JsonObject request) {
        try (Pack pack = pack(request); Store store = Store.memory(); Engine engine = Engine.open(store);
                Actor system = Actor.fromJson("{\"roles\":[\"system\"]}")) {
            engine.deploy(pack, system, instant(request, "deployed_ms"));
            return all(request, "steps", step -> way.step(engine, step));
        }
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

    static String millis(Optional<Instant> at) {
        return at.map(each -> String.valueOf(each.toEpochMilli())).orElse("null");
    }

    /** Empty where there is none. */
    static String text(JsonObject object, String name) {
        return object.has(name) ? object.get(name).getAsString() : "";
    }

    static String json(JsonObject object, String name) {
        return Json.write(object.get(name));
    }

    static int number(JsonObject object, String name) {
        return object.get(name).getAsInt();
    }

    static Instant instant(JsonObject object, String name) {
        return Instant.ofEpochMilli(object.get(name).getAsLong());
    }

    static Duration length(JsonObject object, String name) {
        return Duration.ofMillis(object.get(name).getAsLong());
    }
}
