#include "expression/typed_json.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"

namespace itr::expression {
namespace {

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
