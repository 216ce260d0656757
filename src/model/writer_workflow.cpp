#include "model/writer.hpp"

namespace itr::model {

void Writer::named_action(const Action& action, std::string_view name_key, const Word& name) {
    json_.begin_object();
    text(name_key, name.text);
    if (action.kind == Action::Kind::signal) text("event", action.event.text);
    if (!action.relation.text.empty()) text("relation", action.relation.text);
    target("after", action.delay);
    if (action.kind == Action::Kind::send && !action.id.text.empty()) text("id", action.id.text);
    number("level", action.level, 0);
    with("with", action.with);
    json_.end_object();
}

void Writer::assign(const Action& action) {
    json_.begin_object();
    word("table", action.table);
    if (!action.name.text.empty()) text("policy", action.name.text);
    for (const auto& [name, expression] : action.with) text(name.text, expression.text);
    json_.end_object();
}

/// The expressions stand beside the name, not under `with`.
void Writer::arguments(const Action& action, std::string_view name_key) {
    json_.begin_object();
    text(name_key, action.name.text);
    number("level", action.level, 0);
    for (const auto& [name, expression] : action.with) text(name.text, expression.text);
    json_.end_object();
}

void Writer::action(const Action& action) {
    json_.begin_object();
    source("when", action.when);
    const std::string_view key = word_of(action_keys, action.kind);
    if (action.kind != Action::Kind::set) json_.key(key);
    switch (action.kind) {
        case Action::Kind::set: with(key, action.with); break;
        case Action::Kind::raise:
            if (action.event.text.empty()) {
                json_.begin_object();
                word("policy", action.name);
                json_.end_object();
                break;
            }
            [[fallthrough]];
        case Action::Kind::send: named_action(action, "event", action.event); break;
        case Action::Kind::cancel: json_.text(action.id.text); break;
        case Action::Kind::ask: named_action(action, "host", action.name); break;
        case Action::Kind::notify:
        case Action::Kind::signal: named_action(action, "to", action.name); break;
        case Action::Kind::assign: assign(action); break;
        case Action::Kind::decide: json_.text(action.name.text); break;
        case Action::Kind::open: named_action(action, "workflow", action.name); break;
        case Action::Kind::ladder: arguments(action, "ladder"); break;
        case Action::Kind::adopt: arguments(action, "clock"); break;
        case Action::Kind::comment:
            json_.begin_object();
            for (const auto& [name, expression] : action.with) text(name.text, expression.text);
            if (action.name.text == "public") text("visible", "public");
            json_.end_object();
            break;
    }
    json_.end_object();
}

void Writer::actions(std::string_view key, const std::vector<Action>& actions) {
    if (actions.empty()) return;
    json_.key(key);
    json_.begin_array();
    for (const Action& each : actions) action(each);
    json_.end_array();
}

void Writer::transition(const Transition& transition) {
    json_.begin_object();
    source("when", transition.when);
    words("to", transition.to);
    actions("do", transition.actions);
    words("role", transition.roles);
    flag("internal", transition.internal);
    number("times", transition.times, 1);
    json_.end_object();
}

void Writer::handler(const Handler& handler) {
    json_.begin_object();
    if (!handler.event.text.empty()) text("event", handler.event.text);
    target("after", handler.after);
    json_.key("transitions");
    json_.begin_array();
    for (const Transition& each : handler.transitions) transition(each);
    json_.end_array();
    json_.end_object();
}

void Writer::handlers(const State& state) {
    if (state.handlers.empty()) return;
    json_.key("on");
    json_.begin_array();
    for (const Handler& each : state.handlers) handler(each);
    json_.end_array();
}

void Writer::states(const State& state) {
    if (state.initial) {
        json_.key("initial");
        transition(*state.initial);
    }
    if (state.states.empty()) return;
    json_.key("states");
    json_.begin_object();
    for (const State& child : state.states) {
        json_.key(child.name);
        this->state(child);
    }
    json_.end_object();
}

void Writer::state(const State& state) {
    json_.begin_object();
    const StateKind told = state.states.empty() ? StateKind::atomic : StateKind::compound;
    if (state.kind == StateKind::deep_history)
        text("history", "deep");
    else if (state.kind != told)
        text("type", word_of(state_types, state.kind));
    if (state.kind == StateKind::deep_history) text("type", "history");
    title(state.title);
    states(state);
    actions("entry", state.entry);
    actions("exit", state.exit);
    handlers(state);
    strings("tags", state.tags);
    word("line", state.line);
    word("role", state.role);
    word("calendar", state.calendar);
    if (state.ola) text("ola", to_string(state.ola->first));
    words("uses", state.uses);
    json_.end_object();
}

void Writer::event(const EventType& event) {
    json_.key(event.name);
    json_.begin_object();
    title(event.title);
    std::vector<Word> roles = event.roles;
    if (event.any_role) roles.insert(roles.begin(), Word{"any", {}});
    words("roles", roles);
    fields("data", event.data);
    choice("visible", visibilities, event.internal, false);
    json_.end_object();
}

void Writer::workflow(const Workflow& workflow) {
    json_.begin_object();
    text("workflow", workflow.name);
    title(workflow.title);
    word("calendar", workflow.calendar);
    choice("unexpected", unexpecteds, workflow.ignore_unexpected, false);
    words("opened_by", workflow.opened_by);
    with("milestones", workflow.milestones);
    fields("data", workflow.data);
    if (!workflow.events.empty()) {
        json_.key("events");
        json_.begin_object();
        for (const EventType& each : workflow.events) event(each);
        json_.end_object();
    }
    if (workflow.root.kind == StateKind::parallel) text("type", "parallel");
    states(workflow.root);
    handlers(workflow.root);
    json_.end_object();
}

}  // namespace itr::model
