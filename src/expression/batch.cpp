// evaluate_line(): the door for scripts and for other people's tests.
#include <fmt/core.h>

#include <itr/expression.hpp>
#include <nlohmann/json.hpp>

#include "expression/codes.hpp"
#include "expression/typed_json.hpp"

namespace itr::expression {
namespace {

using nlohmann::json;

/// Bytes of a line, and levels of its nesting: a value may take three levels of JSON for each of its own.
constexpr std::size_t max_line_bytes = 16 * 1024 * 1024;
constexpr int max_json_depth = 3 * static_cast<int>(max_typed_depth) + 4;

Result<json> read_line(std::string_view line) {
    const auto bad = [](std::string_view why) { return fail(expression_invalid_argument, std::string(why)); };
    if (line.size() > max_line_bytes) return bad("expected a line of at most 16 MiB");
    bool too_deep = false;
    const json::parser_callback_t watch = [&](int depth, json::parse_event_t, json&) {
        too_deep = too_deep || depth > max_json_depth;
        return !too_deep;
    };
    json parsed = json::parse(line, watch, false);
    if (too_deep) return bad("expected less nesting in the line");
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
