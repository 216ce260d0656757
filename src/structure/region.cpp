#include "structure/region.hpp"

#include <algorithm>

#include "chart/index.hpp"

namespace itr::structure {

using chart::StateIndex;
using chart::Transition;
using chart::TransitionIndex;
using model::StateKind;

Conditions::Conditions(const chart::Chart& chart, const clock::Definition& promise) : chart_(chart) {
    if (promise.start) start_ = term_of(promise.start->source());
    if (promise.stop) stop_ = term_of(promise.stop->source());
    if (promise.cancel) cancel_ = term_of(promise.cancel->source());
    for (const clock::Pause& pause : promise.pauses) pauses_.push_back(term_of(pause.when.source()));
    stops_by_chart_alone_ = !stop_ || asks_chart_alone(*stop_, chart);
}

bool Conditions::pauses_in(StateIndex state) const {
    return std::ranges::any_of(pauses_, [&](const Term& when) {
        return truth(when, chart_, {state, state, chart::none, false}) == Truth::yes;
    });
}

bool Conditions::may_stop_within(StateIndex state) const {
    return !stops_by_chart_alone_ && stop({state, state, chart::none, false}) != Truth::no;
}

RegionBuilder::RegionBuilder(const Conditions& conditions, const Duties& duties,
                             const std::vector<bool>& shared, Breadth breadth, StateIndex region)
    : conditions_(conditions),
      chart_(conditions.chart()),
      duties_(duties),
      shared_(shared),
      breadth_(breadth),
      region_(region) {}

FlowGraph RegionBuilder::from_starts() {
    const StateIndex first = node_of(default_of(region_));
    const std::uint32_t opening = vertex_of(first, {});
    const StateIndex leaf = leaf_of(region_);
    const bool at_once =
        conditions_.start({chart::none, leaf, chart_.event("ticket.opened"), false}) != Truth::no;
    collects_starts_ = !at_once;
    expand();
    // By what is no step of the chart it may begin anywhere; but what would end as it begins does not begin.
    if (graph_.starts.empty() && !ends_as_it_begins_) graph_.starts.push_back(opening);
    mark_loops(graph_);
    return std::move(graph_);
}

FlowGraph RegionBuilder::from_entry(StateIndex first) {
    const bool whole = is_whole(region_) || state(region_).children.empty();
    const StateIndex node = whole ? region_ : node_of(first == region_ ? default_of(region_) : first);
    graph_.starts.push_back(vertex_of(node, {first}));
    expand();
    mark_loops(graph_);
    add_rests();
    return std::move(graph_);
}

// ---- states and vertices

bool RegionBuilder::is_whole(StateIndex s) const {
    return state(s).kind == StateKind::parallel || duties_.of(s) != no_job;
}

/// Where entering a compound or history state leads to, one level down; itself for others.
StateIndex RegionBuilder::default_of(StateIndex s) const {
    const TransitionIndex initial = state(s).initial;
    if (initial == chart::none || chart_.transitions()[initial].targets.empty()) return s;
    return chart_.transitions()[initial].targets.front();
}

/// The outermost whole state around `s` within the region, else the atomic state that entering `s` leads to.
StateIndex RegionBuilder::node_of(StateIndex s) const {
    StateIndex outer = chart::none;
    for (StateIndex at = s; at != region_ && at != chart::none; at = state(at).parent)
        if (is_whole(at)) outer = at;
    if (outer != chart::none) return outer;
    const StateIndex inner = default_of(s);
    return inner == s ? s : node_of(inner);
}

StateIndex RegionBuilder::leaf_of(StateIndex s) const {
    for (StateIndex inner = default_of(s); inner != s; inner = default_of(s)) s = inner;
    return s;
}

std::uint32_t RegionBuilder::add(Vertex vertex, std::vector<StateIndex> entries) {
    graph_.vertices.push_back(std::move(vertex));
    entries_.push_back(std::move(entries));
    return static_cast<std::uint32_t>(graph_.vertices.size() - 1);
}

std::uint32_t RegionBuilder::vertex_of(StateIndex node, const std::vector<StateIndex>& targets) {
    std::vector<StateIndex> inner;
    for (const StateIndex target : targets)
        if (target != node && within(target, node)) inner.push_back(target);
    const auto known = known_.find(std::pair(node, inner));
    if (known != known_.end()) return known->second;
    Vertex vertex;
    vertex.item.state = node;
    const std::uint16_t job = duties_.of(node);
    // Nothing is sure to be used up of a step in which the promise may be kept at any time.
    const bool is_cut_short = breadth_ != Breadth::all && conditions_.may_stop_within(node);
    if (job != no_job && !conditions_.pauses_in(node) && !is_cut_short) {
        vertex.item.job = job;
        vertex.plain = duties_.job(job).plain;
        // The least demanding ways are told by their plain lengths.
        if (breadth_ == Breadth::all) vertex.most = duties_.most(job);
    }
    const std::uint32_t index = add(std::move(vertex), inner);
    known_.emplace(std::pair(node, std::move(inner)), index);
    pending_.push_back(index);
    return index;
}

std::uint32_t RegionBuilder::end_of(const Outcome& outcome) {
    const auto known = ends_.find(outcome);
    if (known != ends_.end()) return known->second;
    Vertex vertex;
    vertex.is_end = true;
    vertex.outcome = outcome;
    const std::uint32_t index = add(std::move(vertex));
    ends_.emplace(outcome, index);
    return index;
}

void RegionBuilder::connect(std::uint32_t from, std::uint32_t to, int times) {
    for (Edge& edge : graph_.edges) {
        if (edge.from != from || edge.to != to) continue;
        edge.times = std::max(edge.times, times);
        return;
    }
    graph_.edges.push_back({from, to, times, false});
}

// ---- transitions

void RegionBuilder::expand() {
    for (std::size_t i = 0; i < pending_.size(); ++i) {
        const std::uint32_t vertex = pending_[i];
        const StateIndex node = graph_.vertices[vertex].item.state;
        if (state(node).kind == StateKind::parallel && duties_.of(node) == no_job)
            expand_parallel(vertex, node);
        else
            expand_step(vertex, node);
    }
}

/// The transitions within a step that stands as a whole, its own, and those of the states around it.
void RegionBuilder::expand_step(std::uint32_t vertex, StateIndex node) {
    if (chart::ends_ticket(state(node))) return;
    const auto take = [&](StateIndex source) {
        for (auto t = state(source).transitions.begin; t < state(source).transitions.end; ++t) {
            const Transition& transition = chart_.transitions()[t];
            if (!may_take(transition, node)) continue;
            const bool below = source > node;
            const bool stays = transition.targets.empty() || within(transition.targets.front(), node);
            follow(vertex, below ? source : node, static_cast<TransitionIndex>(t), stays);
        }
    };
    // Those further in have the first word, as in the chart.
    for (StateIndex s = static_cast<StateIndex>(node + 1); s < state(node).end; ++s) take(s);
    for (StateIndex s = node;; s = state(s).parent) {
        take(s);
        if (s == region_ || s == 0) return;
    }
}

/// `done` of a state is reached from its final states alone; that of a step as a whole, from the step.
bool RegionBuilder::may_take(const Transition& transition, StateIndex node) const {
    if (transition.event == chart::none) return true;
    for (StateIndex s = state(node).parent; s != chart::none; s = state(s).parent)
        if (state(s).done == transition.event)
            return state(node).kind == StateKind::final && state(node).parent == s;
    return true;
}

void RegionBuilder::follow(std::uint32_t vertex, StateIndex before, TransitionIndex index, bool stays) {
    const Transition& transition = chart_.transitions()[index];
    const bool several =
        transition.event == chart::none && !transition.eventless && transition.timer == chart::none;
    const StateIndex after = transition.targets.empty() ? before : leaf_of(transition.targets.front());
    const Situation situation{before, after, transition.event, several};
    const Truth stops = conditions_.stop(situation);
    const bool ends = stops == Truth::yes || conditions_.cancel(situation) == Truth::yes;
    if (ends && collects_starts_ && conditions_.begins(situation)) ends_as_it_begins_ = true;
    if (conditions_.cancel(situation) == Truth::yes) return;
    if (stops != Truth::no) connect(vertex, end_of({Outcome::By::stop, chart::none, chart::none}));
    if (stops != Truth::yes && !stays) lead_to(vertex, index, &situation);
}

/// To where a transition goes: a step of this region, or out of it.
void RegionBuilder::lead_to(std::uint32_t vertex, TransitionIndex index, const Situation* situation) {
    const Transition& transition = chart_.transitions()[index];
    const StateIndex target = transition.targets.front();
    if (!inside(target)) return connect(vertex, end_of({Outcome::By::exit, target, index}));
    const StateIndex node = node_of(target);
    if (node == graph_.vertices[vertex].item.state) return;  // the clock of the step goes on
    const std::uint32_t to = vertex_of(node, transition.targets);
    connect(vertex, to, transition.times);
    const bool begins = collects_starts_ && situation != nullptr && conditions_.begins(*situation);
    if (begins && std::ranges::find(graph_.starts, to) == graph_.starts.end()) graph_.starts.push_back(to);
}

/// Where a region has nothing more to do, or waits for others: where no way leads on within it; if every way
/// goes round, anywhere.
void RegionBuilder::add_rests() {
    const std::size_t count = graph_.vertices.size();
    std::vector<bool> goes_on(count, false);
    for (const Edge& edge : graph_.edges)
        if (!edge.back && !graph_.vertices[edge.to].is_end) goes_on[edge.from] = true;
    const bool anywhere = std::ranges::all_of(goes_on, [](bool on) { return on; });
    const std::uint32_t rest = end_of({Outcome::By::rest, chart::none, chart::none});
    for (std::uint32_t v = 0; v < count; ++v)
        if (!graph_.vertices[v].is_end && (anywhere || !goes_on[v])) connect(v, rest);
}

// ---- parallel states

void RegionBuilder::expand_parallel(std::uint32_t vertex, StateIndex node) {
    std::vector<Region> regions;
    regions.reserve(state(node).children.size());
    const std::vector<StateIndex> entries = entries_[vertex];
    for (const StateIndex child : state(node).children) {
        regions.push_back(explore(child, entries));
        graph_.complete = graph_.complete && regions.back().complete;
    }
    add_joint(vertex, node, regions);
    for (std::size_t r = 0; r < regions.size(); ++r)
        for (const Way& way : regions[r].ends) add_leading(vertex, node, regions, r, way);
}

RegionBuilder::Region RegionBuilder::explore(StateIndex root, const std::vector<StateIndex>& entries) const {
    StateIndex first = root;
    for (const StateIndex entry : entries)
        if (entry != root && within(entry, root)) first = entry;
    const FlowGraph graph = RegionBuilder(conditions_, duties_, shared_, breadth_, root).from_entry(first);
    Region region;
    const auto take = [&](const Way& way) {
        auto& ways = way.outcome.by == Outcome::By::rest ? region.rests : region.ends;
        const auto same = [&](const Way& other) {
            return other.outcome == way.outcome && other.steps == way.steps;
        };
        if (std::ranges::none_of(ways, same)) ways.push_back(way);
    };
    // Of ways in different time nobody can tell which is the least demanding until the promise comes to it.
    if (breadth_ == Breadth::all || (breadth_ == Breadth::least && !duties_.count_alike())) {
        const Ways ways = most_demanding(graph, max_ways_through, false);
        region.complete = graph.complete && ways.complete && ways.found.size() < max_ways_through;
        std::ranges::for_each(ways.found, take);
    }
    std::ranges::for_each(least_demanding(graph, false), take);
    return region;
}

bool RegionBuilder::meets_others(const Sequence& steps) const {
    return std::ranges::any_of(steps, [&](const Item& item) {
        return shared_[item.state] || std::ranges::any_of(item.regions, [&](const Sequence& region) {
                   return meets_others(region);
               });
    });
}

/// Ways of the regions that are under way together; of the leader (beyond the last: none leads) only one is
/// told by the caller. Regions that need nothing of each other's are told apart by their longest and shortest
/// alone.
std::vector<std::vector<const Way*>> RegionBuilder::combinations(const std::vector<Region>& regions,
                                                                 std::size_t leader) {
    std::vector<std::vector<const Way*>> all{std::vector<const Way*>(regions.size(), nullptr)};
    for (std::size_t r = 0; r < regions.size(); ++r) {
        if (r == leader) continue;
        std::vector<std::vector<const Way*>> next;
        for (const Way& way : regions[r].rests) {
            const bool first_or_last = &way == &regions[r].rests.front() || &way == &regions[r].rests.back();
            if (!first_or_last && !meets_others(way.steps)) {
                if (breadth_ == Breadth::least && !duties_.count_alike()) graph_.complete = false;
                continue;
            }
            for (const auto& chosen : all) {
                if (next.size() >= max_ways_through) {
                    graph_.complete = false;
                    break;
                }
                next.push_back(chosen);
                next.back()[r] = &way;
            }
        }
        if (!next.empty()) all = std::move(next);
    }
    return all;
}

void RegionBuilder::add_joint(std::uint32_t vertex, StateIndex node, const std::vector<Region>& regions) {
    for (const auto& chosen : combinations(regions, regions.size())) {
        Vertex joint;
        joint.item.state = node;
        bool meets = false;
        Duration sum;
        for (const Way* way : chosen) {
            joint.item.regions.push_back(way == nullptr ? Sequence() : way->steps);
            if (way == nullptr) continue;
            joint.plain = std::max(joint.plain, way->plain);
            joint.most = std::max(joint.most, way->most);
            sum = sum + way->most;
            meets = meets || meets_others(way->steps);
        }
        if (meets) joint.most = sum;
        const std::uint32_t to = add(std::move(joint));
        connect(vertex, to);
        for (StateIndex s = node;; s = state(s).parent) {
            for (auto t = state(s).transitions.begin; t < state(s).transitions.end; ++t) {
                const Transition& transition = chart_.transitions()[t];
                const bool stays = transition.targets.empty() || within(transition.targets.front(), node);
                if (may_take(transition, node)) follow(to, node, static_cast<TransitionIndex>(t), stays);
            }
            if (s == region_ || s == 0) break;
        }
    }
}

void RegionBuilder::add_leading(std::uint32_t vertex, StateIndex node, const std::vector<Region>& regions,
                                std::size_t r, const Way& way) {
    const bool meets = meets_others(way.steps);
    auto others =
        meets ? combinations(regions, r)
              : std::vector<std::vector<const Way*>>{std::vector<const Way*>(regions.size(), nullptr)};
    for (const auto& chosen : others) {
        Vertex leading;
        leading.item.state = node;
        leading.item.leader = static_cast<int>(r);
        leading.plain = way.plain;
        leading.most = way.most;
        for (std::size_t other = 0; other < regions.size(); ++other) {
            const Way* beside = other == r ? &way : chosen[other];
            leading.item.regions.push_back(beside == nullptr ? Sequence() : beside->steps);
            if (other != r && beside != nullptr) leading.most = leading.most + beside->most;
        }
        const std::uint32_t to = add(std::move(leading));
        connect(vertex, to);
        if (way.outcome.by == Outcome::By::stop)
            connect(to, end_of(way.outcome));
        else
            lead_to(to, way.outcome.transition, nullptr);
    }
}

}  // namespace itr::structure
