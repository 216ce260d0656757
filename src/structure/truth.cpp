#include "structure/truth.hpp"

#include <algorithm>

namespace itr::structure {
namespace {

using chart::Chart;
using chart::StateIndex;

Truth both(Truth a, Truth b) { return std::min(a, b); }
Truth either(Truth a, Truth b) { return std::max(a, b); }

bool within(const Chart& chart, StateIndex state, StateIndex outer) {
    return state >= outer && state < chart.states()[outer].end;
}

/// Whether `wanted` is active while `node` is.
Truth active(const Chart& chart, StateIndex node, StateIndex wanted) {
    if (node == chart::none) return Truth::no;
    if (within(chart, node, wanted)) return Truth::yes;
    if (within(chart, wanted, node)) return Truth::maybe;
    StateIndex common = node;
    while (!within(chart, wanted, common)) common = chart.states()[common].parent;
    if (chart.states()[common].kind != model::StateKind::parallel) return Truth::no;
    return chart.states()[wanted].parent == common ? Truth::yes : Truth::maybe;
}

Truth tagged(const Chart& chart, StateIndex node, std::uint16_t tag) {
    Truth found = Truth::no;
    for (const StateIndex state : chart.tagged(tag)) found = either(found, active(chart, node, state));
    return found;
}

Truth evaluate(const Term& call, const Chart& chart, const Situation& s) {
    if (call.function == "tagged") {
        const auto tag = chart.tag(call.argument);
        return tag == chart::none ? Truth::maybe : tagged(chart, s.after, tag);
    }
    if (call.function == "on") {
        const auto event = chart.event(call.argument);
        if (event == chart::none) return Truth::maybe;
        return s.event == event ? Truth::yes : s.any_event ? Truth::maybe : Truth::no;
    }
    const StateIndex state = chart.state(call.argument);
    if (state == chart::none) return Truth::maybe;
    const Truth before = active(chart, s.before, state);
    const Truth after = active(chart, s.after, state);
    if (call.function == "inState") return after;
    if (call.function == "wasIn") return before;
    if (call.function == "entered") return both(after, negated(before));
    if (call.function == "left") return both(before, negated(after));
    return Truth::maybe;
}

}  // namespace

Situation opening_of(const Chart& chart) {
    StateIndex state = 0;
    while (chart.states()[state].initial != chart::none) {
        const chart::Transition& initial = chart.transitions()[chart.states()[state].initial];
        const auto& targets = initial.targets;
        if (initial.targets_unknown || targets.empty() || targets.front() == state) break;
        state = targets.front();
    }
    return {chart::none, state, chart.event("ticket.opened"), false};
}

bool asks_chart_alone(const Term& condition, const Chart& chart) {
    switch (condition.of) {
        case Term::Of::all:
        case Term::Of::any:
        case Term::Of::negation:
            return std::ranges::all_of(condition.parts,
                                       [&](const Term& part) { return asks_chart_alone(part, chart); });
        case Term::Of::constant: return true;
        case Term::Of::call: break;
        default: return false;
    }
    const std::string& function = condition.function;
    if (function == "tagged") return chart.tag(condition.argument) != chart::none;
    if (function == "on") return chart.event(condition.argument) != chart::none;
    const bool of_state =
        function == "inState" || function == "wasIn" || function == "entered" || function == "left";
    return of_state && chart.state(condition.argument) != chart::none;
}

Truth truth(const Term& condition, const Chart& chart, const Situation& situation) {
    switch (condition.of) {
        case Term::Of::any: {
            Truth any = Truth::no;
            for (const Term& part : condition.parts) any = either(any, truth(part, chart, situation));
            return any;
        }
        case Term::Of::all: {
            Truth all = Truth::yes;
            for (const Term& part : condition.parts) all = both(all, truth(part, chart, situation));
            return all;
        }
        case Term::Of::negation: return negated(truth(condition.parts.front(), chart, situation));
        case Term::Of::constant: return condition.literal.as_bool() ? Truth::yes : Truth::no;
        case Term::Of::call: return evaluate(condition, chart, situation);
        default: return Truth::maybe;
    }
}

}  // namespace itr::structure
