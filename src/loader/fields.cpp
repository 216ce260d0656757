#include "loader/documents.hpp"

namespace itr::loader {
namespace {

void read_values(Context& context, Map& map, model::Field& field) {
    const Node* values = map.get("values");
    if (values != nullptr) {
        if (values->kind != Node::Kind::sequence) wrong_type(context, *values, "a list of words");
        for (const Node& item : items(*values)) field.values.emplace_back(text_of(context, item));
    }
    const bool enumeration = field.type == model::FieldType::enumeration;
    if (enumeration && (values == nullptr || (values->kind == Node::Kind::sequence && field.values.empty())))
        context.error(missing_key, map.node(), "an enum without 'values'", "add 'values: [first, second]'");
    if (!enumeration && values != nullptr)
        context.error(invalid_value, *values, "'values' belongs to fields of type enum",
                      "write 'type: enum'");
}

void read_element(Context& context, Map& map, model::Field& field) {
    const Node* of = map.get("of");
    if (of == nullptr) return;
    field.element = choice_of(context, *of, model::field_types, model::FieldType::string);
    if (field.type != model::FieldType::list && field.type != model::FieldType::map)
        context.error(invalid_value, *of, "'of' belongs to fields of type list or map");
}

model::Field field_of(Context& context, const Node& name, const Node& node) {
    model::Field field;
    field.name = name_of(context, name, NameRule::plain, "a field");
    field.at = context.at(name);
    if (node.kind == Node::Kind::scalar) {
        field.type = choice_of(context, node, model::field_types, field.type);
        if (field.type == model::FieldType::enumeration)
            context.error(missing_key, node, "an enum without 'values'",
                          "write {type: enum, values: [first, second]}");
        return field;
    }
    Map map(context, node, "a field");
    map.read("type", field.type, model::field_types);
    read_element(context, map, field);
    read_values(context, map, field);
    map.read("title", field.title);
    map.read("required", field.required);
    map.read("personal", field.personal);
    map.read("visible", field.internal, model::visibilities);
    if (const Node* initial = map.get("default")) field.initial = input_of(context, *initial, &field);
    if (const Node* from = map.get("from")) {
        Map source(context, *from, "'from'");
        if (const Node* table = source.need("table")) field.from_table = word_of(context, *table);
        source.finish();
    }
    map.finish();
    return field;
}

}  // namespace

std::vector<model::Field> fields_of(Context& context, const Node& node) {
    std::vector<model::Field> fields;
    if (node.kind != Node::Kind::map) wrong_type(context, node, "a map from names to fields");
    for (const auto [name, field] : pairs(node)) fields.push_back(field_of(context, name, field));
    return fields;
}

}  // namespace itr::loader
