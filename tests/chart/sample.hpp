// Workflows written in C++, for tests that need no YAML.
#pragma once

#include <itr/model.hpp>
#include <string>
#include <utility>
#include <vector>

namespace itr::test {

/// Places are made up of the text, so that a test can tell diagnostics apart.
[[nodiscard]] inline model::Word word(std::string text) { return {std::move(text), {"sample.yaml", 1, 1}}; }
[[nodiscard]] inline model::Source source(std::string text) {
    return {std::move(text), {"sample.yaml", 1, 1}};
}

[[nodiscard]] model::State atomic(std::string name);
[[nodiscard]] model::State final_state(std::string name);
[[nodiscard]] model::State compound(std::string name, std::vector<model::State> states);
[[nodiscard]] model::State parallel(std::string name, std::vector<model::State> states);
[[nodiscard]] model::State history(std::string name, bool deep, std::string to);

/// A transition: `to` may be empty (targetless).
[[nodiscard]] model::Transition to(std::vector<std::string> targets, std::string when = {});
/// The same, with actions.
[[nodiscard]] model::Transition doing(std::vector<std::string> targets, std::vector<model::Action> actions);
[[nodiscard]] model::Handler on(std::string event, std::vector<model::Transition> transitions);
[[nodiscard]] model::Handler on(std::string event, std::string target);
[[nodiscard]] model::Handler always(std::vector<model::Transition> transitions);
[[nodiscard]] model::Handler after(Duration delay, std::string target);

[[nodiscard]] model::Action raise(std::string event);
[[nodiscard]] model::Action set(std::string field, std::string expression);
[[nodiscard]] model::Action send(std::string event, Duration delay, std::string id = {});
[[nodiscard]] model::Action cancel(std::string id);
[[nodiscard]] model::Action notify(std::string role);
/// An event to other tickets: to `parent`, `children`, `linked` or `linking`.
[[nodiscard]] model::Action signal(std::string to, std::string event);
[[nodiscard]] model::Action open_child(std::string workflow);

/// `state` with these handlers.
[[nodiscard]] model::State with(model::State state, std::vector<model::Handler> handlers);

[[nodiscard]] model::Field integer_field(std::string name, std::int64_t initial);
[[nodiscard]] model::EventType event(std::string name);

/// A workflow whose events are declared as given; without `initial` it begins in the first state.
[[nodiscard]] model::Workflow workflow(std::vector<model::State> states, std::vector<std::string> events,
                                       std::string initial = {});

}  // namespace itr::test
