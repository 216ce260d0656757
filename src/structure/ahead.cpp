// What lies before a running promise.
#include <algorithm>
#include <itr/structure.hpp>

#include "structure/flow.hpp"
#include "structure/schedule.hpp"

namespace itr::structure {
namespace {

/// The vertices that a state belongs to: of itself, or of the step around it that stands as a whole.
bool stands_for(const chart::Chart& chart, const Vertex& vertex, chart::StateIndex state) {
    const chart::StateIndex outer = vertex.item.state;
    return !vertex.is_end && state >= outer && state < chart.states()[outer].end;
}

std::vector<Ahead::Step> steps_of(const chart::Chart& chart, const Duties& duties, const FlowGraph& graph) {
    const auto after = least_after(graph);
    std::vector<Ahead::Step> steps(chart.states().size());
    for (chart::StateIndex s = 0; s < steps.size(); ++s) {
        Ahead::Step& step = steps[s];
        for (std::size_t v = 0; v < graph.vertices.size(); ++v) {
            const Vertex& vertex = graph.vertices[v];
            if (!after[v] || !stands_for(chart, vertex, s)) continue;
            // A way through a parallel state holds its regions' time; how much of it is over is not known
            // here.
            step.after = std::min(step.after.value_or(*after[v]), *after[v]);
            if (vertex.item.job == no_job) continue;
            step.clock = duties.job(vertex.item.job).clock;
            step.length = duties.job(vertex.item.job).plain;
        }
        if (step.clock != clock::none || duties.of(s) == no_job) continue;
        step.clock = duties.job(duties.of(s)).clock;
        step.length = duties.job(duties.of(s)).plain;
    }
    return steps;
}

}  // namespace

Ahead ahead_of(const chart::Chart& chart, const clock::Plan& plan, clock::ClockIndex promise) {
    const clock::Definition& definition = plan.clocks()[promise];
    Groundwork ground(chart, plan, {});
    const std::vector<bool> shared(chart.states().size(), false);
    Ahead ahead;
    for (std::size_t row = 0; row < definition.goals.size(); ++row) {
        const Duties duties(ground, promise, row);
        ahead.rows.emplace_back();
        if (!duties.promise()) continue;
        ahead.rows.back() =
            steps_of(chart, duties, flow_of(chart, definition, duties, shared, Breadth::least));
    }
    return ahead;
}

}  // namespace itr::structure
