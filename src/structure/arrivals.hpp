// The instants at which an arrival may be worst.
#pragma once

#include <vector>

#include "structure/measures.hpp"
#include "structure/schedule.hpp"

namespace itr::structure {

/// How late a way is gets worse only up to where some step begins or ends at an edge of a calendar: the
/// arrivals that lead there, and those a millisecond later. At most max_arrivals.
[[nodiscard]] std::vector<Instant> arrivals_of(const Agenda& agenda, const Duties& duties,
                                               Measures& measures);

}  // namespace itr::structure
