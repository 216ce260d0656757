#include <algorithm>
#include <itr/structure.hpp>

#include "clock/meter.hpp"
#include "structure/arrivals.hpp"
#include "structure/flow.hpp"
#include "structure/schedule.hpp"

namespace itr::structure {
namespace {

std::string calendar_name(const Job& job) {
    return job.calendar == nullptr ? std::string() : job.calendar->definition().name;
}

/// From the end to the due instant in the promise's own time; `tail`: of real time at its end.
Duration slack_between(const Job& promise, Duration tail, Instant end, Instant due) {
    const bool in_tail = tail.ms > 0 && end >= due - tail;
    if (promise.calendar == nullptr || in_tail) return due - end;
    const Duration own = promise.calendar->measure(end, due - tail) + tail;
    // Late, but without a working instant in between: broken all the same.
    return own.ms == 0 && end > due ? milliseconds(-1) : own;
}

/// From the arrival to the end in the promise's own time.
Duration taken_between(const Job& promise, Instant arrival, Instant end) {
    clock::Meter meter{promise.calendar, clock::unbounded};
    if (promise.target.then_real.ms > 0) meter.working = promise.target_at(arrival).length;
    return meter.measure({}, arrival, end);
}

/// Ways that differ only in states without a promise are one path.
bool same_steps(const Path& a, const Path& b) {
    return a.slack == b.slack && std::ranges::equal(a.stages, b.stages, [](const Stage& x, const Stage& y) {
               return x.state == y.state && x.begins == y.begins && x.ends == y.ends;
           });
}

/// Reckons the ways of one row of goals.
class RowRollUp {
  public:
    RowRollUp(Groundwork& ground, const Resources& resources, clock::ClockIndex clock, std::size_t row,
              const Options& options)
        : ground_(ground),
          chart_(ground.chart()),
          definition_(ground.plan().clocks()[clock]),
          row_(row),
          options_(options),
          duties_(ground, clock, row),
          resources_(resources) {
        shared_.reserve(resources_.of_state.size());
        for (const auto& uses : resources_.of_state) shared_.push_back(!uses.empty());
    }

    [[nodiscard]] std::optional<Promise> run() const {
        if (!has_steps()) return std::nullopt;
        Promise promise = described();
        const FlowGraph least_ways = flow(Breadth::least);
        if (const auto least = least_way(least_ways)) promise.least = least_path(least_ways, *least);
        if (options_.paths == 0) {
            if (!promise.least || promise.least->stages.empty()) return std::nullopt;
            return promise;
        }
        const FlowGraph graph = flow(Breadth::all);
        const Ways ways = most_demanding(graph, max_paths, true);
        if (std::ranges::all_of(ways.found, [](const Way& way) { return way.steps.empty(); }))
            return std::nullopt;
        add_paths(ways, promise);
        promise.complete = promise.complete && graph.complete;
        add_steps_without(graph, promise);
        return promise;
    }

    /// Only where not even the least demanding way keeps it; arrivals are not tried where lengths tell
    /// enough.
    [[nodiscard]] std::optional<Promise> run_if_hopeless() const {
        if (!has_steps() || is_surely_kept(flow(Breadth::one))) return std::nullopt;
        const FlowGraph graph = flow(Breadth::least);
        const auto least = least_way(graph);
        if (!least) return std::nullopt;
        Promise promise = described();
        promise.least = least_path(graph, *least);
        if (!promise.hopeless() || !all_miss(graph, *promise.least)) return std::nullopt;
        return promise;
    }

  private:
    [[nodiscard]] Promise described() const {
        Promise promise;
        promise.workflow = chart_.workflow().name;
        promise.agreement = definition_.agreement->name;
        promise.clock = definition_.name;
        promise.kind = definition_.agreement->kind;
        promise.row = row_;
        const clock::Goal& goal = definition_.goals[row_];
        if (goal.when) promise.when = goal.when->source();
        promise.target = to_string(duties_.promise()->target);
        promise.calendar = calendar_name(*duties_.promise());
        promise.at = goal.source == nullptr ? definition_.source->at : goal.source->at;
        return promise;
    }

    /// Until no way that is left could be worse than the worst, and as many as are wanted.
    void add_paths(const Ways& ways, Promise& promise) const {
        const std::size_t wanted = std::min(options_.paths, max_paths);
        Duration worst;
        promise.complete = ways.complete && ways.found.size() < max_paths;
        for (std::size_t i = 0; i < ways.found.size(); ++i) {
            if (i >= wanted && ways.found[i].most <= worst) {
                promise.complete = true;
                break;
            }
            Path path = path_of(ways.found[i].steps);
            worst = std::max(worst, path.end - path.arrival);
            const auto same = [&](const Path& other) { return same_steps(other, path); };
            if (std::ranges::none_of(promise.paths, same)) promise.paths.push_back(std::move(path));
        }
        std::ranges::stable_sort(promise.paths, {},
                                 [](const Path& p) { return std::tuple(p.kept, p.slack); });
        if (promise.paths.size() > wanted) promise.paths.resize(wanted);
    }

    [[nodiscard]] bool has_steps() const { return duties_.promise() && !duties_.jobs().empty(); }

    [[nodiscard]] FlowGraph flow(Breadth breadth) const {
        return flow_of(chart_, definition_, duties_, shared_, breadth);
    }

    /// Whether one way is over in time from every arrival, as lengths alone tell.
    [[nodiscard]] bool is_surely_kept(const FlowGraph& graph) const {
        const auto least = least_way(graph);
        if (!least) return false;
        const Agenda agenda = agenda_of(*least, resources_);
        return agenda.tasks.empty() || surely_in_time(agenda, duties_, ground_.measures());
    }

    /// By the plain lengths of the steps.
    [[nodiscard]] static std::optional<Sequence> least_way(const FlowGraph& graph) {
        auto ways = least_demanding(graph, true);
        const auto least = std::ranges::min_element(ways, {}, &Way::plain);
        if (least == ways.end()) return std::nullopt;
        return std::move(least->steps);
    }

    /// Where steps count in different time plain lengths tell little: of ways of which that one does not keep
    /// the promise, the one that comes nearest to it.
    [[nodiscard]] Path least_path(const FlowGraph& graph, const Sequence& least) const {
        Path best = path_of(least);
        if (best.kept || duties_.count_alike()) return best;
        for (const Way& way : most_demanding(graph, max_paths, true).found) {
            Path other = path_of(way.steps);
            if (std::tuple(other.kept, other.slack) > std::tuple(best.kept, best.slack))
                best = std::move(other);
        }
        return best;
    }

    /// Whether from the arrival of that one no other way keeps the promise either; where there are too many
    /// to be tried, nobody can tell.
    [[nodiscard]] bool all_miss(const FlowGraph& graph, const Path& least) const {
        if (duties_.count_alike()) return true;
        const Ways ways = most_demanding(graph, max_paths, true);
        if (!graph.complete || !ways.complete || ways.found.size() == max_paths) return false;
        return std::ranges::all_of(ways.found, [&](const Way& way) {
            return latest(agenda_of(way.steps, resources_), resources_, duties_, least.arrival).end >
                   least.due;
        });
    }

    void add_steps_without(const FlowGraph& graph, Promise& promise) const {
        for (const Vertex& vertex : graph.vertices) {
            if (vertex.is_end || vertex.takes_time()) continue;
            const chart::State& state = chart_.states()[vertex.item.state];
            if (state.kind == model::StateKind::atomic && duties_.of(vertex.item.state) == no_job)
                promise.without.push_back(state.id);
        }
    }

    /// From the arrival that is worst for it.
    [[nodiscard]] Path path_of(const Sequence& steps) const {
        const Agenda agenda = agenda_of(steps, resources_);
        Path worst;
        Timing timing;
        bool first = true;
        const Arrivals arrivals = arrivals_of(agenda, duties_, ground_.measures());
        for (const Instant arrival : arrivals.instants) {
            Timing at = latest(agenda, resources_, duties_, arrival);
            const Instant due = duties_.promise()->end(arrival);
            if (at.end == never || due == never) continue;
            const Job& promised = *duties_.promise();
            const Duration slack =
                slack_between(promised, promised.target_at(arrival).then_real, at.end, due);
            const bool kept = at.end <= due;
            if (!first && std::tuple(kept, slack) >= std::tuple(worst.kept, worst.slack)) continue;
            worst = Path{{}, arrival, at.end, due, slack, {}, {}, kept, at.every_order, arrivals.complete};
            timing = std::move(at);
            first = false;
        }
        if (first) return worst;
        add_stages(agenda, timing, worst);
        worst.taken = taken_between(*duties_.promise(), worst.arrival, worst.end);
        if (!worst.kept && can_be_cut(agenda, timing)) worst.cut = worst.slack * -1;
        return worst;
    }

    /// Of steps that count in other time nobody can tell how much shorter they were to be.
    [[nodiscard]] bool can_be_cut(const Agenda& agenda, const Timing& timing) const {
        const auto critical = critical_tasks(agenda, timing);
        for (std::size_t t = 0; t < agenda.tasks.size(); ++t)
            if (critical[t] && !duties_.job(agenda.tasks[t].job).counts_like(*duties_.promise()))
                return false;
        return true;
    }

    void add_stages(const Agenda& agenda, const Timing& timing, Path& path) const {
        const auto critical = critical_tasks(agenda, timing);
        for (std::size_t t = 0; t < agenda.tasks.size(); ++t) {
            const Task& task = agenda.tasks[t];
            const Job& job = duties_.job(task.job);
            Stage stage;
            stage.state = task.state;
            stage.id = chart_.states()[task.state].id;
            stage.clock = ground_.plan().clocks()[job.clock].key;
            stage.target = to_string(job.target);
            stage.calendar = calendar_name(job);
            stage.uses.reserve(task.uses.size());
            for (const auto use : task.uses) stage.uses.push_back(resources_.names[use]);
            stage.begins = timing.begins[t] - path.arrival;
            stage.ends = timing.ends[t] - path.arrival;
            stage.critical = critical[t];
            path.stages.push_back(std::move(stage));
        }
        std::ranges::stable_sort(path.stages, {}, &Stage::begins);
    }

    Groundwork& ground_;
    const chart::Chart& chart_;
    const clock::Definition& definition_;
    std::size_t row_;
    const Options& options_;
    Duties duties_;
    const Resources& resources_;
    std::vector<bool> shared_;  ///< by state: steps beside it may need what it uses
};

/// What `reckon` makes of each row of goals, in the order of the pack.
template <typename Reckon>
std::vector<Promise> of_all_rows(const model::Pack& pack, const chart::Chart& chart, const clock::Plan& plan,
                                 const Options& options, Reckon reckon) {
    Groundwork ground(chart, plan, options);
    const Resources resources(pack, chart);
    std::vector<Promise> promises;
    for (clock::ClockIndex clock = 0; clock < plan.clocks().size(); ++clock)
        for (std::size_t row = 0; row < plan.clocks()[clock].goals.size(); ++row)
            if (auto promise = reckon(RowRollUp(ground, resources, clock, row, options)))
                promises.push_back(*std::move(promise));
    return promises;
}

}  // namespace

std::vector<Promise> roll_up(const model::Pack& pack, const chart::Chart& chart, const clock::Plan& plan,
                             const Options& options) {
    return of_all_rows(pack, chart, plan, options, [](const RowRollUp& row) { return row.run(); });
}

std::vector<Promise> out_of_reach(const model::Pack& pack, const chart::Chart& chart, const clock::Plan& plan,
                                  const Options& options) {
    return of_all_rows(pack, chart, plan, options,
                       [](const RowRollUp& row) { return row.run_if_hopeless(); });
}

}  // namespace itr::structure
