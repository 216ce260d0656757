// Builds the graph of a region from the chart.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "structure/flow.hpp"
#include "structure/truth.hpp"

namespace itr::structure {

/// The conditions of the promise whose way is looked for.
class Conditions {
  public:
    Conditions(const chart::Chart& chart, const clock::Definition& promise);

    [[nodiscard]] const chart::Chart& chart() const { return chart_; }
    [[nodiscard]] Truth stop(const Situation& s) const { return holds(stop_, s, Truth::no); }
    [[nodiscard]] Truth cancel(const Situation& s) const { return holds(cancel_, s, Truth::no); }
    [[nodiscard]] Truth start(const Situation& s) const { return holds(start_, s, Truth::yes); }
    /// It starts with this step, and not before.
    [[nodiscard]] bool begins(const Situation& s) const {
        const Situation earlier{s.before, s.before, chart::none, false};
        return start(s) == Truth::yes && start(earlier) != Truth::yes;
    }
    [[nodiscard]] bool pauses_in(chart::StateIndex state) const;
    /// It may stop there by something that is no step of the chart: an assignment, a data field.
    [[nodiscard]] bool may_stop_within(chart::StateIndex state) const;

  private:
    [[nodiscard]] Truth holds(const std::optional<Term>& condition, const Situation& s,
                              Truth otherwise) const {
        return condition ? truth(*condition, chart_, s) : otherwise;
    }
    const chart::Chart& chart_;
    std::optional<Term> start_, stop_, cancel_;
    std::vector<Term> pauses_;
    bool stops_by_chart_alone_ = true;
};

/// A vertex is a step: an atomic state, or one that stands as a whole because it has an inner promise or is
/// parallel. A parallel state has further vertices, one for each way through its regions.
class RegionBuilder {
  public:
    RegionBuilder(const Conditions& conditions, const Duties& duties, const std::vector<bool>& shared,
                  Breadth breadth, chart::StateIndex region);

    /// A promise within this region: starts are where it begins.
    [[nodiscard]] FlowGraph from_starts();
    /// All of the region, entered at `first` (the region itself: by default); its ends are rests too.
    [[nodiscard]] FlowGraph from_entry(chart::StateIndex first);

  private:
    struct Region {
        std::vector<Way> rests, ends;
        bool complete = true;
    };

    [[nodiscard]] const chart::State& state(chart::StateIndex s) const { return chart_.states()[s]; }
    [[nodiscard]] bool within(chart::StateIndex s, chart::StateIndex outer) const {
        return s >= outer && s < state(outer).end;
    }
    [[nodiscard]] bool inside(chart::StateIndex s) const { return s != region_ && within(s, region_); }
    [[nodiscard]] bool is_whole(chart::StateIndex s) const;
    [[nodiscard]] chart::StateIndex default_of(chart::StateIndex s) const;
    [[nodiscard]] chart::StateIndex node_of(chart::StateIndex s) const;
    [[nodiscard]] chart::StateIndex leaf_of(chart::StateIndex s) const;

    std::uint32_t vertex_of(chart::StateIndex node, const std::vector<chart::StateIndex>& targets);
    std::uint32_t end_of(const Outcome& outcome);
    std::uint32_t add(Vertex vertex, std::vector<chart::StateIndex> entries = {});
    void connect(std::uint32_t from, std::uint32_t to, int times = 1);

    void expand();
    void expand_step(std::uint32_t vertex, chart::StateIndex node);
    [[nodiscard]] bool may_take(const chart::Transition& transition, chart::StateIndex node) const;
    void follow(std::uint32_t vertex, chart::StateIndex before, chart::TransitionIndex index, bool stays);
    void lead_to(std::uint32_t vertex, chart::TransitionIndex index, const Situation* situation);
    void add_rests();

    void expand_parallel(std::uint32_t vertex, chart::StateIndex node);
    [[nodiscard]] Region explore(chart::StateIndex root, const std::vector<chart::StateIndex>& entries) const;
    void add_joint(std::uint32_t vertex, chart::StateIndex node, const std::vector<Region>& regions);
    void add_leading(std::uint32_t vertex, chart::StateIndex node, const std::vector<Region>& regions,
                     std::size_t r, const Way& way);
    [[nodiscard]] std::vector<std::vector<const Way*>> combinations(const std::vector<Region>& regions,
                                                                    std::size_t leader);
    [[nodiscard]] bool meets_others(const Sequence& steps) const;

    const Conditions& conditions_;
    const chart::Chart& chart_;
    const Duties& duties_;
    const std::vector<bool>& shared_;  ///< by state: it uses something that steps beside it may need
    Breadth breadth_;
    chart::StateIndex region_;
    FlowGraph graph_;
    std::map<std::pair<chart::StateIndex, std::vector<chart::StateIndex>>, std::uint32_t> known_;
    std::map<Outcome, std::uint32_t> ends_;
    std::vector<std::vector<chart::StateIndex>>
        entries_;  ///< by vertex: states within that are entered by name
    std::vector<std::uint32_t> pending_;
    bool collects_starts_ = false;
    bool ends_as_it_begins_ = false;  ///< its stop or cancel comes with its start
};

}  // namespace itr::structure
