// What both kinds of picture write on their states and arrows.
#pragma once

#include <itr/diagram.hpp>

namespace itr::diagram {

/// The models of the states, by StateIndex.
[[nodiscard]] std::vector<const model::State*> models(const chart::Chart& chart);

/// The title in the language, or the name.
[[nodiscard]] std::string_view title(const model::State& state, const Options& options);

/// What is noted about a state; null.
[[nodiscard]] const Note* note_on(chart::StateIndex state, const Options& options);

/// "dispatch [ticket.outage] (role)"; "after 2h"; "always" has none but its guard.
[[nodiscard]] std::string arrow(const chart::Chart& chart, const chart::Transition& transition,
                                const Options& options);

/// Whether the transition is drawn: it has targets and belongs to a handler.
[[nodiscard]] bool is_drawn(const chart::Chart& chart, chart::TransitionIndex transition);

[[nodiscard]] constexpr bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
}

[[nodiscard]] inline bool is_nest(model::StateKind kind) {
    return kind == model::StateKind::compound || kind == model::StateKind::parallel;
}
[[nodiscard]] inline bool is_history(model::StateKind kind) {
    return kind == model::StateKind::shallow_history || kind == model::StateKind::deep_history;
}
/// "H", or "H*" for a deep one.
[[nodiscard]] inline std::string_view history_mark(model::StateKind kind) {
    return kind == model::StateKind::deep_history ? "H*" : "H";
}

[[nodiscard]] inline bool is_highlighted(const chart::Chart& chart, chart::StateIndex state,
                                         const Options& options) {
    return options.highlighted != nullptr && state != 0 &&
           chart::is_active(chart, *options.highlighted, state);
}

}  // namespace itr::diagram
