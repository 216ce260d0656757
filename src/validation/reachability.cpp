// What can be entered, left and finished, on a graph of the chart. The only file that needs Boost.Graph.
#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <map>
#include <optional>

#include "chart/index.hpp"
#include "validation/endless.hpp"
#include "validation/report.hpp"

namespace itr::validation {
namespace {

using chart::Chart;
using chart::StateIndex;
using model::StateKind;
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;

/// Gives vertices that lie on a common circle the same number.
void number_circles(const Graph& graph, std::vector<int>& component) {
    const auto map =
        boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph));
    boost::strong_components(graph, map);
}

/// A guard that could not be compiled may hold or not.
bool is_constant(const chart::Transition& transition, bool wanted) {
    if (transition.guard_unknown) return false;
    if (!transition.guard) return wanted;
    const auto& constant = transition.guard->constant();
    return constant && constant->is(Kind::boolean) && constant->as_bool() == wanted;
}

/// Each state twice: entered by default (which enters its initial states too), and active (which says that
/// its parent is). A path through the graph is a way a ticket may go if every guard lets it pass.
class StateGraph {
  public:
    /// `anywhere`: whether a way to no state leads to all of them, for it may; else to none.
    StateGraph(const Chart& chart, bool anywhere)
        : chart_(chart), goes_anywhere_(anywhere), graph_(2 * chart.states().size()) {
        for (StateIndex s = 0; s < chart.states().size(); ++s) add_structure(s);
    }

    /// Whoever enters one region of a parallel state by name enters the others by default: all by way of one
    /// more vertex, since every pair of thousands of regions would be millions of edges. (By way of another
    /// region each leads to itself as well.) Makes circles of regions, and vertices that are no states.
    void add_siblings() {
        for (const chart::State& state : chart_.states()) {
            if (state.kind != StateKind::parallel || state.children.size() < 2) continue;
            const auto regions = boost::add_vertex(graph_);
            for (const StateIndex child : state.children) {
                boost::add_edge(active(child), regions, graph_);
                boost::add_edge(regions, entered(child), graph_);
            }
        }
    }

    [[nodiscard]] static std::size_t entered(StateIndex s) { return 2U * s; }
    [[nodiscard]] static std::size_t active(StateIndex s) { return 2U * s + 1; }

    /// Transitions that `follow` accepts.
    template <typename Follow>
    void add_transitions(Follow&& follow) {
        for (StateIndex s = 0; s < chart_.states().size(); ++s) {
            const auto range = chart_.states()[s].transitions;
            for (auto t = range.begin; t < range.end; ++t) {
                const chart::Transition& transition = chart_.transitions()[t];
                if (!follow(transition, t - range.begin)) continue;
                for (const StateIndex target : transition.targets)
                    boost::add_edge(active(s), entered(target), graph_);
                if (transition.targets.empty()) boost::add_edge(active(s), active(s), graph_);
                if (transition.targets_unknown && goes_anywhere_)
                    boost::add_edge(active(s), anywhere(), graph_);
            }
        }
    }

    [[nodiscard]] std::vector<bool> reachable_from(const std::vector<std::size_t>& starts) const {
        return search(graph_, starts);
    }
    [[nodiscard]] std::vector<bool> that_reach(const std::vector<std::size_t>& ends) const {
        return search(boost::make_reverse_graph(graph_), ends);
    }

  private:
    void add_structure(StateIndex s) {
        const chart::State& state = chart_.states()[s];
        boost::add_edge(entered(s), active(s), graph_);
        if (state.parent != chart::none) boost::add_edge(active(s), active(state.parent), graph_);
        if (state.kind == StateKind::parallel)
            for (const StateIndex child : state.children) boost::add_edge(entered(s), entered(child), graph_);
        if (state.initial == chart::none) return;
        const chart::Transition& initial = chart_.transitions()[state.initial];
        for (const StateIndex target : initial.targets) boost::add_edge(entered(s), entered(target), graph_);
        if (initial.targets_unknown && goes_anywhere_) boost::add_edge(entered(s), anywhere(), graph_);
    }

    /// Where targets may lie that are no states: one more vertex, as for siblings.
    std::size_t anywhere() {
        if (anywhere_) return *anywhere_;
        anywhere_ = boost::add_vertex(graph_);
        for (StateIndex s = 0; s < chart_.states().size(); ++s)
            boost::add_edge(*anywhere_, entered(s), graph_);
        return *anywhere_;
    }

    template <typename G>
    static std::vector<bool> search(const G& graph, const std::vector<std::size_t>& starts) {
        std::vector<boost::default_color_type> colors(boost::num_vertices(graph), boost::white_color);
        boost::queue<std::size_t> queue;
        const auto map =
            boost::make_iterator_property_map(colors.begin(), boost::get(boost::vertex_index, graph));
        for (const std::size_t start : starts)
            if (colors[start] == boost::white_color)
                boost::breadth_first_visit(graph, start, queue, boost::default_bfs_visitor(), map);
        std::vector<bool> seen(colors.size());
        for (std::size_t v = 0; v < colors.size(); ++v) seen[v] = colors[v] != boost::white_color;
        return seen;
    }

    const Chart& chart_;
    bool goes_anywhere_;
    Graph graph_;
    std::optional<std::size_t> anywhere_;
};

/// States of the model in document order: the chart's numbering, with titles and places.
std::vector<const model::State*> model_states(const Chart& chart) {
    std::vector<const model::State*> states;
    each_state(chart.workflow().root, [&](const model::State& state) { states.push_back(&state); });
    return states;
}

/// By every way that a ticket may go if guards let it pass.
StateGraph graph_of(const Chart& chart, bool anywhere) {
    StateGraph graph(chart, anywhere);
    graph.add_siblings();
    graph.add_transitions([](const chart::Transition& t, std::size_t) { return !is_constant(t, false); });
    return graph;
}

/// By state.
std::vector<bool> reachable_in(const StateGraph& graph, const Chart& chart) {
    const std::vector<bool> seen = graph.reachable_from({StateGraph::entered(0)});
    std::vector<bool> reached(chart.states().size());
    for (StateIndex s = 0; s < reached.size(); ++s)
        reached[s] = seen[StateGraph::active(s)] || seen[StateGraph::entered(s)];
    return reached;
}

class Checks {
  public:
    Checks(const Chart& chart, Report& report)
        : chart_(chart),
          report_(report),
          models_(model_states(chart)),
          graph_(graph_of(chart, true)),
          may_be_reached_(reachable_in(graph_, chart)),
          reached_(may_be_reached_) {
        if (std::ranges::any_of(chart.transitions(), &chart::Transition::targets_unknown))
            reached_ = reachable_in(graph_of(chart, false), chart);
    }

    void run() {
        for (StateIndex s = 1; s < chart_.states().size(); ++s)
            if (!may_be_reached_[s]) report_unreachable(s);
        check_ends();
        check_endless(chart_, reached_, report_);
    }

  private:
    [[nodiscard]] const chart::State& state(StateIndex s) const { return chart_.states()[s]; }

    void report_unreachable(StateIndex s) {
        if (state(s).parent != 0 && !may_be_reached_[state(s).parent]) return;  // its parent is told of
        if (chart::is_history(state(s).kind)) return;  // an unused way back harms nobody
        const bool final = state(s).kind == StateKind::final;
        report_.warn(final ? unreachable_final : unreachable_state, models_[s]->at,
                     fmt::format("no way leads to the {} '{}'", final ? "final state" : "state", state(s).id),
                     "add a transition to it, or remove it");
    }

    /// Whether something can leave `s`: a transition with a target on itself or an ancestor, or elsewhere
    /// within a parallel ancestor.
    [[nodiscard]] bool has_way_out(StateIndex s) const {
        const auto leads_on = [](const chart::Transition& transition) {
            return transition.targets_unknown || !transition.targets.empty();
        };
        for (StateIndex at = s; at != chart::none; at = state(at).parent) {
            if (state(at).kind == StateKind::parallel) return true;
            const auto range = state(at).transitions;
            for (auto t = range.begin; t < range.end; ++t)
                if (leads_on(chart_.transitions()[t])) return true;
        }
        return false;
    }

    void check_ends() {
        std::vector<std::size_t> ends;
        bool ends_somewhere = false;
        for (const StateIndex child : state(0).children) {
            if (state(child).kind != StateKind::final || !may_be_reached_[child]) continue;
            ends.push_back(StateGraph::active(child));
            ends_somewhere = ends_somewhere || reached_[child];
        }
        const std::vector<bool> finishing = graph_.that_reach(ends);
        for (StateIndex s = 1; s < chart_.states().size(); ++s) {
            if (state(s).kind != StateKind::atomic || !reached_[s]) continue;
            if (!has_way_out(s))
                report_.warn(dead_end, models_[s]->at,
                             fmt::format("nothing leads out of the state '{}'", state(s).id),
                             "add a transition, or make it 'type: final'");
            else if (ends_somewhere && !finishing[StateGraph::active(s)])
                report_.warn(no_way_to_end, models_[s]->at,
                             fmt::format("from the state '{}' no final state can be reached", state(s).id),
                             "tickets that come here are never closed");
        }
    }

    const Chart& chart_;
    Report& report_;
    std::vector<const model::State*> models_;
    StateGraph graph_;
    std::vector<bool> may_be_reached_;  ///< by state: some way may lead there
    std::vector<bool> reached_;         ///< … one does, if guards let it pass
};

}  // namespace

std::vector<int> number_circles(const std::vector<std::vector<StateIndex>>& followers) {
    Graph graph(followers.size());
    for (std::size_t v = 0; v < followers.size(); ++v)
        for (const StateIndex follower : followers[v]) boost::add_edge(v, follower, graph);
    std::vector<int> component(followers.size());
    if (!component.empty()) number_circles(graph, component);
    return component;
}

void check_reachability(const Chart& chart, Report& report) { Checks(chart, report).run(); }

void check_roles(const model::Pack& pack, Report& report) {
    Graph graph(pack.roles.size());
    for (std::size_t i = 0; i < pack.roles.size(); ++i)
        for (const model::Word& included : pack.roles[i].includes) {
            const auto found = std::ranges::find(pack.roles, included.text, &model::Role::name);
            if (found != pack.roles.end())
                boost::add_edge(i, static_cast<std::size_t>(found - pack.roles.begin()), graph);
        }
    std::vector<int> component(pack.roles.size());
    if (component.empty()) return;
    number_circles(graph, component);
    std::map<int, std::vector<std::size_t>> members;
    for (std::size_t v = 0; v < component.size(); ++v) members[component[v]].push_back(v);
    for (const auto& [number, circle] : members) {
        if (circle.size() == 1 && !boost::edge(circle[0], circle[0], graph).second) continue;
        std::vector<std::string_view> names;
        for (const std::size_t v : circle) names.push_back(pack.roles[v].name);
        report.error(role_cycle, pack.roles[circle[0]].at,
                     fmt::format("roles that include each other: {}", fmt::join(names, ", ")),
                     "remove one of the 'includes'");
    }
}

}  // namespace itr::validation
