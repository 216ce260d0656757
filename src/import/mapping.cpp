// The map file, read with the loader's YAML reader: every mistake has its place.
#include <fmt/format.h>

#include <algorithm>
#include <itr/import.hpp>

#include "import/codes.hpp"
#include "loader/reader.hpp"

namespace itr::event_log {
namespace {

using loader::Context;
using loader::Map;
using loader::Node;

constexpr model::Choice<TimeFormat> time_formats[] = {
    {"epoch", TimeFormat::epoch}, {"epoch_ms", TimeFormat::epoch_ms}, {"rfc3339", TimeFormat::rfc3339}};
constexpr model::Choice<As> types[] = {{"string", As::text},
                                       {"int", As::integer},
                                       {"double", As::number},
                                       {"bool", As::boolean},
                                       {"timestamp", As::timestamp}};

void add_text(Template& into, char letter) {
    if (into.pieces.empty() || into.pieces.back().is_column) into.pieces.push_back({});
    into.pieces.back().text += letter;
}

Template template_of(Context& context, const Node& node) {
    Template into;
    const std::string_view text = loader::text_of(context, node);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        const bool brace = letter == '{' || letter == '}';
        if (!brace || (i + 1 < text.size() && text[i + 1] == letter)) {
            add_text(into, letter);
            i += brace ? 1U : 0U;
            continue;
        }
        const std::size_t end = letter == '{' ? text.find('}', i) : std::string_view::npos;
        if (end == std::string_view::npos) {
            context.error(log_bad_template, node,
                          fmt::format("expected columns in braces, but '{}' has no partner", letter),
                          "write the brace twice if it is meant as a text");
            return into;
        }
        into.pieces.push_back({std::string(text.substr(i + 1, end - i - 1)), true});
        i = end;
    }
    return into;
}

Assignment assignment_of(Context& context, const Node& name, const Node& value) {
    Assignment assignment;
    assignment.field = loader::name_of(context, name, loader::NameRule::plain, "a field");
    if (value.kind != Node::Kind::map) {
        assignment.value = template_of(context, value);
        return assignment;
    }
    Map map(context, value, "a field's value");
    if (const Node* text = map.need("value")) assignment.value = template_of(context, *text);
    map.read("as", assignment.as, types);
    map.finish();
    return assignment;
}

void read_data(Context& context, const Node* node, std::vector<Assignment>& into) {
    if (node == nullptr) return;
    if (node->kind != Node::Kind::map) return loader::wrong_type(context, *node, "a map of fields");
    for (const auto [name, value] : loader::pairs(*node)) into.push_back(assignment_of(context, name, value));
}

void read_time(Context& context, const Node* node, Mapping& mapping) {
    if (node == nullptr) return;
    Map map(context, *node, "the time");
    if (const Node* column = map.need("column")) mapping.time_column = loader::text_of(context, *column);
    map.read("format", mapping.time_format, time_formats);
    map.finish();
}

void read_opening(Context& context, const Node* node, Mapping& mapping) {
    if (node == nullptr) return;
    Map map(context, *node, "the opening");
    if (const Node* name = map.need("workflow"))
        mapping.workflow = loader::name_of(context, *name, loader::NameRule::dashed, "a workflow");
    read_data(context, map.get("data"), mapping.open_data);
    map.finish();
}

void read_names(Context& context, const Node* node, Mapping& mapping) {
    if (node == nullptr) return;
    if (node->kind != Node::Kind::map)
        return loader::wrong_type(context, *node, "a map from texts to events");
    for (const auto [text, name] : loader::pairs(*node))
        mapping.names[std::string(loader::text_of(context, text))] =
            loader::name_of(context, name, loader::NameRule::dotted, "an event");
}

void read_actor(Context& context, const Node* node, Mapping& mapping) {
    if (node == nullptr) return;
    Map map(context, *node, "the actor");
    if (const Node* id = map.need("id")) mapping.actor_id = template_of(context, *id);
    map.read("roles", mapping.roles);
    map.finish();
}

void read_separator(Context& context, const Node* node, Mapping& mapping) {
    if (node == nullptr) return;
    const std::string_view text = loader::text_of(context, *node);
    if (text.size() == 1 && text != "\"" && text != "\n") {
        mapping.separator = text.front();
    } else {
        loader::wrong_type(context, *node, "one character");
    }
}

Mapping mapping_of(Context& context, const Node& document) {
    Mapping mapping;
    Map map(context, document, "a map of a log");
    if (const Node* node = map.get("pack")) mapping.pack = loader::text_of(context, *node);
    read_separator(context, map.get("separator"), mapping);
    if (const Node* node = map.need("ticket")) mapping.ticket = template_of(context, *node);
    read_time(context, map.need("time"), mapping);
    read_opening(context, map.need("open"), mapping);
    if (const Node* node = map.need("event")) mapping.event = template_of(context, *node);
    read_names(context, map.get("names"), mapping);
    read_data(context, map.get("data"), mapping.data);
    read_actor(context, map.need("actor"), mapping);
    if (const Node* node = map.get("refused"))
        mapping.refused = loader::name_of(context, *node, loader::NameRule::dotted, "an event");
    map.finish();
    return mapping;
}

}  // namespace

MappingRead read_mapping(std::string_view text, const std::string& path) {
    MappingRead read;
    const loader::Tree tree = loader::parse(text, path, read.diagnostics);
    Context context(path, text, read.diagnostics);
    if (tree.documents.size() == 1) {
        read.mapping = mapping_of(context, *tree.documents.front());
    } else if (!has_errors(read.diagnostics)) {
        context.error(loader::wrong_type_found, Location{path, 0, 0},
                      fmt::format("expected one document, but found {}", tree.documents.size()));
    }
    sort_diagnostics(read.diagnostics);
    if (has_errors(read.diagnostics)) read.mapping.reset();
    return read;
}

}  // namespace itr::event_log
