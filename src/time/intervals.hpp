// Sets of instants as ascending, disjoint, half-open intervals that do not touch.
#pragma once

#include <itr/calendar.hpp>
#include <vector>

namespace itr::calendar {

using Intervals = std::vector<Calendar::Interval>;

/// Sorts, drops empty ones, merges those that overlap or touch.
void normalize(Intervals& intervals);

[[nodiscard]] Intervals unite(const Intervals& a, const Intervals& b);
[[nodiscard]] Intervals intersect(const Intervals& a, const Intervals& b);
[[nodiscard]] Intervals subtract(const Intervals& a, const Intervals& b);

/// Keeps what lies in [from, to).
void clip(Intervals& intervals, Instant from, Instant to);

}  // namespace itr::calendar
