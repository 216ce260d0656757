package org.itrengine;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of tickets and expressions in Java and in documents.
 *
 * <p>What JSON lacks is an object with one key: {@code {"$time": …}} is an {@link Instant}, {@code {"$duration": …}} a
 * {@link Duration}, {@code {"$uint": …}} a {@link BigInteger}, {@code {"$bytes": …}} a {@code byte[]},
 * {@code {"$type": …}} a {@link ValueType}, {@code {"$map": …}} a map with keys of any kind. Integers are {@link Long}, numbers with a fraction {@link Double}.
 */
final class Values {
    private static final Pattern TERM = Pattern.compile("(\\d+(?:\\.\\d+)?)(w|d|h|ms|m|s|us|ns)");
    private static final Map<String, BigDecimal> NANOS = Map.of(
            "w", BigDecimal.valueOf(604_800_000_000_000L), "d", BigDecimal.valueOf(86_400_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L), "m", BigDecimal.valueOf(60_000_000_000L),
            "s", BigDecimal.valueOf(1_000_000_000), "ms", BigDecimal.valueOf(1_000_000),
            "us", BigDecimal.valueOf(1000), "ns", BigDecimal.ONE);
    private static final long MOST = (1L << 53) - 1; // what every reader of JSON keeps whole
    private static final BigInteger NANOS_A_SECOND = BigInteger.valueOf(1_000_000_000);

    private Values() {}

    // ---- lengths of time

    /** A length as documents have it: "1h30m", "-1.5s". */
    static Duration length(String text) {
        boolean negative = text.startsWith("-");
        Matcher term = TERM.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int at = negative ? 1 : 0;
        for (; term.find(at) && term.start() == at; at = term.end())
            nanos = nanos.add(new BigDecimal(term.group(1)).multiply(NANOS.get(term.group(2))));
        if (at != text.length() || at == 0) throw new IllegalArgumentException("'" + text + "' is no length of time");
        BigInteger[] parts = nanos.toBigInteger().divideAndRemainder(NANOS_A_SECOND);
        Duration length = Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
        return negative ? length.negated() : length;
    }

    private static String text(Duration length) {
        Duration size = length.abs();
        String fraction = size.getNano() == 0 ? "" : ".%09d".formatted(size.getNano());
        return (length.isNegative() ? "-" : "") + size.getSeconds() + fraction + "s";
    }

    // ---- from documents

    static Object fromJson(JsonElement json) {
        if (json.isJsonNull()) return null;
        if (json.isJsonArray()) return list(json.getAsJsonArray());
        if (json.isJsonObject()) return object(json.getAsJsonObject());
        JsonPrimitive primitive = json.getAsJsonPrimitive();
        if (primitive.isBoolean()) return primitive.getAsBoolean();
        return primitive.isNumber() ? number(primitive.getAsString()) : primitive.getAsString();
    }

    static Map<String, Object> map(JsonObject object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.entrySet().forEach(each -> map.put(each.getKey(), fromJson(each.getValue())));
        return Collections.unmodifiableMap(map);
    }

    private static Object number(String digits) {
        if (digits.matches("-?\\d+")) return Long.valueOf(digits);
        return Double.valueOf(digits);
    }

    private static List<Object> list(JsonArray array) {
        List<Object> list = new ArrayList<>(array.size());
        array.forEach(each -> list.add(fromJson(each)));
        return Collections.unmodifiableList(list);
    }

    private static Object object(JsonObject object) {
        if (object.size() == 1) {
            var only = object.entrySet().iterator().next();
            switch (only.getKey()) {
                case "$time": return Instant.parse(only.getValue().getAsString());
                case "$duration": return length(only.getValue().getAsString());
                case "$uint": return only.getValue().getAsBigInteger();
                case "$int": return Long.valueOf(only.getValue().getAsString());
                case "$double": return Double.valueOf(only.getValue().getAsString());
                case "$bytes": return HexFormat.of().parseHex(only.getValue().getAsString());
                case "$type": return new ValueType(only.getValue().getAsString());
                case "$map": return pairs(only.getValue().getAsJsonArray());
                default: break;
            }
        }
        return map(object);
    }

    private static Map<Object, Object> pairs(JsonArray pairs) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (JsonElement pair : pairs)
            map.put(fromJson(pair.getAsJsonArray().get(0)), fromJson(pair.getAsJsonArray().get(1)));
        return Collections.unmodifiableMap(map);
    }

    // ---- to documents

    static JsonElement toJson(Object value) {
        if (value == null) return JsonNull.INSTANCE;
        if (value instanceof String text) return new JsonPrimitive(text);
        if (value instanceof Boolean truth) return new JsonPrimitive(truth);
        if (value instanceof Number number) return toJson(number);
        if (value instanceof Instant at) return tagged("$time", at.toString());
        if (value instanceof Duration length) return tagged("$duration", text(length));
        if (value instanceof byte[] bytes) return tagged("$bytes", HexFormat.of().formatHex(bytes));
        if (value instanceof ValueType type) return tagged("$type", type.name());
        if (value instanceof Map<?, ?> map) return toJson(map);
        if (value instanceof Collection<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(each -> array.add(toJson(each)));
            return array;
        }
        throw new IllegalArgumentException("a " + value.getClass().getName() + " is no value of a ticket");
    }

    private static JsonElement toJson(Number number) {
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            return Double.isFinite(value) ? new JsonPrimitive(value) : tagged("$double", Double.toString(value));
        }
        if (number instanceof BigInteger) {
            JsonObject object = new JsonObject();
            object.add("$uint", new JsonPrimitive(number));
            return object;
        }
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            long value = number.longValue();
            return -MOST <= value && value <= MOST ? new JsonPrimitive(value) : tagged("$int", Long.toString(value));
        }
        throw new IllegalArgumentException("a " + number.getClass().getName() + " is no number of a ticket");
    }

    private static JsonElement toJson(Map<?, ?> map) {
        boolean plain = map.keySet().stream().allMatch(key -> key instanceof String)
                && !(map.size() == 1 && ((String) map.keySet().iterator().next()).startsWith("$"));
        JsonObject object = new JsonObject();
        JsonArray pairs = new JsonArray();
        map.forEach((key, value) -> {
            if (plain) {
                object.add((String) key, toJson(value));
            } else {
                JsonArray pair = new JsonArray();
                pair.add(toJson(key));
                pair.add(toJson(value));
                pairs.add(pair);
            }
        });
        if (!plain) object.add("$map", pairs);
        return object;
    }

    private static JsonObject tagged(String tag, String text) {
        JsonObject object = new JsonObject();
        object.addProperty(tag, text);
        return object;
    }

    /** For the components of records that hold any value. */
    static final class Any extends TypeAdapter<Object> {
        @Override
        public Object read(JsonReader in) {
            return Values.fromJson(JsonParser.parseReader(in));
        }

        @Override
        public void write(JsonWriter out, Object value) {
            throw new UnsupportedOperationException();
        }
    }

    /** For the components of records that hold some of them. */
    static final class Listed extends TypeAdapter<List<Map<String, Object>>> {
        @Override
        public List<Map<String, Object>> read(JsonReader in) {
            return JsonParser.parseReader(in).getAsJsonArray().asList().stream()
                    .map(each -> map(each.getAsJsonObject())).toList();
        }

        @Override
        public void write(JsonWriter out, List<Map<String, Object>> value) {
            throw new UnsupportedOperationException();
        }
    }

    /** For the components of records that hold values by name. */
    static final class Named extends TypeAdapter<Map<String, Object>> {
        @Override
        public Map<String, Object> read(JsonReader in) {
            return map(JsonParser.parseReader(in).getAsJsonObject());
        }

        @Override
        public void write(JsonWriter out, Map<String, Object> value) {
            throw new UnsupportedOperationException();
        }
    }
}
