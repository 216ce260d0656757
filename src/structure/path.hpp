// A way through a workflow as promises see it: steps one after the other, and regions side by side.
#pragma once

#include <itr/structure.hpp>
#include <vector>

namespace itr::structure {

struct Item;
using Sequence = std::vector<Item>;

/// A step, or several regions at once.
struct Item {
    chart::StateIndex state = chart::none;
    std::uint16_t job = 0xFFFF;     ///< of Duties; none: it takes no time
    std::vector<Sequence> regions;  ///< of a parallel state
    int leader = -1;                ///< the region whose end ends them all; -1: when all are done

    friend bool operator==(const Item&, const Item&) = default;
};

}  // namespace itr::structure
