// The most demanding ways first: a best-first search whose bound never underrates what lies ahead.
#include <algorithm>
#include <map>
#include <queue>
#include <set>

#include "structure/flow.hpp"

namespace itr::structure {
namespace {

struct Partial {
    Duration bound;
    std::size_t number = 0;  ///< of equals the one found first comes first
    Duration plain, most;
    std::uint32_t vertex = 0;
    std::vector<std::uint8_t> taken;   ///< by loop: how often
    std::vector<std::uint32_t> steps;  ///< vertices that take time
};
struct LessDemanding {
    bool operator()(const Partial& a, const Partial& b) const {
        return a.bound != b.bound ? a.bound < b.bound : a.number > b.number;
    }
};

class Search {
  public:
    Search(const FlowGraph& graph, std::size_t limit, bool only_stops)
        : graph_(graph), limit_(limit), out_(graph.vertices.size()), leads_to_end_(graph.vertices.size()) {
        for (std::uint32_t e = 0; e < graph.edges.size(); ++e) {
            out_[graph.edges[e].from].push_back(e);
            loop_of_.push_back(loops_.size());
            if (graph.edges[e].back) loops_.push_back(e);
        }
        find_ends(only_stops);
        runs_.resize(graph.vertices.size());
    }

    Ways run() {
        for (const std::uint32_t start : graph_.starts) {
            Partial first;
            first.taken.assign(loops_.size(), 0);
            visit(std::move(first), start);
        }
        Ways ways;
        std::set<std::pair<std::vector<std::uint32_t>, Outcome>> known;
        while (!queue_.empty() && ways.found.size() < limit_) {
            if (++looked_at_ > max_partial_paths) {
                ways.complete = false;
                break;
            }
            const Partial partial = queue_.top();
            queue_.pop();
            const Vertex& vertex = graph_.vertices[partial.vertex];
            if (!vertex.is_end) {
                go_on(partial);
            } else if (known.emplace(partial.steps, vertex.outcome).second) {
                ways.found.push_back({sequence(partial), partial.plain, partial.most, vertex.outcome});
            }
        }
        return ways;
    }

  private:
    void find_ends(bool only_stops) {
        std::vector<std::vector<std::uint32_t>> in(graph_.vertices.size());
        for (const Edge& edge : graph_.edges) in[edge.to].push_back(edge.from);
        std::vector<std::uint32_t> pending;
        for (std::uint32_t v = 0; v < graph_.vertices.size(); ++v) {
            const Vertex& vertex = graph_.vertices[v];
            if (vertex.is_end && (!only_stops || vertex.outcome.by == Outcome::By::stop))
                pending.push_back(v);
        }
        while (!pending.empty()) {
            const std::uint32_t v = pending.back();
            pending.pop_back();
            if (leads_to_end_[v]) continue;
            leads_to_end_[v] = true;
            pending.insert(pending.end(), in[v].begin(), in[v].end());
        }
    }

    /// The longest run from a vertex on without closing a loop.
    Duration run_from(std::uint32_t v) {
        if (runs_[v]) return *runs_[v];
        runs_[v] = Duration{};  // forward edges make no circle
        Duration longest;
        for (const std::uint32_t e : out_[v]) {
            const Edge& edge = graph_.edges[e];
            if (edge.back || !leads_to_end_[edge.to]) continue;
            longest = std::max(longest, graph_.vertices[edge.to].most + run_from(edge.to));
        }
        runs_[v] = longest;
        return longest;
    }

    Duration bound_of(const Partial& partial) {
        if (graph_.vertices[partial.vertex].is_end) return partial.most;
        Duration bound = partial.most + run_from(partial.vertex);
        for (std::size_t i = 0; i < loops_.size(); ++i) {
            const Edge& edge = graph_.edges[loops_[i]];
            const int left = edge.times - partial.taken[i];
            if (left > 0) bound = bound + (graph_.vertices[edge.to].most + run_from(edge.to)) * left;
        }
        return bound;
    }

    /// Whether another one came here by the same steps with no loop closed more often: it can go on wherever
    /// this one can.
    bool is_dominated(const Partial& partial) {
        auto& others = seen_[{partial.vertex, partial.steps}];
        const auto spares = [&](const std::vector<std::uint8_t>& other) {
            return std::ranges::equal(other, partial.taken, std::less_equal());
        };
        if (std::ranges::any_of(others, spares)) return true;
        others.push_back(partial.taken);
        return false;
    }

    void visit(Partial partial, std::uint32_t v) {
        if (!leads_to_end_[v]) return;
        const Vertex& vertex = graph_.vertices[v];
        partial.vertex = v;
        partial.plain = partial.plain + vertex.plain;
        partial.most = partial.most + vertex.most;
        if (vertex.takes_time()) partial.steps.push_back(v);
        if (is_dominated(partial)) return;
        partial.bound = bound_of(partial);
        partial.number = number_++;
        queue_.push(std::move(partial));
    }

    void go_on(const Partial& partial) {
        for (const std::uint32_t e : out_[partial.vertex]) {
            const Edge& edge = graph_.edges[e];
            Partial next = partial;
            if (edge.back) {
                std::uint8_t& taken = next.taken[loop_of_[e]];
                if (taken >= edge.times) continue;
                ++taken;
            }
            visit(std::move(next), edge.to);
        }
    }

    Sequence sequence(const Partial& partial) const {
        Sequence steps;
        steps.reserve(partial.steps.size());
        for (const std::uint32_t v : partial.steps) steps.push_back(graph_.vertices[v].item);
        return steps;
    }

    const FlowGraph& graph_;
    std::size_t limit_;
    std::vector<std::vector<std::uint32_t>> out_;
    std::vector<std::uint32_t> loops_;
    std::vector<std::size_t> loop_of_;  ///< by edge that closes a loop
    std::vector<bool> leads_to_end_;
    std::vector<std::optional<Duration>> runs_;
    std::map<std::pair<std::uint32_t, std::vector<std::uint32_t>>, std::vector<std::vector<std::uint8_t>>>
        seen_;  ///< by vertex and steps: loops closed
    std::priority_queue<Partial, std::vector<Partial>, LessDemanding> queue_;
    std::size_t looked_at_ = 0, number_ = 0;
};

}  // namespace

Ways most_demanding(const FlowGraph& graph, std::size_t limit, bool only_stops) {
    return Search(graph, limit, only_stops).run();
}

}  // namespace itr::structure
