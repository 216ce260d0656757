// What lies before a running promise.
#include <algorithm>
#include <itr/structure.hpp>
#include <queue>

#include "structure/flow.hpp"
#include "structure/region.hpp"

namespace itr::structure {

/// The ways to the stop, to be gone back from it.
struct Ahead::Row {
    struct Vertex {
        Item item;
        chart::StateIndex end = 0;          ///< of the states that belong to it; of an end: none do
        bool stops = false;                 ///< the promise is kept here
        std::vector<std::uint32_t> before;  ///< from where ways lead here
    };
    std::vector<Vertex> vertices;
    std::vector<Job> jobs;                    ///< of the items
    std::vector<clock::ClockIndex> by_state;  ///< the inner promise of the step that a state belongs to

    [[nodiscard]] Instant latest_begin(const Sequence& steps, Instant limit) const;
    [[nodiscard]] Instant latest_begin(const Item& item, Instant limit) const;
    [[nodiscard]] std::vector<std::optional<Instant>> latest_ends(Instant due) const;
};

Instant Ahead::Row::latest_begin(const Sequence& steps, Instant limit) const {
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) limit = latest_begin(*step, limit);
    return limit;
}

/// Long ago, where the calendar does not reach back so far.
Instant Ahead::Row::latest_begin(const Item& item, Instant limit) const {
    if (limit == min_instant) return limit;
    if (item.job != no_job) {
        const Instant begin = jobs[item.job].latest_begin(limit);
        return begin == never ? min_instant : begin;
    }
    Instant begin = limit;
    for (std::size_t r = 0; r < item.regions.size(); ++r)
        if (item.leader < 0 || static_cast<std::size_t>(item.leader) == r)
            begin = std::min(begin, latest_begin(item.regions[r], limit));
    return begin;
}

/// By vertex; nothing where no way leads to the stop. Dijkstra's search from the stops back, for the latest
/// instants: no step begins after its end.
std::vector<std::optional<Instant>> Ahead::Row::latest_ends(Instant due) const {
    std::vector<std::optional<Instant>> latest(vertices.size());
    std::priority_queue<std::pair<Instant, std::uint32_t>> open;
    const auto reach = [&](std::uint32_t vertex, Instant at) {
        if (latest[vertex] && *latest[vertex] >= at) return;
        latest[vertex] = at;
        open.emplace(at, vertex);
    };
    for (std::uint32_t v = 0; v < vertices.size(); ++v)
        if (vertices[v].stops) reach(v, due);
    while (!open.empty()) {
        const auto [at, v] = open.top();
        open.pop();
        if (at < *latest[v]) continue;
        const Instant begin = latest_begin(vertices[v].item, at);
        for (const std::uint32_t before : vertices[v].before) reach(before, begin);
    }
    return latest;
}

namespace {

class Surveyor {
  public:
    Surveyor(Groundwork& ground, clock::ClockIndex promise, std::size_t row)
        : chart_(ground.chart()),
          conditions_(chart_, ground.plan().clocks()[promise]),
          duties_(ground, promise, row) {
        const std::vector<bool> shared(chart_.states().size(), false);
        if (duties_.promise())
            graph_ = flow_of(chart_, ground.plan().clocks()[promise], duties_, shared, Breadth::least);
    }

    [[nodiscard]] const FlowGraph& graph() const { return graph_; }
    [[nodiscard]] const std::vector<Job>& jobs() const { return duties_.jobs(); }

    /// By state, of the step it belongs to.
    [[nodiscard]] std::vector<clock::ClockIndex> clocks() const {
        std::vector<clock::ClockIndex> clocks(chart_.states().size(), clock::none);
        for (const Vertex& vertex : graph_.vertices) {
            if (vertex.is_end) continue;
            for (chart::StateIndex s = vertex.item.state; s < chart_.states()[vertex.item.state].end; ++s)
                if (const std::uint16_t job = job_around(s, vertex); job != no_job)
                    clocks[s] = duties_.job(job).clock;
        }
        return clocks;
    }

  private:
    /// Within a parallel state, of the outermost step in the state's region.
    [[nodiscard]] std::uint16_t job_around(chart::StateIndex state, const Vertex& vertex) const {
        const chart::StateIndex outer = vertex.item.state;
        std::uint16_t job = vertex.item.job;
        if (job != no_job || chart_.states()[outer].kind != model::StateKind::parallel) return job;
        for (chart::StateIndex s = state; s != outer; s = chart_.states()[s].parent)
            if (duties_.of(s) != no_job) job = conditions_.may_stop_within(s) ? no_job : duties_.of(s);
        return job;
    }

    const chart::Chart& chart_;
    Conditions conditions_;
    Duties duties_;
    FlowGraph graph_;
};

}  // namespace

Ahead::Ahead(const chart::Chart& chart, const clock::Plan& plan, clock::ClockIndex promise) {
    Groundwork ground(chart, plan, {});
    std::vector<Row> rows(plan.clocks()[promise].goals.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const Surveyor surveyor(ground, promise, r);
        Row& row = rows[r];
        row.jobs = surveyor.jobs();
        row.by_state = surveyor.clocks();
        for (const Vertex& vertex : surveyor.graph().vertices)
            row.vertices.push_back(
                {vertex.item,
                 vertex.is_end ? chart::StateIndex{0} : chart.states()[vertex.item.state].end,
                 vertex.is_end && vertex.outcome.by == Outcome::By::stop,
                 {}});
        for (const Edge& edge : surveyor.graph().edges) row.vertices[edge.to].before.push_back(edge.from);
    }
    rows_ = std::make_shared<const std::vector<Row>>(std::move(rows));
}

std::vector<Ahead::Step> Ahead::steps(std::size_t row, std::span<const chart::StateIndex> active,
                                      Instant due) const {
    std::vector<Step> steps;
    if (rows_ == nullptr || row >= rows_->size()) return steps;
    const Row& ways = (*rows_)[row];
    const auto latest = ways.latest_ends(due);
    for (const chart::StateIndex state : active) {
        std::optional<Instant> end;
        for (std::size_t v = 0; v < latest.size(); ++v)
            if (state >= ways.vertices[v].item.state && state < ways.vertices[v].end)
                end = std::max(end, latest[v]);
        if (end) steps.push_back({ways.by_state[state], *end});
    }
    return steps;
}

}  // namespace itr::structure
