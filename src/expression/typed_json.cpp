#include "expression/typed_json.hpp"

#include <fmt/core.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.hpp"
#include "expression/codes.hpp"

namespace itr::expression {
namespace {

using nlohmann::json;

tl::unexpected<Error> bad(std::string_view wanted) {
    return fail(expression_invalid_argument, fmt::format("expected {}", wanted));
}

/// The member, or a JSON null.
const json& member(const json& object, const char* key) {
    static const json missing;
    const auto at = object.find(key);
    return at == object.end() ? missing : *at;
}

template <typename Number>
Result<Value> read_integer(const json& j) {
    Number v = 0;
    if (j.is_string() && text::read_whole(j.get_ref<const std::string&>(), v)) return Value(v);
    return bad("an integer as a decimal string");
}

Result<Value> read_floating(const json& j) {
    if (j.is_number()) return Value(j.get<double>());
    if (j == "NaN") return Value(std::nan(""));
    if (j == "Infinity") return Value(HUGE_VAL);
    if (j == "-Infinity") return Value(-HUGE_VAL);
    return bad("a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
}

Result<Value> read_list(const json& j, std::size_t depth) {
    if (!j.is_array()) return bad("a list of values");
    std::vector<Value> items;
    for (const json& item : j) {
        auto value = read_typed(item, depth + 1);
        if (!value) return value;
        items.push_back(*std::move(value));
    }
    return Value::list(std::move(items));
}

bool is_key(const Value& v) {
    return v.is(Kind::integer) || v.is(Kind::unsigned_integer) || v.is(Kind::boolean) || v.is(Kind::string);
}

Result<Value> read_map(const json& j, std::size_t depth) {
    if (!j.is_array()) return bad("a map as a list of [key, value] pairs");
    std::vector<Value::Entry> entries;
    for (const json& pair : j) {
        if (!pair.is_array() || pair.size() != 2) return bad("a [key, value] pair");
        auto key = read_typed(pair[0], depth + 1);
        if (!key) return key;
        if (!is_key(*key)) return bad("a key of type int, uint, bool or string");
        auto value = read_typed(pair[1], depth + 1);
        if (!value) return value;
        entries.push_back({*std::move(key), *std::move(value)});
    }
    return Value::map(std::move(entries));
}

Result<Value> read_text(std::string_view type, const std::string& text) {
    if (type == "string") return Value(text);
    if (type == "bytes")
        return text::read_hex(text).map([](const std::string& raw) { return Value::bytes(raw); });
    if (type == "timestamp") return text::read_timestamp(text).map([](Timestamp t) { return Value(t); });
    if (type == "duration") return text::read_time_span(text).map([](TimeSpan d) { return Value(d); });
    for (int kind = 0; kind <= static_cast<int>(Kind::type); ++kind)
        if (type == "type" && cel_name(static_cast<Kind>(kind)) == text)
            return Value::type(static_cast<Kind>(kind));
    return bad("a value of a known type");
}

void append_text(std::string& out, std::string_view key, std::string_view text) {
    out.append(",\"").append(key).append("\":");
    append_json_string(out, text);
}

void append_double(std::string& out, double v) {
    if (std::isnan(v)) return append_text(out, "value", "NaN");
    if (std::isinf(v)) return append_text(out, "value", v > 0 ? "Infinity" : "-Infinity");
    out.append(",\"value\":").append(to_json(Value(v)));
}

void append_items(std::string& out, std::span<const Value> items) {
    out.append(",\"value\":[");
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out.push_back(',');
        append_typed(out, items[i]);
    }
    out.push_back(']');
}

void append_pairs(std::string& out, std::span<const Value::Entry> entries) {
    out.append(",\"value\":[");
    for (std::size_t i = 0; i < entries.size(); ++i) {
        out.append(i > 0 ? ",[" : "[");
        append_typed(out, entries[i].key);
        out.push_back(',');
        append_typed(out, entries[i].value);
        out.push_back(']');
    }
    out.push_back(']');
}

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::null: return "null";
        case Kind::timestamp: return "timestamp";
        case Kind::duration: return "duration";
        default: return cel_name(kind);
    }
}

}  // namespace

Result<Value> read_typed(const json& j, std::size_t depth) {
    if (depth > max_typed_depth) return bad(fmt::format("at most {} levels of nesting", max_typed_depth));
    if (!j.is_object() || !member(j, "type").is_string()) return bad("a value as {\"type\", \"value\"}");
    const auto& type = member(j, "type").get_ref<const std::string&>();
    const json& value = member(j, type == "bytes" ? "value_hex" : "value");
    if (type == "null") return Value();
    if (type == "bool")
        return value.is_boolean() ? Result<Value>(Value(value.get<bool>())) : bad("true or false");
    if (type == "int") return read_integer<std::int64_t>(value);
    if (type == "uint") return read_integer<std::uint64_t>(value);
    if (type == "double") return read_floating(value);
    if (type == "list") return read_list(value, depth);
    if (type == "map") return read_map(value, depth);
    return value.is_string() ? read_text(type, value.get_ref<const std::string&>())
                             : bad("a value of a known type");
}

void append_typed(std::string& out, const Value& v) {
    out.append("{\"type\":\"").append(name_of(v.kind())).append("\"");
    switch (v.kind()) {
        case Kind::null: out.append(",\"value\":null"); break;
        case Kind::boolean: out.append(v.as_bool() ? ",\"value\":true" : ",\"value\":false"); break;
        case Kind::integer: append_text(out, "value", fmt::to_string(v.as_int())); break;
        case Kind::unsigned_integer: append_text(out, "value", fmt::to_string(v.as_uint())); break;
        case Kind::floating: append_double(out, v.as_double()); break;
        case Kind::string: append_text(out, "value", v.as_string()); break;
        case Kind::bytes: append_text(out, "value_hex", text::to_hex(v.as_string())); break;
        case Kind::timestamp: append_text(out, "value", text::write(v.as_timestamp())); break;
        case Kind::duration: append_text(out, "value", text::write(v.as_duration())); break;
        case Kind::list: append_items(out, v.as_list()); break;
        case Kind::map: append_pairs(out, v.as_map()); break;
        case Kind::type: append_text(out, "value", cel_name(v.as_type())); break;
    }
    out.push_back('}');
}

}  // namespace itr::expression
