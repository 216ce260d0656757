#include <algorithm>

#include "loader/documents.hpp"

namespace itr::loader {
namespace {

using model::Handler;
using model::State;
using model::StateKind;

model::Transition transition_of(Context& context, const Node& node) {
    model::Transition transition;
    transition.at = context.at(node);
    if (node.kind == Node::Kind::scalar) {
        transition.to.push_back(word_of(context, node));
        return transition;
    }
    Map map(context, node, "a transition");
    map.read("when", transition.when);
    map.read("to", transition.to);
    if (const Node* actions = map.get("do")) transition.actions = actions_of(context, *actions);
    map.read("role", transition.roles);
    map.read("internal", transition.internal);
    map.read_number("times", transition.times, 0, 100);
    map.finish();
    return transition;
}

bool descriptor_ok(std::string_view text) noexcept {
    if (text == "*") return true;
    if (text.ends_with(".*")) text.remove_suffix(2);
    // done.state.ID names states, which may contain '-'.
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    });
}

Handler listed_handler(Context& context, const Node& node) {
    Handler handler;
    handler.at = context.at(node);
    Map map(context, node, "a handler");
    map.read("event", handler.event);
    if (const Node* after = map.get("after")) handler.after = delay_of(context, *after);
    if (const Node* transitions = map.need("transitions"))
        handler.transitions = transitions_of(context, *transitions);
    map.finish();
    if (handler.after && !handler.event.text.empty())
        context.error(invalid_value, node, "a handler of an event as well as of a delay", "make it two");
    return handler;
}

void read_on(Context& context, const Node& node, State& state) {
    if (node.kind == Node::Kind::sequence) {
        for (const Node& item : items(node)) state.handlers.push_back(listed_handler(context, item));
        return;
    }
    if (node.kind != Node::Kind::map) return wrong_type(context, node, "a map from events to transitions");
    for (const auto [event, transitions] : pairs(node)) {
        Handler handler;
        handler.at = context.at(event);
        handler.event = word_of(context, event);
        if (!descriptor_ok(event.text))
            context.error(invalid_name, event, fmt::format("'{}' describes no event", event.text),
                          "an event's name, a prefix such as error.*, or *");
        handler.transitions = transitions_of(context, transitions);
        state.handlers.push_back(std::move(handler));
    }
}

void read_after(Context& context, const Node& node, State& state) {
    if (node.kind != Node::Kind::map) return wrong_type(context, node, "a map from delays to transitions");
    for (const auto [delay, transitions] : pairs(node)) {
        Handler handler;
        handler.at = context.at(delay);
        handler.after = delay_of(context, delay);
        handler.transitions = transitions_of(context, transitions);
        state.handlers.push_back(std::move(handler));
    }
}

void add_handler(Context& context, const Node& key, const Node& value, std::string event, State& state) {
    Handler handler;
    handler.at = context.at(key);
    handler.event = {std::move(event), context.at(key)};
    handler.transitions = transitions_of(context, value);
    state.handlers.push_back(std::move(handler));
}

/// `on`, `after`, `always`, `done`, in the order in which they stand.
void read_handlers(Context& context, Map& map, const std::string& path, State& state) {
    for (const char* key : {"on", "after", "always", "done"}) (void)map.get(key);
    for (const auto [key, value] : pairs(map.node())) {
        if (key.text == "on") read_on(context, value, state);
        if (key.text == "after") read_after(context, value, state);
        if (key.text == "always") add_handler(context, key, value, {}, state);
        if (key.text == "done") add_handler(context, key, value, "done.state." + path, state);
    }
}

StateKind kind_of(Context& context, Map& map) {
    StateKind kind = map.has("states") ? StateKind::compound : StateKind::atomic;
    const Node* type = map.get("type");
    const Node* history = map.get("history");
    if (type != nullptr) kind = choice_of(context, *type, model::state_types, kind);
    if (history == nullptr) return kind;
    const bool other = type != nullptr && kind != StateKind::shallow_history;
    if (other) context.error(invalid_value, *history, "'history' belongs to states of type history");
    return choice_of(context, *history, model::history_kinds, StateKind::shallow_history);
}

void read_substates(Context& context, Map& map, const std::string& path, State& state);

State state_of(Context& context, const Node& name, const Node& node, const std::string& parent) {
    State state;
    state.name = name_of(context, name, NameRule::dashed, "a state");
    state.at = context.at(name);
    const std::string path = parent.empty() ? state.name : parent + "." + state.name;
    if (node.kind == Node::Kind::null && !node.broken) return state;  // `waiting:` alone is an atomic state
    Map map(context, node, "a state");
    state.kind = kind_of(context, map);
    map.read("title", state.title);
    read_substates(context, map, path, state);
    if (const Node* entry = map.get("entry")) state.entry = actions_of(context, *entry);
    if (const Node* exit = map.get("exit")) state.exit = actions_of(context, *exit);
    read_handlers(context, map, path, state);
    map.read("tags", state.tags);
    map.read("line", state.line);
    map.read("role", state.role);
    map.read("calendar", state.calendar);
    if (const Node* ola = map.get("ola")) state.ola.emplace(span_of(context, *ola), context.at(*ola));
    map.read("uses", state.uses);
    map.finish();
    return state;
}

void read_substates(Context& context, Map& map, const std::string& path, State& state) {
    if (const Node* initial = map.get("initial")) state.initial = transition_of(context, *initial);
    if (const Node* states = map.get("states")) {
        if (states->kind != Node::Kind::map) wrong_type(context, *states, "a map from names to states");
        state.states.reserve(states->count);
        for (const auto [name, child] : pairs(*states))
            state.states.push_back(state_of(context, name, child, path));
    }
}

void check_reserved(Context& context, const Node& name) {
    for (const std::string_view prefix : {"ticket.", "clock.", "done.", "error.", "after."})
        if (name.text.starts_with(prefix))
            context.error(reserved_name, name,
                          fmt::format("events that begin with '{}' are the engine's", prefix),
                          "choose another name");
}

model::EventType event_of(Context& context, const Node& name, const Node& node) {
    model::EventType event;
    event.name = name_of(context, name, NameRule::dotted, "an event");
    event.at = context.at(name);
    check_reserved(context, name);
    if (node.kind == Node::Kind::null && !node.broken) return event;
    Map map(context, node, "an event");
    map.read("title", event.title);
    map.read("role", event.roles);
    map.read("roles", event.roles);
    if (map.has("role") && map.has("roles"))
        context.error(duplicate_key, node, "'role' and 'roles' are the same key", "write one of them");
    if (const Node* data = map.get("data")) event.data = fields_of(context, *data);
    map.read("visible", event.internal, model::visibilities);
    map.finish();
    event.any_role =
        std::erase_if(event.roles, [](const model::Word& role) { return role.text == "any"; }) > 0;
    return event;
}

}  // namespace

std::vector<model::Transition> transitions_of(Context& context, const Node& node) {
    std::vector<model::Transition> transitions;
    if (node.kind != Node::Kind::sequence) {
        transitions.push_back(transition_of(context, node));
    } else {
        for (const Node& item : items(node)) transitions.push_back(transition_of(context, item));
        if (transitions.empty()) context.error(missing_key, node, "an empty list of transitions");
    }
    return transitions;
}

model::Workflow read_workflow(Context& context, Map& map) {
    model::Workflow workflow;
    map.read("title", workflow.title);
    map.read("calendar", workflow.calendar);
    map.read("unexpected", workflow.ignore_unexpected, model::unexpecteds);
    map.read("opened_by", workflow.opened_by);
    if (const Node* milestones = map.get("milestones"))
        workflow.milestones = sources_of(context, *milestones);
    if (const Node* data = map.get("data")) workflow.data = fields_of(context, *data);
    if (const Node* events = map.get("events")) {
        if (events->kind != Node::Kind::map) wrong_type(context, *events, "a map from names to events");
        for (const auto [name, event] : pairs(*events))
            workflow.events.push_back(event_of(context, name, event));
    }
    workflow.root.at = context.at(map.node());
    workflow.root.kind = StateKind::compound;
    if (const Node* type = map.get("type")) {
        workflow.root.kind = choice_of(context, *type, model::state_types, StateKind::compound);
        if (workflow.root.kind != StateKind::compound && workflow.root.kind != StateKind::parallel)
            context.error(invalid_value, *type, "a workflow is compound or parallel");
    }
    read_substates(context, map, {}, workflow.root);
    if (const Node* on = map.get("on")) read_on(context, *on, workflow.root);
    return workflow;
}

}  // namespace itr::loader
