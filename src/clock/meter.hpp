// The time in which a clock counts: a calendar's, real time, or a calendar's up to a length and real time
// after it.
#pragma once

#include <itr/clock.hpp>
#include <limits>

namespace itr::clock {

inline constexpr Duration unbounded{std::numeric_limits<std::int64_t>::max()};
inline constexpr Duration max_own_time = hours(24 * 366 * 300);  ///< what lies further ahead never comes

struct Meter {
    const calendar::Calendar* calendar = nullptr;  ///< null: real time
    Duration working = unbounded;                  ///< mixed targets: own time until real time begins

    friend bool operator==(const Meter&, const Meter&) = default;

    /// Own time within [from, to) of a clock that has counted `before`; 0 when to < from.
    [[nodiscard]] Duration measure(Duration before, Instant from, Instant to) const;
    /// The earliest instant ≥ from at which a clock that has counted `before` has counted `length` more;
    /// never.
    [[nodiscard]] Instant advance(Duration before, Instant from, Duration length,
                                  calendar::Land land = calendar::Land::earliest) const;
    /// Own time from one instant to another, negative backwards; a mixed meter counts in its calendar.
    [[nodiscard]] Duration distance(Instant from, Instant to) const;
};

/// In which a row's target counts on a calendar.
[[nodiscard]] Meter meter(const Plan& plan, std::uint16_t calendar,
                          const std::optional<calendar::Target>& target);
[[nodiscard]] Meter meter_of(const Plan& plan, const State& clock);

}  // namespace itr::clock
