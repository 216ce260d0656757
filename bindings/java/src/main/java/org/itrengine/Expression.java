package org.itrengine;

import com.google.gson.JsonObject;
import com.google.gson.annotations.JsonAdapter;
import java.util.Map;

/** A text in CEL, compiled. Immutable, and shared by threads. */
public final class Expression extends Handle {
    private Expression(long number) {
        super(number, Raw::itr_expression_close);
    }

    /** Compiles an expression of these variables with their types ("int", "string", "dyn" …). */
    public static Expression compile(String source, Map<String, String> variables) {
        return compile(source, variables, null);
    }

    /**
     * Compiles an expression that must give a value of a type; null: of any.
     *
     * @throws InvalidException with code {@code capi.expression_invalid}; its diagnostics say what is wrong
     */
    public static Expression compile(String source, Map<String, String> variables, String wanted) {
        JsonObject scope = new JsonObject();
        scope.add("variables", Json.object(variables));
        if (wanted != null) scope.addProperty("wanted", wanted);
        return compileJson(source, Json.write(scope));
    }

    /** The same with document {@code scope}. */
    public static Expression compileJson(String source, String scope) {
        Library.itr();
        byte[] text = Call.utf8(source);
        byte[] document = Call.utf8(scope);
        return new Expression(Call.number((out, err) ->
                Raw.itr_expression_compile(text, text.length, document, document.length, out, err)));
    }

    /**
     * Its value, as {@link Ticket#data()} has them, or a {@link ValueType}. A variable that is not given is null.
     *
     * @throws InvalidException with a code that says why it failed: {@code expression.overflow} …
     */
    public Object evaluate(Map<String, ?> variables) {
        JsonObject document = new JsonObject();
        document.add("bindings", Json.object(variables));
        return Json.read(evaluateJson(Json.write(document)), Value.class).value();
    }

    /** Document {@code value} for document {@code bindings}. */
    public String evaluateJson(String bindings) {
        byte[] document = Call.utf8(bindings);
        return Call.document((out, err) ->
                Raw.itr_expression_evaluate(number(), document, document.length, out, err));
    }

    private record Value(@JsonAdapter(value = Values.Any.class, nullSafe = false) Object value) {}
}
