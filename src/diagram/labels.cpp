#include "diagram/labels.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace itr::diagram {
namespace {

void collect(const model::State& state, std::vector<const model::State*>& all) {
    all.push_back(&state);
    for (const model::State& child : state.states) collect(child, all);
}

[[nodiscard]] std::string event_label(const chart::Chart& chart, const chart::Transition& transition,
                                      const Options& options) {
    if (transition.timer != chart::none)
        return fmt::format("after {}", to_string(chart.timers()[transition.timer].delay));
    if (transition.any) return transition.prefix.empty() ? "*" : transition.prefix + ".*";
    if (transition.eventless) return {};
    const chart::EventInfo& event = chart.events()[transition.event];
    if (event.type == nullptr) return event.name.starts_with("done.state.") ? "done" : event.name;
    const std::string& title = event.type->title.in(options.language);
    return title.empty() ? event.name : title;
}

}  // namespace

std::vector<const model::State*> models(const chart::Chart& chart) {
    std::vector<const model::State*> all;
    all.reserve(chart.states().size());
    collect(chart.workflow().root, all);
    return all;
}

std::string_view title(const model::State& state, const Options& options) {
    const std::string& text = state.title.in(options.language);
    return text.empty() ? state.name : text;
}

const Note* note_on(chart::StateIndex state, const Options& options) {
    const auto at = std::ranges::find(options.notes, state, &Note::state);
    return at == options.notes.end() ? nullptr : &*at;
}

std::string arrow(const chart::Chart& chart, const chart::Transition& transition, const Options& options) {
    std::string label = event_label(chart, transition, options);
    const auto add = [&](const std::string& part) { label += (label.empty() ? "" : " ") + part; };
    if (transition.guard) add(fmt::format("[{}]", transition.guard->source()));
    if (!transition.roles.empty()) {
        std::string roles;
        for (const std::string& role : transition.roles) roles += (roles.empty() ? "" : ", ") + role;
        add(fmt::format("({})", roles));
    }
    return label;
}

bool is_drawn(const chart::Chart& chart, chart::TransitionIndex transition) {
    const chart::Transition& t = chart.transitions()[transition];
    const chart::Range handlers = chart.states()[t.source].transitions;
    return !t.targets.empty() && t.source != 0 && transition >= handlers.begin && transition < handlers.end;
}

}  // namespace itr::diagram
