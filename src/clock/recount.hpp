// Counting over again, from the periods in which a clock ran.
#pragma once

#include "clock/meter.hpp"

namespace itr::clock {

struct Recount {
    Duration consumed;
    std::optional<Instant> reached;  ///< when `target` was reached, if it was
};

[[nodiscard]] Recount recount(const Meter& meter, std::span<const calendar::Calendar::Interval> periods,
                              Duration target);

}  // namespace itr::clock
