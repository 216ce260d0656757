package org.itrengine;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** What the records of the package hold, written as the library writes its documents: what a record has lost is missing there. */
final class Back {
    /** Flags that are not written where they are false. */
    private static final Set<String> LEFT_OUT = Set.of("waived", "pinned", "repeated");

    private Back() {}

    // ---- what is held

    static String document(Record held) {
        return document(object(held));
    }

    static String document(String name, List<?> held) {
        JsonObject document = new JsonObject();
        document.add(name, tree(held));
        return document(document);
    }

    static String document(Outcome held) {
        JsonObject document = object(held);
        document.addProperty("ok", held.ok());
        JsonElement rejection = document.remove("rejection");
        if (rejection != null) rejection.getAsJsonObject().asMap().forEach(document::add);
        return document(document);
    }

    static String value(Object held) {
        JsonObject document = new JsonObject();
        document.addProperty("type", type(held));
        document.add("value", Values.toJson(held));
        return document(document);
    }

    private static String type(Object held) {
        if (held == null) return "null_type";
        if (held instanceof Boolean) return "bool";
        if (held instanceof Long) return "int";
        if (held instanceof BigInteger) return "uint";
        if (held instanceof Double) return "double";
        if (held instanceof String) return "string";
        if (held instanceof byte[]) return "bytes";
        if (held instanceof ValueType) return "type";
        if (held instanceof List) return "list";
        if (held instanceof Map) return "map";
        throw new AssertionError("the corpus holds a " + held.getClass() + ": say here of what type it is");
    }

    private static String document(JsonObject tree) {
        tree.addProperty("v", 1);
        return text(tree);
    }

    private static JsonElement tree(Object held) {
        if (held instanceof Commit commit) return commit(commit);
        if (held instanceof Commit.Step step) return step(step);
        if (held instanceof Record part) return object(part);
        if (held instanceof Instant at) return new JsonPrimitive(at.toString());
        if (held instanceof Duration length) return new JsonPrimitive(length(length));
        if (held instanceof Enum<?> constant) return new JsonPrimitive(Json.word(constant));
        if (!(held instanceof List<?> list)) return Values.toJson(held);
        JsonArray array = new JsonArray();
        list.forEach(each -> array.add(tree(each)));
        return array;
    }

    private static JsonObject object(Record held) {
        JsonObject object = new JsonObject();
        for (RecordComponent component : held.getClass().getRecordComponents()) {
            String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            Object member = read(component, held);
            if (member instanceof Optional<?> optional) optional.ifPresent(there -> object.add(name, tree(there)));
            else if (!LEFT_OUT.contains(name) || member.equals(true)) object.add(name, tree(member));
        }
        return object;
    }

    private static Object read(RecordComponent component, Record held) {
        try {
            return component.getAccessor().invoke(held);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** What the journal says, but for what has components of its own here. */
    private static JsonObject commit(Commit held) {
        JsonObject object = Values.toJson(held.members()).getAsJsonObject();
        object.add("at", tree(held.at()));
        object.add("steps", tree(held.steps()));
        return object;
    }

    private static JsonObject step(Commit.Step held) {
        JsonObject object = object(held);
        if (held.data().isEmpty()) object.remove("data");
        return object;
    }

    /** "26h30m", "0s", "-1m". */
    private static String length(Duration length) {
        Duration size = length.abs();
        String text = unit(size.toHours(), "h") + unit(size.toMinutesPart(), "m") + unit(size.toSecondsPart(), "s")
                + unit(size.toMillisPart(), "ms");
        return (length.isNegative() ? "-" : "") + (text.isEmpty() ? "0s" : text);
    }

    private static String unit(long count, String name) {
        return count == 0 ? "" : count + name;
    }

    // ---- as the library spells it

    /** Names in order, no blanks. */
    private static String text(JsonElement tree) {
        if (tree.isJsonObject())
            return new TreeMap<>(tree.getAsJsonObject().asMap()).entrySet().stream()
                    .map(each -> text(each.getKey()) + ":" + text(each.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        if (tree.isJsonArray())
            return StreamSupport.stream(tree.getAsJsonArray().spliterator(), false)
                    .map(Back::text).collect(Collectors.joining(",", "[", "]"));
        if (tree.isJsonNull()) return "null";
        JsonPrimitive primitive = tree.getAsJsonPrimitive();
        if (primitive.isNumber()) return number(primitive.getAsNumber());
        return primitive.isBoolean() ? primitive.toString() : text(primitive.getAsString());
    }

    private static String text(String text) {
        return text.codePoints().mapToObj(each -> switch (each) {
            case '"', '\\' -> "\\" + (char) each;
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> each < ' ' ? "\\u%04x".formatted(each) : Character.toString(each);
        }).collect(Collectors.joining("", "\"", "\""));
    }

    /** A double as the shorter of {@code 1e+12} and {@code 1000000000000.0}. */
    private static String number(Number number) {
        if (!(number instanceof Double) || number.doubleValue() == 0) return number.toString();
        double value = number.doubleValue();
        BigDecimal exact = new BigDecimal(value);
        BigDecimal shortest = IntStream.rangeClosed(1, 17).mapToObj(digits -> exact.round(new MathContext(digits)))
                .filter(each -> each.doubleValue() == value).findFirst().orElseThrow().stripTrailingZeros();
        String plain = value == Math.rint(value) ? exact.toPlainString() : shortest.toPlainString();
        String digits = shortest.unscaledValue().abs().toString();
        int power = digits.length() - 1 - shortest.scale();
        String scientific = (value < 0 ? "-" : "") + digits.charAt(0) + (digits.length() == 1 ? "" : "." + digits.substring(1))
                + (power < 0 ? "e-" : "e+") + "%02d".formatted(Math.abs(power));
        if (plain.length() > scientific.length()) return scientific;
        return plain.contains(".") ? plain : plain + ".0";
    }
}
