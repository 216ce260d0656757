// evaluate_line(): the door for scripts and for other people's tests.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <itr/expression.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.hpp"
#include "expression/codes.hpp"
#include "expression/typed_json.hpp"

namespace itr::expression {
namespace {

using nlohmann::json;

/// Bytes of a line, and levels of its nesting: a value may take three levels of JSON for each of its own.
constexpr std::size_t max_line_bytes = 16 * 1024 * 1024;
constexpr std::size_t max_typed_depth = 64;
constexpr std::size_t max_json_depth = 3 * max_typed_depth + 4;

// ---- typed values

Result<Value> read_typed(const json& j, std::size_t depth = 0);

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

// ---- lines

/// How many lists and objects are open at once at most, whatever else is wrong with the line. The parser's
/// own callback, which tells it too, makes long lists quadratic.
std::size_t nesting_of(std::string_view line) {
    std::size_t depth = 0, deepest = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (in_text && c == '\\')
            ++i;
        else if (c == '"')
            in_text = !in_text;
        else if (!in_text && (c == '[' || c == '{'))
            deepest = std::max(deepest, ++depth);
        else if (!in_text && (c == ']' || c == '}') && depth > 0)
            --depth;
    }
    return deepest;
}

Result<json> read_line(std::string_view line) {
    const auto bad = [](std::string_view why) { return fail(expression_invalid_argument, std::string(why)); };
    if (line.size() > max_line_bytes) return bad("expected a line of at most 16 MiB");
    if (nesting_of(line) > max_json_depth) return bad("expected less nesting in the line");
    json parsed = json::parse(line, nullptr, false);
    if (!parsed.is_object())
        return bad("expected a JSON object {\"id\", \"expr\", \"bindings\", \"declared\"}");
    return parsed;
}

Result<std::vector<Binding>> read_bindings(const json& line) {
    std::vector<Binding> bindings;
    const auto at = line.find("bindings");
    if (at == line.end() || at->is_null()) return bindings;
    if (!at->is_object()) return fail(expression_invalid_argument, "expected \"bindings\" to be an object");
    for (const auto& [name, typed] : at->items()) {
        auto value = read_typed(typed);
        if (!value) return fail(value.error().code, fmt::format("{} for '{}'", value.error().message, name));
        bindings.push_back({name, *std::move(value)});
    }
    return bindings;
}

Result<std::vector<Declaration>> read_declared(const json& line) {
    std::vector<Declaration> declared;
    const auto at = line.find("declared");
    if (at == line.end() || at->is_null()) return declared;
    if (!at->is_object()) return fail(expression_invalid_argument, "expected \"declared\" to be an object");
    for (const auto& [name, type] : at->items()) {
        if (!type.is_string()) return fail(expression_invalid_argument, "expected the name of a type");
        declared.push_back({name, type.get<std::string>()});
    }
    return declared;
}

Result<Value> evaluate(const json& line, const calendar::ZoneDatabase* zones) {
    const auto expr = line.find("expr");
    if (expr == line.end() || !expr->is_string())
        return fail(expression_invalid_argument, "expected \"expr\" to be a string");
    const auto bindings = read_bindings(line);
    if (!bindings) return fail(bindings.error());
    const auto declared = read_declared(line);
    if (!declared) return fail(declared.error());
    return evaluate_once(expr->get_ref<const std::string&>(), *bindings, *declared, zones);
}

}  // namespace

std::string evaluate_line(std::string_view text, const calendar::ZoneDatabase* zones) {
    const auto line = read_line(text);
    const auto id = line && line->contains("id") ? line->at("id") : json();
    std::string out = fmt::format("{{\"id\":{},", id.dump(-1, ' ', false, json::error_handler_t::replace));
    const Result<Value> value = line ? evaluate(*line, zones) : fail(line.error());
    if (value) {
        out += "\"value\":";
        append_typed(out, *value);
    } else {
        out += "\"error\":";
        append_json_string(out, fmt::format("{}: {}", value.error().code.text(), value.error().message));
    }
    out.push_back('}');
    return out;
}

}  // namespace itr::expression
