#include "loader/documents.hpp"

namespace itr::loader {
namespace {

void read_until(Context& context, const Node& node, model::LadderLevel& level) {
    constexpr model::Choice<bool> untils[] = {{"acknowledged", true}};
    level.until_acknowledged = choice_of(context, node, untils, false);
}

void read_quiet(Context& context, const Node& node, model::LadderLevel& level) {
    Map map(context, node, "'quiet'");
    const Node* from = map.need("from");
    const Node* to = map.need("to");
    if (from != nullptr && to != nullptr) level.quiet = {minute_of(context, *from), minute_of(context, *to)};
    map.read("unless", level.quiet_unless);
    map.finish();
}

model::LadderLevel level_of(Context& context, const Node& node) {
    constexpr int max_times = 100'000;
    model::LadderLevel level;
    level.at = context.at(node);
    Map map(context, node, "a level");
    if (const Node* actions = map.get("do"))
        level.actions = actions_of(context, *actions);
    else
        level.actions = action_within(context, map);
    map.read("after", level.after);
    map.read("repeat", level.repeat);
    map.read_number("times", level.times, 1, max_times);
    if (const Node* until = map.get("until")) read_until(context, *until, level);
    if (const Node* quiet = map.get("quiet")) read_quiet(context, *quiet, level);
    map.read("calendar", level.calendar);
    map.finish();
    if (level.actions.empty() && map.valid())
        context.error(missing_key, node, "a level that does nothing",
                      "add 'notify: ROLE', or 'do: [actions]'");
    if (level.repeat && *level.repeat < seconds(1))
        context.error(invalid_value, node, "a level that repeats more often than every second");
    if (level.repeat && !level.until_acknowledged && level.times == 0)
        context.error(invalid_value, node, "a level that repeats without end",
                      "add 'until: acknowledged', or 'times: 3'");
    if (map.has("times") && !level.repeat)
        context.error(invalid_value, node, "'times' belongs to a level that repeats", "add 'repeat: 30m'");
    return level;
}

model::Role role_of(Context& context, const Node& name, const Node& node) {
    model::Role role;
    role.name = name_of(context, name, NameRule::dashed, "a role");
    role.at = context.at(name);
    if (name.text == "system" || name.text == "any")
        context.error(reserved_name, name, fmt::format("the role '{}' is the engine's", name.text),
                      "choose another name");
    if (node.kind == Node::Kind::null && !node.broken) return role;
    Map map(context, node, "a role");
    map.read("title", role.title);
    map.read("includes", role.includes);
    map.read("rights", role.rights);
    map.read("line", role.line);
    map.read("calendar", role.calendar);
    map.read("customer", role.customer);
    map.finish();
    return role;
}

model::Resource resource_of(Context& context, const Node& name, const Node& node) {
    constexpr int most = 10'000;
    model::Resource resource;
    resource.name = name_of(context, name, NameRule::dashed, "a resource");
    resource.at = context.at(name);
    if (node.kind == Node::Kind::null && !node.broken) return resource;
    if (node.kind == Node::Kind::scalar) {
        resource.count = number_of(context, node, 1, most);
        return resource;
    }
    Map map(context, node, "a resource");
    map.read("title", resource.title);
    map.read_number("count", resource.count, 1, most);
    map.finish();
    return resource;
}

model::Field form_field_of(Context& context, const Node& name, const Node& node) {
    model::Field field;
    field.name = name_of(context, name, NameRule::plain, "a field");
    field.at = context.at(name);
    if (node.kind == Node::Kind::null && !node.broken) return field;
    Map map(context, node, "a field of a form");
    map.read("title", field.title);
    map.read("required", field.required);
    if (const Node* initial = map.get("default")) field.initial = input_of(context, *initial, nullptr);
    map.finish();
    return field;
}

}  // namespace

model::Ladder read_ladder(Context& context, Map& map) {
    model::Ladder ladder;
    map.read("title", ladder.title);
    map.read("silent", ladder.silent);
    if (const Node* digest = map.get("digest")) {
        ladder.digest = duration_of(context, *digest);
        if (*ladder.digest < seconds(1))
            context.error(invalid_value, *digest, "notices are gathered for a second at least", "write 15m");
    }
    if (const Node* levels = map.need("levels")) {
        if (levels->kind != Node::Kind::sequence) wrong_type(context, *levels, "a list of levels");
        for (const Node& level : items(*levels)) ladder.levels.push_back(level_of(context, level));
    }
    return ladder;
}

std::vector<model::Role> read_roles(Context& context, Map& map) {
    std::vector<model::Role> roles;
    const Node* node = map.get("roles");
    if (node == nullptr) return roles;
    if (node->kind != Node::Kind::map) wrong_type(context, *node, "a map from names to roles");
    for (const auto [name, role] : pairs(*node)) roles.push_back(role_of(context, name, role));
    return roles;
}

std::vector<model::Resource> read_resources(Context& context, Map& map) {
    std::vector<model::Resource> resources;
    const Node* node = map.get("resources");
    if (node == nullptr) return resources;
    if (node->kind != Node::Kind::map) wrong_type(context, *node, "a map from names to resources");
    resources.reserve(node->count);
    for (const auto [name, resource] : pairs(*node))
        resources.push_back(resource_of(context, name, resource));
    return resources;
}

model::Form read_form(Context& context, Map& map) {
    model::Form form;
    map.read("title", form.title);
    if (const Node* workflow = map.need("workflow")) form.workflow = word_of(context, *workflow);
    map.read("products", form.products);
    map.read("channels", form.channels);
    if (const Node* fields = map.get("fields")) {
        if (fields->kind != Node::Kind::map) wrong_type(context, *fields, "a map from names to fields");
        for (const auto [name, field] : pairs(*fields))
            form.fields.push_back(form_field_of(context, name, field));
    }
    return form;
}

model::Scenario read_scenario(Context& context, Map& map) {
    model::Scenario scenario;
    if (const Node* start = map.need("start")) {
        if (start->kind != Node::Kind::map) wrong_type(context, *start, "a map");
        scenario.start = value_of(context, *start);
    }
    if (const Node* steps = map.need("steps")) {
        if (steps->kind != Node::Kind::sequence) wrong_type(context, *steps, "a list of steps");
        for (const Node& step : items(*steps)) {
            if (step.kind != Node::Kind::map) wrong_type(context, step, "a step (a map)");
            scenario.steps.push_back({value_of(context, step), context.at(step)});
        }
    }
    return scenario;
}

void read_pack(Context& context, Map& map, model::Pack& pack) {
    map.read("version", pack.version);
    map.read("title", pack.title);
    const Node* imports = map.get("imports");
    if (imports == nullptr) return;
    if (imports->kind != Node::Kind::sequence) wrong_type(context, *imports, "a list of packs");
    for (const Node& node : items(*imports)) {
        model::Import import;
        if (node.kind == Node::Kind::scalar) {
            import.pack = word_of(context, node);
        } else {
            Map each(context, node, "an import");
            if (const Node* name = each.need("pack")) import.pack = word_of(context, *name);
            each.read("version", import.version);
            each.finish();
        }
        pack.imports.push_back(std::move(import));
    }
}

}  // namespace itr::loader
