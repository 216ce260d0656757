#include "loader/documents.hpp"
#include "model/cell.hpp"

namespace itr::loader {
namespace {

using model::Cell;
using model::Table;

Cell literal(Value value) {
    Cell cell;
    cell.kind = Cell::Kind::equals;
    cell.values.push_back(std::move(value));
    return cell;
}

std::vector<Value> list_of(Context& context, const Node& node) {
    std::vector<Value> values;
    if (node.kind == Node::Kind::scalar) return {value_of(context, node)};
    for (const Node& item : items(node)) values.push_back(value_of(context, item));
    return values;
}

Cell cell_of(Context& context, const Node& node) {
    Cell cell;
    if (node.kind == Node::Kind::scalar) {
        auto form = model::read_cell(node.text);
        if (!form) context.error(form.error().code, node, form.error().message);
        cell = form && *form ? **std::move(form) : literal(value_of(context, node));
    } else if (node.kind == Node::Kind::sequence) {
        cell.kind = Cell::Kind::one_of;
        cell.values = list_of(context, node);
        if (cell.values.empty())
            context.error(invalid_value, node, "a cell that no value fits", "write _ for any value");
    } else if (node.kind == Node::Kind::map) {
        Map map(context, node, "a cell");
        if (const Node* without = map.get("not")) {
            cell.kind = Cell::Kind::none_of;
            cell.values = list_of(context, *without);
        } else if (const Node* is = map.need("is")) {
            cell = literal(value_of(context, *is));
        }
        map.finish();
    } else {
        cell = literal(Value());
    }
    cell.at = context.at(node);
    return cell;
}

void read_hit(Context& context, const Node& node, Table& table) {
    if (node.kind != Node::Kind::map) {
        table.hit = choice_of(context, node, model::hit_policies, table.hit);
        return;
    }
    Map map(context, node, "'hit'");
    table.hit = model::HitPolicy::collect;
    (void)map.need("collect");
    map.read("collect", table.aggregate, model::aggregates);
    map.finish();
}

std::size_t output_count(const Table& table) { return std::max<std::size_t>(table.outputs.size(), 1); }

Value output_of(Context& context, const Table& table, std::size_t column, const Node& node) {
    return table.outputs.size() == 1 && table.outputs[0].name.empty()
               ? value_of(context, node)
               : typed_value(context, node, table.outputs[column]);
}

model::TableRow row_of(Context& context, const Table& table, const Node& node) {
    model::TableRow row;
    row.at = context.at(node);
    if (node.kind != Node::Kind::sequence) return wrong_type(context, node, "a list of cells"), row;
    const std::size_t inputs = table.inputs.size();
    if (node.count != inputs + output_count(table)) {
        context.error(invalid_value, node,
                      fmt::format("a row of {} cells where {} inputs and {} outputs make {}", node.count,
                                  inputs, output_count(table), inputs + output_count(table)));
        return row;
    }
    for (const Node& cell : items(node)) {
        if (row.inputs.size() < inputs)
            row.inputs.push_back(cell_of(context, cell));
        else
            row.outputs.push_back(output_of(context, table, row.outputs.size(), cell));
    }
    return row;
}

void read_default(Context& context, const Node& node, Table& table) {
    table.otherwise.emplace();
    const std::size_t wanted = output_count(table);
    if (node.kind != Node::Kind::sequence && wanted == 1) {
        table.otherwise->push_back(output_of(context, table, 0, node));
    } else if (node.kind != Node::Kind::sequence || node.count != wanted) {
        context.error(wrong_type_found, node,
                      fmt::format("expected a list of {} outputs, but found {}", wanted, describe(node)));
    } else {
        for (const Node& item : items(node))
            table.otherwise->push_back(output_of(context, table, table.otherwise->size(), item));
    }
}

}  // namespace

Table read_table(Context& context, Map& map) {
    Table table;
    map.read("title", table.title);
    if (const Node* hit = map.get("hit")) read_hit(context, *hit, table);
    if (const Node* inputs = map.need("inputs")) {
        if (inputs->kind == Node::Kind::scalar) table.inputs.push_back(source_of(context, *inputs));
        if (inputs->kind == Node::Kind::null || inputs->kind == Node::Kind::map)
            wrong_type(context, *inputs, "a list of expressions");
        for (const Node& item : items(*inputs)) table.inputs.push_back(source_of(context, item));
    }
    if (const Node* outputs = map.get("outputs")) table.outputs = fields_of(context, *outputs);
    if (table.outputs.empty()) table.outputs.emplace_back();
    if (const Node* rows = map.need("rows")) {
        if (rows->kind != Node::Kind::sequence) wrong_type(context, *rows, "a list of rows");
        table.rows.reserve(rows->count);
        for (const Node& row : items(*rows)) table.rows.push_back(row_of(context, table, row));
    }
    if (const Node* otherwise = map.get("default")) read_default(context, *otherwise, table);
    return table;
}

}  // namespace itr::loader
