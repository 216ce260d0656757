// What expressions of a workflow may name.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/spelling.hpp"
#include "chart/codes.hpp"
#include "chart/lowering.hpp"

namespace itr::chart {

using expression::ObjectType;
using expression::Scope;
using expression::Type;
using Of = Type::Of;

namespace {

[[nodiscard]] Type plain(Of of, bool nullable = false) {
    Type type;
    type.of = of;
    type.nullable = nullable;
    return type;
}

[[nodiscard]] Type with_parameters(Of of, std::vector<Type> parameters, bool nullable = false) {
    Type type = plain(of, nullable);
    type.parameters = std::move(parameters);
    return type;
}

[[nodiscard]] Type object_type(std::uint32_t object) {
    Type type = plain(Of::object);
    type.object = object;
    return type;
}

[[nodiscard]] Of of_field(model::FieldType type) {
    switch (type) {
        case model::FieldType::boolean: return Of::boolean;
        case model::FieldType::integer: return Of::integer;
        case model::FieldType::floating: return Of::floating;
        case model::FieldType::string:
        case model::FieldType::enumeration: return Of::string;
        case model::FieldType::timestamp: return Of::timestamp;
        case model::FieldType::duration: return Of::duration;
        case model::FieldType::list: return Of::list;
        case model::FieldType::map: return Of::map;
    }
    return Of::dynamic;
}

struct Builtin {
    std::string_view name;
    std::uint32_t slot;
    Of of;
    bool nullable;
    bool changes;  ///< worth a `before.`
};
constexpr std::array ticket_builtins{
    Builtin{"id", slot::ticket_id, Of::string, false, false},
    Builtin{"number", slot::ticket_number, Of::string, false, false},
    Builtin{"workflow", slot::ticket_workflow, Of::string, false, false},
    Builtin{"owner", slot::ticket_owner, Of::string, true, true},
    Builtin{"team", slot::ticket_team, Of::string, true, true},
    Builtin{"line", slot::ticket_line, Of::string, true, true},
    Builtin{"party", slot::ticket_party, Of::string, true, true},
    Builtin{"opened_at", slot::ticket_opened_at, Of::timestamp, false, false},
    Builtin{"parent", slot::ticket_parent, Of::string, true, true},
};

void add_object(Scope& scope, std::string name, std::vector<ObjectType::Field> fields) {
    const auto object = static_cast<std::uint32_t>(scope.objects.size());
    scope.objects.push_back({name, std::move(fields)});
    scope.variables.push_back({std::move(name), object_type(object), 0});
}

[[nodiscard]] std::vector<ObjectType::Field> data_fields(const Chart& chart, std::uint32_t base) {
    std::vector<ObjectType::Field> fields;
    std::uint32_t next = base;
    for (const model::Field& field : chart.fields()) fields.push_back({field.name, type_of(field), next++});
    return fields;
}

void add_ticket(const Chart& chart, Scope& scope) {
    auto fields = data_fields(chart, slot::data);
    for (const Builtin& b : ticket_builtins)
        fields.push_back({std::string(b.name), plain(b.of, b.nullable), b.slot});
    add_object(scope, "ticket", std::move(fields));
}

void add_before(const Chart& chart, Scope& scope) {
    auto fields = data_fields(chart, slot::before);
    for (const Builtin& b : ticket_builtins) {
        if (b.changes)
            fields.push_back({std::string(b.name), plain(b.of, b.nullable), slot::before_builtin + b.slot});
    }
    add_object(scope, "before", std::move(fields));
}

void add_actor(Scope& scope) {
    add_object(scope, "actor",
               {{"id", plain(Of::string), slot::actor_id},
                {"roles", with_parameters(Of::list, {plain(Of::string)}), slot::actor_roles},
                {"party", plain(Of::string, true), slot::actor_party}});
}

void add_clocks(const Chart& chart, Scope& scope) {
    std::vector<ObjectType::Field> clocks;
    std::uint32_t base = slot::clock;
    for (const std::string& name : chart.clocks()) {
        const auto object = static_cast<std::uint32_t>(scope.objects.size());
        scope.objects.push_back({fmt::format("clock.{}", name),
                                 {{"running", plain(Of::boolean), base + slot::clock_running},
                                  {"paused", plain(Of::boolean), base + slot::clock_paused},
                                  {"breached", plain(Of::boolean), base + slot::clock_breached},
                                  {"elapsed", plain(Of::duration), base + slot::clock_elapsed},
                                  {"remaining", plain(Of::duration, true), base + slot::clock_remaining},
                                  {"due", plain(Of::timestamp, true), base + slot::clock_due},
                                  {"origin", plain(Of::timestamp), base + slot::clock_origin}}});
        clocks.push_back({name, object_type(object), 0});
        base += slot::clock_properties;
    }
    add_object(scope, "clock", std::move(clocks));
}

// ---- host functions: a literal argument becomes a number, or a mistake with the nearest name

[[nodiscard]] Result<std::uint32_t> unknown(Code code, std::string_view what, std::string_view name,
                                            std::span<const std::string_view> names) {
    const std::string hint = spelling::did_you_mean(name, names);
    return fail(code, fmt::format("there is no {} '{}'{}{}", what, name, hint.empty() ? "" : "; ", hint));
}

template <typename Items, typename NameOf>
[[nodiscard]] std::vector<std::string_view> names_of(const Items& items, NameOf&& name_of) {
    std::vector<std::string_view> names;
    for (const auto& item : items) names.push_back(name_of(item));
    return names;
}

[[nodiscard]] std::string_view last_part(std::string_view id) { return id.substr(id.rfind('.') + 1); }

[[nodiscard]] Result<std::uint32_t> find_state(const Chart& chart, std::string_view name) {
    if (const StateIndex s = chart.state(name); s != none) return s;
    const auto last = names_of(chart.states(), [](const State& s) { return last_part(s.id); });
    if (std::count(last.begin(), last.end(), name) > 1) {
        return fail(ambiguous_state, fmt::format("several states are called '{}'; write the path", name));
    }
    return unknown(unknown_state, "state", name, last);
}

[[nodiscard]] Result<std::uint32_t> find_tag(const Chart& chart, std::string_view name) {
    if (const std::uint16_t tag = chart.tag(name); tag != none) return tag;
    return unknown(unknown_tag, "tag", name,
                   names_of(chart.tags(), [](const std::string& t) { return std::string_view(t); }));
}

[[nodiscard]] Result<std::uint32_t> find_event(const Chart& chart, std::string_view name) {
    if (const EventIndex event = chart.event(name); event != none) return event;
    return unknown(unknown_event, "event", name,
                   names_of(chart.events(), [](const EventInfo& e) { return std::string_view(e.name); }));
}

[[nodiscard]] Result<std::uint32_t> find_field(const Chart& chart, std::string_view name) {
    if (const FieldIndex field = chart.field(name); field != none) return field;
    return unknown(unknown_field, "data field", name,
                   names_of(chart.fields(), [](const model::Field& f) { return std::string_view(f.name); }));
}

using Find = Result<std::uint32_t> (*)(const Chart&, std::string_view);

void add_function(const Chart& chart, Scope& scope, std::string name, std::uint32_t id, Find find) {
    scope.functions.push_back({std::move(name), plain(Of::boolean),
                               [&chart, find](std::string_view argument) { return find(chart, argument); },
                               id});
}

}  // namespace

Type type_of(const model::Field& field) {
    const bool nullable = !field.required && !field.initial;
    const Type element = plain(of_field(field.element));
    if (field.type == model::FieldType::list) return with_parameters(Of::list, {element}, nullable);
    if (field.type == model::FieldType::map)
        return with_parameters(Of::map, {plain(Of::string), element}, nullable);
    Type type = plain(of_field(field.type), nullable);
    if (field.type == model::FieldType::enumeration) type.values = field.values;
    return type;
}

/// A declared event is an object with its fields; any other a map, whose keys nobody knows.
void set_event(const Chart& chart, EventIndex event, Scope& scope) {
    // add_object put both at the front, see guard_scope.
    ObjectType& object = scope.objects.front();
    Scope::Variable& variable = scope.variables.front();
    object.fields.clear();
    const model::EventType* type = event == none ? nullptr : chart.events()[event].type;
    if (type == nullptr) {
        variable.type = with_parameters(Of::map, {plain(Of::string), plain(Of::dynamic)});
        variable.slot = slot::event_data;
        return;
    }
    std::uint32_t next = slot::event;
    for (const model::Field& field : type->data)
        object.fields.push_back({field.name, type_of(field), next++});
    object.fields.push_back({"name", plain(Of::string), slot::event_name});
    variable.type = object_type(0);
    variable.slot = 0;
}

Scope Chart::guard_scope(EventIndex event) const {
    Scope scope;
    add_object(scope, "event", {});
    set_event(*this, event, scope);
    add_ticket(*this, scope);
    add_actor(scope);
    add_clocks(*this, scope);
    scope.variables.push_back({"now", plain(Of::timestamp), slot::now});
    add_function(*this, scope, "inState", function::in_state, find_state);
    add_function(*this, scope, "tagged", function::tagged, find_tag);
    return scope;
}

Scope Chart::condition_scope() const {
    Scope scope;
    add_object(scope, "event", {});
    set_event(*this, none, scope);
    add_ticket(*this, scope);
    add_before(*this, scope);
    add_actor(scope);
    add_function(*this, scope, "inState", function::in_state, find_state);
    add_function(*this, scope, "tagged", function::tagged, find_tag);
    add_function(*this, scope, "wasIn", function::was_in, find_state);
    add_function(*this, scope, "entered", function::entered, find_state);
    add_function(*this, scope, "left", function::left, find_state);
    add_function(*this, scope, "on", function::on, find_event);
    add_function(*this, scope, "changed", function::changed, find_field);
    return scope;
}

/// The engine's own names within `ticket` and `event` cannot be taken.
void Lowering::check_field_names() {
    for (const model::Field& field : chart_->workflow_.data) {
        for (const Builtin& b : ticket_builtins) {
            if (field.name == b.name) {
                report(reserved_field, field.at,
                       fmt::format("expected a field of the workflow's own, but 'ticket.{}' is the engine's",
                                   b.name));
            }
        }
    }
    for (const model::EventType& event : chart_->workflow_.events) {
        for (const model::Field& field : event.data) {
            if (field.name == "name")
                report(reserved_field, field.at,
                       "expected a field of the event's own, but 'event.name' is the engine's");
        }
    }
}

}  // namespace itr::chart
