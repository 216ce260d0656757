// Where a calendar's working intervals come from: a definition, other calendars, or a succession of them.
#pragma once

#include <memory>
#include <vector>

#include "time/intervals.hpp"
#include "time/wall_clock.hpp"

namespace itr::calendar {

class Source {
  public:
    virtual ~Source() = default;
    /// The working intervals of [from, to), clipped to it. Pure: the same question has the same answer.
    [[nodiscard]] virtual Intervals intervals(Instant from, Instant to) const = 0;
};

/// Working intervals of a definition that has been checked.
[[nodiscard]] std::unique_ptr<Source> source_of(const Definition& definition,
                                                std::shared_ptr<const WallClock> clock);

/// Working intervals of calendars put together. Precondition: parts are not empty.
[[nodiscard]] std::unique_ptr<Source> combined_source(Combine how, std::vector<Calendar> parts);

/// The first from the beginning of time, each other from its instant on.
struct Reign {
    Instant from;
    Calendar calendar;
};
[[nodiscard]] std::unique_ptr<Source> succession_source(std::vector<Reign> reigns);

/// All mistakes of a definition that need no zone to see, as the first of them.
[[nodiscard]] Status check(const Definition& definition);

}  // namespace itr::calendar
