#include "chart/sample.hpp"

namespace itr::test {
namespace {

[[nodiscard]] model::State state(model::StateKind kind, std::string name,
                                 std::vector<model::State> states = {}) {
    model::State made;
    made.name = std::move(name);
    made.kind = kind;
    made.states = std::move(states);
    made.at = {"sample.yaml", 1, 1};
    return made;
}

[[nodiscard]] model::Action action(model::Action::Kind kind) {
    model::Action made;
    made.kind = kind;
    return made;
}

}  // namespace

model::State atomic(std::string name) { return state(model::StateKind::atomic, std::move(name)); }
model::State final_state(std::string name) { return state(model::StateKind::final, std::move(name)); }
model::State compound(std::string name, std::vector<model::State> states) {
    return state(model::StateKind::compound, std::move(name), std::move(states));
}
model::State parallel(std::string name, std::vector<model::State> states) {
    return state(model::StateKind::parallel, std::move(name), std::move(states));
}
model::State history(std::string name, bool deep, std::string target) {
    auto made =
        state(deep ? model::StateKind::deep_history : model::StateKind::shallow_history, std::move(name));
    made.initial = to({std::move(target)});
    return made;
}

model::Transition to(std::vector<std::string> targets, std::string when) {
    model::Transition made;
    for (std::string& target : targets) made.to.push_back(word(std::move(target)));
    if (!when.empty()) made.when = source(std::move(when));
    return made;
}
model::Transition doing(std::vector<std::string> targets, std::vector<model::Action> actions) {
    model::Transition made = to(std::move(targets));
    made.actions = std::move(actions);
    return made;
}
model::Handler on(std::string event, std::vector<model::Transition> transitions) {
    return {word(std::move(event)), std::nullopt, std::move(transitions), {}};
}
model::Handler on(std::string event, std::string target) {
    return on(std::move(event), {to({std::move(target)})});
}
model::Handler always(std::vector<model::Transition> transitions) { return on("", std::move(transitions)); }
model::Handler after(Duration delay, std::string target) {
    calendar::Target real;
    real.kind = calendar::Target::Kind::real;
    real.length = delay;
    return {word(""), real, {to({std::move(target)})}, {}};
}

model::Action raise(std::string event) {
    auto made = action(model::Action::Kind::raise);
    made.event = word(std::move(event));
    return made;
}
model::Action set(std::string field, std::string expression) {
    auto made = action(model::Action::Kind::set);
    made.with.emplace_back(word(std::move(field)), source(std::move(expression)));
    return made;
}
model::Action send(std::string event, Duration delay, std::string id) {
    auto made = action(model::Action::Kind::send);
    made.event = word(std::move(event));
    made.id = word(std::move(id));
    made.delay.emplace();
    made.delay->kind = calendar::Target::Kind::real;
    made.delay->length = delay;
    return made;
}
model::Action cancel(std::string id) {
    auto made = action(model::Action::Kind::cancel);
    made.id = word(std::move(id));
    return made;
}
model::Action notify(std::string role) {
    auto made = action(model::Action::Kind::notify);
    made.name = word(std::move(role));
    return made;
}

model::Action signal(std::string to, std::string event) {
    auto made = action(model::Action::Kind::signal);
    made.name = word(std::move(to));
    made.event = word(std::move(event));
    return made;
}

model::Action open_child(std::string workflow) {
    auto made = action(model::Action::Kind::open);
    made.name = word(std::move(workflow));
    return made;
}

model::State with(model::State state, std::vector<model::Handler> handlers) {
    state.handlers = std::move(handlers);
    return state;
}

model::Field integer_field(std::string name, std::int64_t initial) {
    model::Field made;
    made.name = std::move(name);
    made.type = model::FieldType::integer;
    made.initial.emplace();
    made.initial->literal = Value(initial);
    return made;
}
model::EventType event(std::string name) {
    model::EventType made;
    made.name = std::move(name);
    made.any_role = true;
    return made;
}

model::Workflow workflow(std::vector<model::State> states, std::vector<std::string> events,
                         std::string initial) {
    model::Workflow made;
    made.name = "sample";
    made.root = state(model::StateKind::compound, "", std::move(states));
    if (!initial.empty()) made.root.initial = to({std::move(initial)});
    for (std::string& name : events) made.events.push_back(event(std::move(name)));
    return made;
}

}  // namespace itr::test
