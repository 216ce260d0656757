// The instants at which an arrival may be worst.
#pragma once

#include <vector>

#include "structure/measures.hpp"
#include "structure/schedule.hpp"

namespace itr::structure {

struct Arrivals {
    std::vector<Instant> instants;  ///< ascending
    bool complete = true;           ///< no limit has cut any off
};

/// How late a way is gets worse only up to where some step begins to count otherwise, or ends at an edge of
/// its calendar: the arrivals that lead there, through the steps before it and those that it may wait for,
/// and those a millisecond later. At most max_arrivals; of ways so long that they have more, the first steps'
/// first.
[[nodiscard]] Arrivals arrivals_of(const Agenda& agenda, const Duties& duties, Measures& measures);

}  // namespace itr::structure
