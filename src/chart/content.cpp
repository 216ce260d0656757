// Guards and actions: their expressions compiled, their names resolved.
#include <fmt/format.h>

#include <algorithm>

#include "base/spelling.hpp"
#include "chart/codes.hpp"
#include "chart/content.hpp"
#include "expression/field_alone.hpp"

namespace itr::chart {

using Kind = model::Action::Kind;

std::optional<expression::Expression> ContentCompiler::compile(const model::Source& source,
                                                               const expression::Scope& scope,
                                                               std::optional<expression::Type> wanted) {
    return expression::Expression::compile(source.text, scope, source.at, diagnostics_, std::move(wanted));
}

Action ContentCompiler::compile(const model::Action& from, const expression::Scope& scope) {
    const std::size_t told = diagnostics_.size();
    Action to;
    to.kind = from.kind;
    to.event_name = from.event.text;
    to.name = from.name.text;
    to.id = from.id.text;
    to.relation = from.relation.text;
    to.delay = from.delay;
    to.level = from.level;
    if (from.table) to.table = from.table->text;
    if (from.when) to.when = compile(*from.when, scope, boolean_type());
    if (from.delay) check_delay(*from.delay, from.at);
    switch (from.kind) {
        case Kind::set: lower_set(from, scope, to); break;
        case Kind::raise:
            if (from.event.text.empty()) break;  // a policy says which
            [[fallthrough]];
        case Kind::send: lower_event_data(from, scope, to); break;
        case Kind::cancel:
            if (send_ids_ &&
                std::find(send_ids_->begin(), send_ids_->end(), from.id.text) == send_ids_->end()) {
                report(unknown_send, from.id.at,
                       fmt::format("nothing in this workflow is sent with the id '{}'", from.id.text),
                       spelling::did_you_mean(from.id.text, *send_ids_));
            }
            break;
        case Kind::signal: to.event = chart_.event(from.event.text); [[fallthrough]];
        case Kind::ask:
        case Kind::notify:
        case Kind::assign:
        case Kind::decide:
        case Kind::open:
        case Kind::ladder:
        case Kind::adopt:
        case Kind::comment: lower_arguments(from, scope, to); break;
    }
    to.incomplete = diagnostics_.size() != told;
    return to;
}

void ContentCompiler::lower_arguments(const model::Action& from, const expression::Scope& scope, Action& to) {
    for (const auto& [name, source] : from.with) {
        if (auto value = compile(source, scope, std::nullopt))
            to.with.push_back({name.text, none, std::move(*value), personal_field(source.text)});
    }
}

/// Of `ticket.customer` and nothing more, if that is personal.
FieldIndex ContentCompiler::personal_field(std::string_view source) const {
    const FieldIndex field = chart_.field(expression::field_alone(source));
    return field != none && chart_.workflow().data[field].personal ? field : none;
}

void ContentCompiler::lower_set(const model::Action& from, const expression::Scope& scope, Action& to) {
    const auto& fields = chart_.workflow().data;
    for (const auto& [name, source] : from.with) {
        const FieldIndex field = chart_.field(name.text);
        if (field == none) {
            report(unknown_field, name.at, fmt::format("there is no data field '{}'", name.text),
                   nearest_field(name.text, fields));
        }
        const auto wanted = field == none ? std::nullopt : std::optional(type_of(fields[field]));
        auto value = compile(source, scope, wanted);
        if (value && field != none) to.with.push_back({name.text, field, std::move(*value)});
    }
    if (!to.with.empty()) to.field = to.with.front().field;
}

/// raise, send: the data of a declared event are checked against its declaration.
void ContentCompiler::lower_event_data(const model::Action& from, const expression::Scope& scope,
                                       Action& to) {
    to.event = chart_.event(from.event.text);
    const model::EventType* type = to.event == none ? nullptr : chart_.events()[to.event].type;
    if (type == nullptr) return lower_arguments(from, scope, to);
    for (const auto& [name, source] : from.with) {
        const auto field = std::find_if(type->data.begin(), type->data.end(),
                                        [&](const auto& f) { return f.name == name.text; });
        const bool known = field != type->data.end();
        if (!known) {
            report(unknown_field, name.at, fmt::format("event '{}' has no field '{}'", type->name, name.text),
                   nearest_field(name.text, type->data));
        }
        auto value = compile(source, scope, known ? std::optional(type_of(*field)) : std::nullopt);
        if (value && known) {
            to.with.push_back(
                {name.text, static_cast<FieldIndex>(field - type->data.begin()), std::move(*value)});
        }
    }
    for (const model::Field& field : type->data) {
        const bool given = std::any_of(from.with.begin(), from.with.end(),
                                       [&](const auto& w) { return w.first.text == field.name; });
        if (field.required && !field.initial && !given) {
            report(missing_field, from.at,
                   fmt::format("expected the field '{}' that event '{}' requires", field.name, type->name));
        }
    }
}

void ContentCompiler::check_delay(const calendar::Target& delay, const Location& at) {
    using Of = calendar::Target::Kind;
    if (delay.kind == Of::share || delay.kind == Of::host || delay.kind == Of::unlimited) {
        report(bad_delay, at, "expected a length of time, a number of working days, or the date of a field");
    }
    if (delay.kind != Of::date) return;
    const std::string_view prefix = "ticket.";
    const std::string_view name =
        std::string_view(delay.reference).substr(delay.reference.starts_with(prefix) ? prefix.size() : 0);
    const auto& fields = chart_.workflow().data;
    const FieldIndex field = chart_.field(name);
    if (field == none) {
        report(unknown_field, at, fmt::format("there is no data field '{}'", name),
               nearest_field(name, fields));
    } else if (fields[field].type != model::FieldType::timestamp) {
        report(bad_delay, at, fmt::format("expected the date to be a timestamp, but '{}' is not", name));
    }
}

void ContentCompiler::report(Code code, const Location& at, std::string message, std::string hint) {
    diagnostics_.push_back({code, Severity::error, at, std::move(message), std::move(hint)});
}

std::vector<Action> compile_actions(std::span<const model::Action> actions, const Chart& chart,
                                    const expression::Scope& scope, Diagnostics& diagnostics) {
    ContentCompiler compiler(chart, diagnostics);
    std::vector<Action> compiled;
    for (const model::Action& action : actions) compiled.push_back(compiler.compile(action, scope));
    return compiled;
}

}  // namespace itr::chart
