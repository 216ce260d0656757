#include <algorithm>
#include <array>
#include <cmath>
#include <itr/time.hpp>

#include "base/text.hpp"
#include "loader/reader.hpp"

namespace itr::loader {
namespace {

bool digits(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What YAML 1.1 would have read as something else than the text it is.
std::string_view older_reading(std::string_view text) noexcept {
    for (const std::string_view word :
         {"yes", "no", "on", "off", "Yes", "No", "On", "Off", "YES", "NO", "ON", "OFF"})
        if (text == word) return "true or false";
    const std::string_view unsigned_text =
        text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
    if (unsigned_text.empty() || unsigned_text[0] < '0' || unsigned_text[0] > '9') return {};
    if (unsigned_text.find_first_not_of("0123456789_") == std::string_view::npos) return "a number";
    if (unsigned_text.starts_with("0x") || unsigned_text.starts_with("0o") || unsigned_text.starts_with("0b"))
        return "a number";
    const std::size_t colon = unsigned_text.find(':');
    if (colon != std::string_view::npos && digits(unsigned_text.substr(0, colon)) &&
        digits(unsigned_text.substr(colon + 1)))
        return "a number in base 60";
    return {};
}

bool float_form(std::string_view text) noexcept {
    return text.find_first_not_of("+-0123456789.eE") == std::string_view::npos &&
           text.find_first_of("0123456789") != std::string_view::npos;
}

Value plain_value(Context& context, const Node& node, std::string_view text) {
    if (text == "true" || text == "True" || text == "TRUE") return Value(true);
    if (text == "false" || text == "False" || text == "FALSE") return Value(false);
    const std::string_view number = text.starts_with('+') ? text.substr(1) : text;
    const std::string_view magnitude = number.starts_with('-') ? number.substr(1) : number;
    const bool octal_like = digits(magnitude) && magnitude.size() > 1 && magnitude[0] == '0';
    if (std::int64_t whole = 0; !octal_like && text::read_whole(number, whole)) return Value(whole);
    if (double real = 0;
        float_form(number) && !octal_like && !digits(magnitude) && text::read_whole(number, real))
        return Value(real);
    if (const std::string_view older = older_reading(text); !older.empty())
        context.warn(ambiguous_scalar, node,
                     fmt::format("{} is a text here, but {} to older YAML readers", text, older),
                     fmt::format("quote the text: \"{}\"", text));
    return Value(text);
}

template <typename T>
Value from(Context& context, const Node& node, Result<T> result) {
    if (result) return Value(*result);
    context.error(result.error().code, node, result.error().message);
    return {};
}

Value typed_scalar(Context& context, const Node& node, model::FieldType type) {
    const std::string_view text = text_of(context, node);
    if (node.kind != Node::Kind::scalar || node.broken) return {};
    switch (type) {
        case model::FieldType::boolean: return Value(bool_of(context, node));
        case model::FieldType::integer: {
            std::int64_t whole = 0;
            const bool leading_zero = text.size() > 1 && text[text[0] == '-' ? 1 : 0] == '0';
            if (!leading_zero && text::read_whole(text, whole)) return Value(whole);
            const bool trap = !older_reading(text).empty();
            context.error(trap ? number_form : wrong_type_found, node,
                          fmt::format("expected a whole number, but found {}", describe(node)),
                          trap ? "decimal digits alone: no '_', no ':', no leading 0" : "");
            return {};
        }
        case model::FieldType::floating: {
            double real = 0;
            if (text::read_whole(text, real) && std::isfinite(real)) return Value(real);
            context.error(wrong_type_found, node,
                          fmt::format("expected a number, but found {}", describe(node)));
            return {};
        }
        case model::FieldType::timestamp: return from(context, node, text::read_timestamp(text));
        case model::FieldType::duration:
            return from(context, node, parse_duration(text).map([](Duration d) { return to_time_span(d); }));
        default: return Value(text);
    }
}

Value typed_element(Context& context, const Node& node, model::FieldType type) {
    if (type == model::FieldType::list || type == model::FieldType::map) return value_of(context, node);
    return typed_scalar(context, node, type);
}

void check_enumerated(Context& context, const Node& node, const model::Field& field) {
    if (node.kind != Node::Kind::scalar || node.broken) return;
    if (std::ranges::find(field.values, node.text) != field.values.end()) return;
    const std::vector<std::string_view> words(field.values.begin(), field.values.end());
    std::string hint = spelling::did_you_mean(node.text, words);
    if (hint.empty()) hint = fmt::format("one of: {}", fmt::join(words, ", "));
    context.error(invalid_value, node,
                  fmt::format("'{}' is none of the values of '{}'", node.text, field.name), std::move(hint));
}

}  // namespace

Value scalar_value(Context& context, const Node& node, std::string_view text, bool plain) {
    return plain ? plain_value(context, node, text) : Value(text);
}

Value value_of(Context& context, const Node& node) {
    switch (node.kind) {
        case Node::Kind::null: return {};
        case Node::Kind::scalar: return scalar_value(context, node, node.text, node.plain);
        case Node::Kind::sequence: {
            std::vector<Value> list;
            for (const Node& item : items(node)) list.push_back(value_of(context, item));
            return Value::list(std::move(list));
        }
        case Node::Kind::map: break;
    }
    std::vector<Value::Entry> entries;
    for (const auto [key, value] : pairs(node))
        entries.push_back({Value(key.text), value_of(context, value)});
    return Value::map(std::move(entries));
}

Value typed_value(Context& context, const Node& node, const model::Field& field) {
    switch (field.type) {
        case model::FieldType::list: {
            if (node.kind != Node::Kind::sequence) return wrong_type(context, node, "a list"), Value();
            std::vector<Value> list;
            for (const Node& item : items(node)) list.push_back(typed_element(context, item, field.element));
            return Value::list(std::move(list));
        }
        case model::FieldType::map: {
            if (node.kind != Node::Kind::map) return wrong_type(context, node, "a map"), Value();
            std::vector<Value::Entry> entries;
            for (const auto [key, value] : pairs(node))
                entries.push_back({Value(key.text), typed_element(context, value, field.element)});
            return Value::map(std::move(entries));
        }
        case model::FieldType::enumeration: check_enumerated(context, node, field); [[fallthrough]];
        default: return typed_scalar(context, node, field.type);
    }
}

model::Input input_of(Context& context, const Node& node, const model::Field* field) {
    model::Input input;
    input.at = context.at(node);
    if (node.kind == Node::Kind::scalar && node.text.starts_with('=')) {
        input.expression = source_of(context, node, /*skip=*/1);
    } else {
        input.literal = field == nullptr ? value_of(context, node) : typed_value(context, node, *field);
    }
    return input;
}

}  // namespace itr::loader
