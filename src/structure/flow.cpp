#include "structure/flow.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>

#include "structure/region.hpp"

namespace itr::structure {
namespace {

/// The graph as Boost sees it; an edge knows its place in the list of edges and the length of where it leads.
struct Lane {
    std::size_t index = 0;
    std::int64_t length = 0;
};
using Net = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, Lane>;

/// With one more vertex that leads to every start.
Net net_of(const FlowGraph& graph) {
    Net net(graph.vertices.size() + 1);
    for (const std::uint32_t start : graph.starts)
        boost::add_edge(graph.vertices.size(), start,
                        Lane{graph.edges.size(), graph.vertices[start].plain.ms}, net);
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        const Edge& edge = graph.edges[e];
        boost::add_edge(edge.from, edge.to, Lane{e, graph.vertices[edge.to].plain.ms}, net);
    }
    return net;
}

class LoopFinder : public boost::default_dfs_visitor {
  public:
    explicit LoopFinder(FlowGraph& graph) : graph_(&graph) {}
    void back_edge(Net::edge_descriptor edge, const Net& net) const {
        graph_->edges[net[edge].index].back = true;
    }

  private:
    FlowGraph* graph_;
};

/// The innermost region of a parallel state around a state; the workflow where there is none.
chart::StateIndex region_around(const chart::Chart& chart, chart::StateIndex state) {
    const auto& states = chart.states();
    for (chart::StateIndex s = state; s != 0; s = states[s].parent)
        if (states[states[s].parent].kind == model::StateKind::parallel) return s;
    return 0;
}

/// The region in which a clock that measures stays in states lives.
chart::StateIndex home_of(const chart::Chart& chart, const clock::Definition& promise) {
    const auto named = states_named_by_start(chart, promise);
    if (named.empty()) return 0;
    const chart::StateIndex first = region_around(chart, named.front());
    const bool one = std::ranges::all_of(named, [&](auto s) { return region_around(chart, s) == first; });
    return one && std::ranges::find(named, first) == named.end() ? first : 0;
}

}  // namespace

void mark_loops(FlowGraph& graph) {
    const Net net = net_of(graph);
    std::vector<boost::default_color_type> colours(boost::num_vertices(net));
    const auto colour =
        boost::make_iterator_property_map(colours.begin(), boost::get(boost::vertex_index, net));
    boost::depth_first_search(net, LoopFinder(graph), colour, boost::vertex(graph.vertices.size(), net));
}

FlowGraph flow_of(const chart::Chart& chart, const clock::Definition& promise, const Duties& duties,
                  const std::vector<bool>& shared, Breadth breadth) {
    const Conditions conditions(chart, promise);
    return RegionBuilder(conditions, duties, shared, breadth, home_of(chart, promise)).from_starts();
}

std::vector<Way> least_demanding(const FlowGraph& graph, bool only_stops) {
    const Net net = net_of(graph);
    const std::size_t source = graph.vertices.size();
    std::vector<Net::vertex_descriptor> before(boost::num_vertices(net));
    std::vector<std::int64_t> length(boost::num_vertices(net));
    boost::dijkstra_shortest_paths(net, boost::vertex(source, net),
                                   boost::weight_map(boost::get(&Lane::length, net))
                                       .predecessor_map(before.data())
                                       .distance_map(length.data()));
    std::vector<Way> ways;
    for (std::size_t end = 0; end < source; ++end) {
        const Vertex& vertex = graph.vertices[end];
        const bool wanted = vertex.is_end && (!only_stops || vertex.outcome.by == Outcome::By::stop);
        if (!wanted || before[end] == end) continue;
        Way way{{}, Duration{length[end]}, {}, vertex.outcome};
        for (std::size_t v = end; v != source; v = before[v]) {
            way.most = way.most + graph.vertices[v].most;
            if (graph.vertices[v].takes_time()) way.steps.push_back(graph.vertices[v].item);
        }
        std::ranges::reverse(way.steps);
        ways.push_back(std::move(way));
    }
    return ways;
}

}  // namespace itr::structure
