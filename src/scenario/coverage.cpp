#include <fmt/format.h>

#include <itr/scenario.hpp>

namespace itr::scenario {
namespace {

std::string trigger_of(const chart::Chart& chart, const chart::Transition& transition) {
    if (transition.eventless) return "always";
    if (transition.timer != chart::none)
        return fmt::format("after {}", calendar::to_string(chart.timers()[transition.timer].delay));
    if (transition.any) return transition.prefix.empty() ? "on *" : fmt::format("on {}.*", transition.prefix);
    if (transition.event == chart::none) return fmt::format("on {}.*", transition.prefix);
    return fmt::format("on {}", chart.events()[transition.event].name);
}

std::string text_of(const chart::Chart& chart, const chart::Transition& transition) {
    const std::string& source = chart.states()[transition.source].id;
    std::string text =
        fmt::format("{}: {}", source.empty() ? chart.workflow().name : source, trigger_of(chart, transition));
    for (std::size_t i = 0; i < transition.targets.size(); ++i)
        text += (i == 0 ? " to " : ", ") + chart.states()[transition.targets[i]].id;
    if (transition.targets.empty()) text += " (stays)";
    if (transition.guard) text += fmt::format(" when {}", transition.guard->source());
    return text;
}

}  // namespace

void Coverage::add(const Coverage& other) {
    if (taken.size() < other.taken.size()) taken.resize(other.taken.size());
    for (std::size_t f = 0; f < other.taken.size(); ++f) {
        if (taken[f].size() < other.taken[f].size()) taken[f].resize(other.taken[f].size());
        for (std::size_t t = 0; t < other.taken[f].size(); ++t) taken[f][t] += other.taken[f][t];
    }
}

std::vector<CoveredTransition> covered_transitions(const Pack& pack, const Coverage& coverage) {
    std::vector<CoveredTransition> all;
    for (const Flow& flow : pack.flows()) {
        const chart::Chart& chart = *flow.chart;
        for (const chart::State& state : chart.states()) {
            for (std::uint32_t t = state.transitions.begin; t < state.transitions.end; ++t) {
                const chart::Transition& transition = chart.transitions()[t];
                const bool counted =
                    flow.index < coverage.taken.size() && t < coverage.taken[flow.index].size();
                all.push_back({chart.workflow().name, text_of(chart, transition), transition.at,
                               counted ? coverage.taken[flow.index][t] : 0});
            }
        }
    }
    return all;
}

}  // namespace itr::scenario
