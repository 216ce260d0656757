// Executable content: what the actions of a pack do to a ticket.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "model/words.hpp"
#include "ticket/clocks.hpp"
#include "ticket/codes.hpp"
#include "ticket/data.hpp"
#include "ticket/signal.hpp"
#include "ticket/turn.hpp"

namespace itr::ticket {
namespace {

std::optional<std::string> text_of(const Data& data, std::string_view name) {
    const auto at = std::ranges::find(data, name, &Data::value_type::first);
    if (at == data.end()) return std::nullopt;
    return text_or_empty(at->second);
}

bool fits_enum(const model::Field& field, const Value& value) {
    return value.is(Kind::string) && std::ranges::find(field.values, value.as_string()) != field.values.end();
}

/// Texts and whole numbers that JSON gives for want of better types.
void convert(model::FieldType type, Value& value) {
    if (type == model::FieldType::floating && value.is(Kind::integer))
        value = Value(static_cast<double>(value.as_int()));
    if (type == model::FieldType::timestamp && value.is(Kind::string))
        if (const auto read = text::read_timestamp(value.as_string())) value = Value(*read);
    if (type == model::FieldType::duration && value.is(Kind::string))
        if (const auto read = text::read_time_span(value.as_string())) value = Value(*read);
    if (type == model::FieldType::timestamp && value.is(Kind::timestamp))
        value = Value::instant(to_instant(value.as_timestamp()));
}

bool is_of(model::FieldType type, const Value& value) {
    using model::FieldType;
    switch (type) {
        case FieldType::boolean: return value.is(Kind::boolean);
        case FieldType::integer: return value.is(Kind::integer);
        case FieldType::floating: return value.is(Kind::floating);
        case FieldType::string:
        case FieldType::enumeration: return value.is(Kind::string);
        case FieldType::timestamp: return value.is(Kind::timestamp);
        case FieldType::duration: return value.is(Kind::duration);
        case FieldType::list: return value.is(Kind::list);
        case FieldType::map: return value.is(Kind::map);
    }
    return false;
}

/// In a message, which may come to stand in the journal.
std::string shown(const model::Field& field, const Value& value) {
    return field.personal ? "another" : to_json(value);
}

Status fit_element(const model::Field& field, const Value& element) {
    if (is_of(field.element, element)) return {};
    return fail(data_wrong_type,
                fmt::format("expected every element of '{}' to be of the type {}, but found {}", field.name,
                            model::word_of(model::field_types, field.element), shown(field, element)));
}

}  // namespace

Status fit(const model::Field& field, Value& value) {
    if (value.is_null()) return {};
    convert(field.type, value);
    if (!is_of(field.type, value))
        return fail(data_wrong_type, fmt::format("expected '{}' to be of the type {}, but found {} ({})",
                                                 field.name, model::word_of(model::field_types, field.type),
                                                 shown(field, value), cel_name(value.kind())));
    if (field.type == model::FieldType::enumeration && !fits_enum(field, value))
        return fail(data_wrong_type,
                    fmt::format("expected one of the values of '{}' ({}), but found {}", field.name,
                                fmt::join(field.values, ", "), shown(field, value)));
    if (field.type == model::FieldType::list)
        for (const Value& element : value.as_list())
            if (auto ok = fit_element(field, element); !ok) return ok;
    if (field.type == model::FieldType::map)
        for (const auto& entry : value.as_map())
            if (auto ok = fit_element(field, entry.value); !ok) return ok;
    return check_storable(value);
}

void Turn::execute(const chart::Action& action) {
    using Of = model::Action::Kind;
    if (action.when && !holds(*action.when)) return;
    switch (action.kind) {
        case Of::set: return execute_set(action);
        case Of::raise: return execute_raise(action);
        case Of::send: return execute_send(action);
        case Of::cancel: return execute_cancel(action);
        case Of::ask: return execute_effect(action, "ask");
        case Of::notify: return execute_notify(action);
        case Of::assign: return execute_assign(action);
        case Of::decide: return execute_decide(action);
        case Of::open: return execute_effect(action, "open");
        case Of::signal: return execute_signal(action);
        case Of::ladder: return execute_ladder(action);
        case Of::adopt: return execute_adopt(action);
        case Of::comment: return execute_comment(action);
    }
}

Result<Value> Turn::evaluate(const expression::Expression& expression) {
    return expression.evaluate(scratch_.frame);
}

Data Turn::evaluate_all(const chart::Action& action) {
    Data data;
    for (const auto& argument : action.with) {
        auto value = evaluate(argument.value);
        if (value)
            data.emplace_back(argument.name, *std::move(value));
        else
            fail_action(argument.name, value.error());
    }
    return data;
}

void Turn::execute_set(const chart::Action& action) {
    const std::size_t mark = commit_.events.size();
    for (const auto& argument : action.with) {
        auto value = evaluate(argument.value);
        if (!value) {
            fail_action(argument.name, value.error());
            continue;
        }
        set_fitting(argument.field, *std::move(value));
    }
    derive(mark);
}

void Turn::execute_raise(const chart::Action& action) {
    if (action.event_name.empty()) return follow_route(action.name);
    queue(action.event_name, evaluate_all(action));
}

void Turn::execute_cancel(const chart::Action& action) {
    clear_timers([&](const PendingTimer& t) { return t.timer == chart::none && t.id == action.id; });
}

void Turn::execute_comment(const chart::Action& action) {
    const auto text = text_of(evaluate_all(action), "text");
    comment(text.value_or(""), action.name != "public");
}

void Turn::execute_send(const chart::Action& action) {
    if (scratch_.ticket.timers().size() >= max_timers)
        return fail_action(
            "send", {ticket_too_many_timers, fmt::format("expected at most {} waiting timers", max_timers)});
    const Instant due = action.delay ? delay_end(*action.delay, flow_->calendar) : at_;
    if (due == never) return;  // its date is not known
    emit(event::TimerSet{chart::none, action.event, due, action.id, evaluate_all(action)});
}

std::optional<policy::Table::Outcome> Turn::ask_table(std::uint16_t table) {
    auto outcome = flow_->tables[table].decide(scratch_.frame);
    if (!outcome) {
        fail_action(flow_->tables[table].source().name, outcome.error());
        return std::nullopt;
    }
    return *std::move(outcome);
}

void Turn::execute_assign(const chart::Action& action) {
    policy::Assignment wanted;
    if (!action.table.empty()) {
        const auto table = find_table(*flow_, scratch_.ticket.pack()->model(), action.table);
        const auto outcome = table == chart::none ? std::nullopt : ask_table(table);
        if (!outcome) return;
        const auto& outputs = flow_->tables[table].source().outputs;
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const Value& value = outcome->outputs[i];
            std::string text = value.is(Kind::string) ? std::string(value.as_string()) : std::string();
            if (outputs[i].name == "team" || outputs[i].name.empty()) wanted.team = text;
            if (outputs[i].name == "owner") wanted.owner = text;
            if (outputs[i].name == "line") wanted.line = text;
        }
        wanted.reason = "table " + action.table;
    } else if (!action.name.empty()) {
        const auto proposal = propose_assignment(action.name);
        if (!proposal) return;
        wanted = *proposal;
    } else {
        const Data data = evaluate_all(action);
        wanted.team = text_of(data, "team");
        wanted.owner = text_of(data, "owner");
        wanted.line = text_of(data, "line");
        wanted.reason = text_of(data, "reason").value_or("");
    }
    assign(wanted);
}

void Turn::execute_decide(const chart::Action& action) {
    const auto table = find_table(*flow_, scratch_.ticket.pack()->model(), action.table);
    const auto outcome = table == chart::none ? std::nullopt : ask_table(table);
    if (!outcome) return;
    const std::size_t mark = commit_.events.size();
    const auto& outputs = flow_->tables[table].source().outputs;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const auto field = chart().field(outputs[i].name);
        if (field != chart::none) set_fitting(field, Value(outcome->outputs[i]));
    }
    derive(mark);
}

/// What does not fit is told, and the field stays as it was.
void Turn::set_fitting(chart::FieldIndex field, Value&& value) {
    const model::Field& declared = chart().fields()[field];
    if (!is_plain_fit(declared, value))
        if (auto ok = fit(declared, value); !ok) return fail_action(declared.name, ok.error());
    set_field(field, std::move(value));
}

/// An effect, and the event that asks for it, cannot be erased: a personal field stands in them by its slot.
std::vector<Value::Entry> Turn::effect_data(const chart::Action& action) {
    Data with, personal;
    for (const auto& argument : action.with) {
        if (argument.personal != chart::none && !scratch_.ticket.field(argument.personal).is_null()) {
            personal.emplace_back(argument.name, Value("data." + chart().fields()[argument.personal].name));
            continue;
        }
        auto value = evaluate(argument.value);
        if (value)
            with.emplace_back(argument.name, *std::move(value));
        else
            fail_action(argument.name, value.error());
    }
    std::vector<Value::Entry> data{{Value("with"), map_of(with)}};
    if (!personal.empty()) data.push_back({Value("personal"), map_of(personal)});
    return data;
}

void Turn::execute_notify(const chart::Action& action) {
    if (waits_already(action.name)) return;
    std::vector<Value::Entry> payload = effect_data(action);
    payload.push_back({Value("to"), Value(action.name)});
    if (notices_ && notices_->ladder->digest)
        payload.push_back({Value("digest"), Value(notices_->ladder->name)});
    request_effect("notify", Value::map(std::move(payload)), notice_at(action.name));
}

void Turn::execute_effect(const chart::Action& action, std::string_view kind) {
    std::vector<Value::Entry> payload = effect_data(action);
    if (kind == "ask") payload.push_back({Value("host"), Value(action.name)});
    if (kind == "open") payload.push_back({Value("workflow"), Value(action.name)});
    request_effect(std::string(kind), Value::map(std::move(payload)), at_);
}

/// A merged ticket brings its origin and its due instant along, by its signal's data.
void Turn::execute_adopt(const chart::Action& action) {
    const Data given = evaluate_all(action);
    const auto instant = [&](std::string_view name) {
        const auto at = std::ranges::find(given, name, &Data::value_type::first);
        const bool told = at != given.end() && at->second.is(Kind::timestamp);
        return told ? to_instant(at->second.as_timestamp()) : never;
    };
    const clock::State* found = find_clock(*flow_->plan, scratch_.ticket.clocks(), action.name);
    if (found == nullptr)
        return fail_action(
            "adopt", {action_failed, fmt::format("expected clock '{}' to have been started", action.name)});
    auto change = clock::adopt(*flow_->plan, *found, at_, instant("origin"), instant("due"));
    if (!change) return fail_action("adopt", change.error());
    if (*change) emit(event::ClockChanged{**std::move(change), "adopt"});
}

void Turn::execute_signal(const chart::Action& action) {
    request_effect("signal", signal_payload(scratch_.ticket, action, effect_data(action)), at_);
}

}  // namespace itr::ticket
