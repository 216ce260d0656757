// The events of a workflow and what an `on:` descriptor means.
#include <fmt/format.h>

#include <algorithm>

#include "base/spelling.hpp"
#include "chart/codes.hpp"
#include "chart/lowering.hpp"

namespace itr::chart {
namespace {

constexpr std::string_view done_prefix = "done.state.";

[[nodiscard]] bool is_reserved(std::string_view name) {
    constexpr std::array<std::string_view, 5> prefixes{"ticket.", "clock.", "done.", "error.", "after."};
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](std::string_view p) { return name.starts_with(p); });
}

}  // namespace

EventIndex Lowering::intern(std::string_view name, const model::EventType* type) {
    if (const EventIndex known = chart_->event(name); known != none) return known;
    // Beyond the limit numbers would wrap: within_limits reports it before anything uses them.
    if (chart_->events_.size() > max_events) return none;
    const auto event = static_cast<EventIndex>(chart_->events_.size());
    index_.events.emplace(name, event);
    EventInfo& info = chart_->events_.emplace_back(EventInfo{std::string(name), type});
    if (type == nullptr) return event;
    info.has_personal_data = std::ranges::any_of(type->data, &model::Field::personal);
    info.fills_data = std::ranges::any_of(
        type->data, [](const model::Field& field) { return field.required || field.initial; });
    return event;
}

void Lowering::name_events() {
    declare_events();
    for (const std::string_view name : engine_events) intern(name);
    for (const model::State* state : models_) collect_raised(*state);
    for (StateIndex s = 1; s < models_.size(); ++s) {
        State& state = chart_->states_[s];
        if (!is_leaf(state.kind) && !is_history(state.kind))
            state.done = intern(fmt::format("{}{}", done_prefix, state.id));
    }
    for (StateIndex s = 0; s < models_.size(); ++s) {
        const auto& handlers = models_[s]->handlers;
        const auto timers = std::count_if(handlers.begin(), handlers.end(),
                                          [](const auto& h) { return h.after.has_value(); });
        for (std::ptrdiff_t n = 1; n <= timers; ++n)
            intern(fmt::format("after.{}.{}", chart_->states_[s].id, n));
    }
}

void Lowering::declare_events() {
    for (const model::EventType& type : chart_->workflow_.events) {
        if (is_reserved(type.name)) {
            report(
                reserved_event, type.at,
                fmt::format("expected an event of the workflow's own, but names like '{}' are the engine's",
                            type.name));
        } else if (chart_->event(type.name) != none) {
            report(duplicate_event, type.at,
                   fmt::format("expected events of different names, but '{}' is there twice", type.name));
        } else {
            intern(type.name, &type);
        }
    }
}

void Lowering::collect_raised(const std::vector<model::Action>& actions) {
    for (const model::Action& action : actions) {
        const bool raises = action.kind == model::Action::Kind::raise && !action.event.text.empty();
        if (raises || action.kind == model::Action::Kind::send) intern(action.event.text);
        if (action.kind == model::Action::Kind::send && !action.id.text.empty())
            send_ids_.push_back(action.id.text);
    }
}

void Lowering::collect_raised(const model::State& state) {
    collect_raised(state.entry);
    collect_raised(state.exit);
    if (state.initial) collect_raised(state.initial->actions);
    for (const model::Handler& handler : state.handlers) {
        for (const model::Transition& transition : handler.transitions) collect_raised(transition.actions);
    }
}

/// "register", "error.*", "*", "done.state.ID" with any way of naming the state.
Lowering::Descriptor Lowering::describe(const model::Word& word) {
    const std::string_view text = word.text;
    if (text == "*") return {.any = true};
    if (text.ends_with(".*") && text.find('*') == text.size() - 1 && text.size() > 2) {
        return {.any = true, .prefix = std::string(text.substr(0, text.size() - 2))};
    }
    if (text.find('*') != std::string_view::npos) {
        report_unknown(
            bad_descriptor, word.at,
            fmt::format("expected an event, a prefix such as 'error.*', or '*', but found '{}'", text));
        return {.unknown = true};
    }
    if (text.starts_with(done_prefix)) {
        const EventIndex done = done_event(word);
        return {.event = done, .unknown = done == none};
    }
    if (const EventIndex known = chart_->event(text); known != none) return {.event = known};
    std::vector<std::string_view> names;
    for (const EventInfo& event : chart_->events_) names.push_back(event.name);
    report_unknown(unknown_event, word.at,
                   fmt::format("no event '{}' is declared or raised in this workflow", text),
                   spelling::did_you_mean(text, names));
    return {.unknown = true};
}

EventIndex Lowering::done_event(const model::Word& word) {
    const std::string_view prefix = done_prefix;
    const StateIndex s = resolve({word.text.substr(prefix.size()), word.at});
    if (s == none) return none;
    if (chart_->states_[s].done == none) {
        report_unknown(unknown_event, word.at,
                       fmt::format("only states with states within them are ever done, and '{}' has none",
                                   chart_->states_[s].id));
    }
    return chart_->states_[s].done;
}

}  // namespace itr::chart
