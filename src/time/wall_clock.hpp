// What the clocks on the wall of a zone show, and when they show it.
#pragma once

#include <itr/calendar.hpp>
#include <memory>
#include <vector>

#include "time/civil.hpp"

namespace itr::calendar {

class WallClock {
  public:
    /// Precondition: zones->has(zone). Keeps the database alive.
    WallClock(std::shared_ptr<const ZoneDatabase> zones, std::string_view zone, Skipped skipped);

    /// Wall time in milliseconds since 1970-01-01 00:00 of the wall. O(log n) in the zone's transitions.
    [[nodiscard]] std::int64_t wall_ms(Instant at) const noexcept;
    [[nodiscard]] DayNumber day(Instant at) const noexcept {
        return static_cast<DayNumber>(floor_div(wall_ms(at), day_ms));
    }
    /// The first instant at which the wall shows it; a skipped wall time as `skipped` says. O(log n).
    [[nodiscard]] Instant at(std::int64_t wall_ms) const noexcept;
    /// `minute` may lie beyond the day.
    [[nodiscard]] Instant at(DayNumber day, int minute) const noexcept {
        return at(day * day_ms + minute * minute_ms);
    }

  private:
    std::shared_ptr<const ZoneDatabase> zones_;
    const std::vector<ZoneDatabase::Transition>& transitions_;
    std::vector<std::int64_t>
        wall_ends_;  // where the wall time of a stretch between transitions ends; never falls
    Skipped skipped_;
};

}  // namespace itr::calendar
