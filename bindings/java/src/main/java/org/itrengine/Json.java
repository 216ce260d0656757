package org.itrengine;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Documents as records, and trees as documents. Members that a record does not know are left out. */
final class Json {
    private static final Gson GSON = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .disableHtmlEscaping()
            .serializeNulls()
            .registerTypeAdapter(Instant.class, reading(text -> Instant.parse(text)))
            .registerTypeAdapter(Duration.class, reading(Values::length))
            .registerTypeAdapterFactory(new Words())
            .registerTypeAdapterFactory(new Optionals())
            .create();

    private Json() {}

    static <T> T read(String document, Class<T> type) {
        return GSON.fromJson(document, type);
    }

    static <T> T read(JsonElement part, Class<T> type) {
        return GSON.fromJson(part, type);
    }

    /** The tree of a document that the library gave. */
    static JsonObject tree(String document) {
        return GSON.fromJson(document, JsonObject.class);
    }

    /** The tree of a document that a program gave. */
    static JsonObject given(String document) {
        try {
            JsonObject tree = tree(Objects.requireNonNull(document));
            if (tree != null) return tree;
            throw new JsonParseException("expected an object, but found nothing");
        } catch (JsonParseException e) {
            throw new InvalidException(new ItrException.Told("json.invalid", e.getMessage(), null));
        }
    }

    static String write(JsonElement tree) {
        return GSON.toJson(tree);
    }

    static JsonObject object(Map<String, ?> values) {
        JsonObject object = new JsonObject();
        values.forEach((name, value) -> object.add(name, Values.toJson(value)));
        return object;
    }

    /** The word that documents have for a constant: {@code RUNNING} is {@code running}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    // ---- for records, whose absent members come as null

    static <T> Optional<T> orEmpty(Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }

    static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : Collections.unmodifiableList(list);
    }

    static <T> Map<String, T> orEmpty(Map<String, T> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(map);
    }

    private interface Reading<T> {
        T of(String text);
    }

    /** For what documents only bring: they are written from trees. */
    private abstract static class ReadOnly<T> extends TypeAdapter<T> {
        @Override
        public final void write(JsonWriter out, T value) {
            throw new UnsupportedOperationException();
        }
    }

    private static <T> TypeAdapter<T> reading(Reading<T> reading) {
        return new ReadOnly<T>() {
            @Override
            public T read(JsonReader in) throws IOException {
                return reading.of(in.nextString());
            }
        };
    }

    /** Constants by their words; one that is not known yet is null. */
    private static final class Words implements TypeAdapterFactory {
        @Override
        public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            if (!type.getRawType().isEnum()) return null;
            @SuppressWarnings("unchecked")
            T[] constants = (T[]) type.getRawType().getEnumConstants();
            return reading(text -> {
                for (T constant : constants) if (word((Enum<?>) constant).equals(text)) return constant;
                return null;
            });
        }
    }

    private static final class Optionals implements TypeAdapterFactory {
        @Override
        @SuppressWarnings("unchecked")
        public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            if (type.getRawType() != Optional.class) return null;
            var inner = ((ParameterizedType) type.getType()).getActualTypeArguments()[0];
            TypeAdapter<?> adapter = gson.getAdapter(TypeToken.get(inner));
            return (TypeAdapter<T>) new ReadOnly<Optional<?>>() {
                @Override
                public Optional<?> read(JsonReader in) throws IOException {
                    if (in.peek() != JsonToken.NULL) return Optional.ofNullable(adapter.read(in));
                    in.nextNull();
                    return Optional.empty();
                }
            };
        }
    }
}
