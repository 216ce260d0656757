// Counting over again, from the periods in which a clock ran.
#pragma once

#include "clock/meter.hpp"

namespace itr::clock {

using Interval = calendar::Calendar::Interval;
using Periods = std::vector<Interval>;  ///< apart from each other, ascending

struct Recount {
    Duration consumed;
    std::optional<Instant> reached;  ///< when `target` was reached, if it was
};

[[nodiscard]] Recount recount(const Meter& meter, std::span<const Interval> periods, Duration target);

// ---- periods as sets of instants

[[nodiscard]] Periods within(const Periods& periods, Interval stretch);
/// `others` by their beginnings; they may overlap.
[[nodiscard]] Periods without(const Periods& periods, const Periods& others);
[[nodiscard]] Periods joined(const Periods& periods, Interval stretch);

/// What a meter counts of them, before `until`.
[[nodiscard]] Duration measured(const Meter& meter, const Periods& periods, Instant until = never);
/// Real time within [from, to) in which a clock did not run.
[[nodiscard]] Duration rest_of(const Periods& periods, Instant from, Instant to);

// ---- ways along them, in the meter's time

/// Where `length` has been counted from `from` on; `from` itself for nothing, the last end when they are too
/// short.
[[nodiscard]] Instant gone_on(const Meter& meter, const Periods& periods, Instant from, Duration length);
/// The same towards the past, from `end`.
[[nodiscard]] Instant gone_back(const Meter& meter, const Periods& periods, Instant end, Duration length);

}  // namespace itr::clock
