#include "structure/truth.hpp"

#include <algorithm>

#include "structure/condition.hpp"

namespace itr::structure {
namespace {

using chart::Chart;
using chart::StateIndex;

Truth negated(Truth t) { return t == Truth::maybe ? t : t == Truth::yes ? Truth::no : Truth::yes; }
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

Truth evaluate(const Call& call, const Chart& chart, const Situation& s) {
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
        const auto& targets = chart.transitions()[chart.states()[state].initial].targets;
        if (targets.empty() || targets.front() == state) break;
        state = targets.front();
    }
    return {chart::none, state, chart.event("ticket.opened"), false};
}

Call call_of(std::string_view text) {
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || open + 4 > text.size() || text.back() != ')') return {};
    const std::string_view argument = text.substr(open + 1, text.size() - open - 2);
    const char quote = argument.front();
    const bool quoted = argument.size() >= 2 && (quote == '\'' || quote == '"') && argument.back() == quote;
    if (!quoted) return {};
    const std::string_view name = argument.substr(1, argument.size() - 2);
    if (name.find_first_of("'\"\\") != std::string_view::npos) return {};
    return {text.substr(0, open), name};
}

Truth truth(std::string_view condition, const Chart& chart, const Situation& situation) {
    if (parts_of(condition, "?").size() > 1) return Truth::maybe;
    const auto alternatives = parts_of(condition, "||");
    if (alternatives.size() > 1) {
        Truth all = Truth::no;
        for (const auto& part : alternatives) all = either(all, truth(part, chart, situation));
        return all;
    }
    const auto conjuncts = parts_of(condition, "&&");
    if (conjuncts.size() > 1) {
        Truth all = Truth::yes;
        for (const auto& part : conjuncts) all = both(all, truth(part, chart, situation));
        return all;
    }
    const std::string& atom = conjuncts.front();
    if (atom == "true" || atom == "false") return atom == "true" ? Truth::yes : Truth::no;
    if (atom.starts_with('!') && !atom.starts_with("!="))
        return negated(truth(atom.substr(1), chart, situation));
    return evaluate(call_of(atom), chart, situation);
}

}  // namespace itr::structure
