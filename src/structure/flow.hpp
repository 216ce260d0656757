// A region of a workflow as a graph: what a promise meets between its start and its stop.
#pragma once

#include <compare>
#include <itr/structure.hpp>
#include <optional>
#include <vector>

#include "structure/duties.hpp"
#include "structure/path.hpp"

namespace itr::structure {

/// How a way through a region ends.
struct Outcome {
    enum class By : std::uint8_t {
        stop,  ///< the promise stops
        exit,  ///< a transition leaves the region for `target`
        rest,  ///< nothing more follows in the region
    };
    By by = By::stop;
    chart::StateIndex target = chart::none;
    chart::TransitionIndex transition = chart::none;

    friend auto operator<=>(const Outcome&, const Outcome&) = default;
};

struct Vertex {
    Item item;
    Duration plain;  ///< the sum of the lengths: by it the least demanding way is found
    Duration most;   ///< it never takes longer
    bool is_end = false;
    Outcome outcome;  ///< of an end

    [[nodiscard]] bool takes_time() const { return item.job != no_job || !item.regions.empty(); }
};

struct Edge {
    std::uint32_t from = 0, to = 0;
    int times = 1;      ///< if it closes a loop
    bool back = false;  ///< it does
};

/// Vertices and edges in the order in which they were found.
struct FlowGraph {
    std::vector<Vertex> vertices;
    std::vector<Edge> edges;
    std::vector<std::uint32_t> starts;
    bool complete = true;  ///< no limit cut off ways through its parallel states
};

/// Which ways through parallel states are vertices.
enum class Breadth : std::uint8_t {
    all,    ///< the most demanding and the least demanding of each exit, as many as the limits let
    least,  ///< the least demanding of each exit alone: enough for the least demanding way, and quick; where
            ///< steps count in different time, as many as the limits let
    one,    ///< the shortest of each exit by plain lengths, whatever time they count in: quicker still
};

/// Everything between start and stop of a promise. `shared`: by state, whether steps beside it may need what
/// it uses.
[[nodiscard]] FlowGraph flow_of(const chart::Chart& chart, const clock::Definition& promise,
                                const Duties& duties, const std::vector<bool>& shared, Breadth breadth);

/// A way from a start to an end.
struct Way {
    Sequence steps;
    Duration plain, most;
    Outcome outcome;
};
struct Ways {
    std::vector<Way> found;  ///< most demanding first: none that is missing takes longer than the last
    bool complete = true;    ///< the limit of partial paths was not met
};
/// The `limit` most demanding ways with different steps; to stops only, or to every end.
[[nodiscard]] Ways most_demanding(const FlowGraph& graph, std::size_t limit, bool only_stops);
/// The least demanding way to each end that can be reached; a loop is never taken.
[[nodiscard]] std::vector<Way> least_demanding(const FlowGraph& graph, bool only_stops);

/// Marks the edges that close a loop: in a search in depth from the starts, in document order, they lead back
/// to where the search came from.
void mark_loops(FlowGraph& graph);

}  // namespace itr::structure
