// A length of time that a step may take.
#pragma once

#include <itr/calendar.hpp>
#include <itr/clock.hpp>

namespace itr::structure {

inline constexpr std::uint16_t no_job = 0xFFFF;

/// A length of time on a calendar.
struct Job {
    clock::ClockIndex clock = clock::none;
    calendar::Target target;
    const calendar::Calendar* calendar = nullptr;  ///< null: real time
    calendar::Land land = calendar::Land::earliest;
    Duration plain;                             ///< its length as a number: working days count 24 hours
    const calendar::Calendar* hours = nullptr;  ///< with `surcharge`: outside of which it has more time
    Duration surcharge{};

    [[nodiscard]] calendar::Target target_at(Instant begin) const;
    /// Its target where it begins out of hours.
    [[nodiscard]] calendar::Target with_surcharge() const;
    [[nodiscard]] Instant end(Instant begin) const;
    /// The latest instant from which it ends no later than `limit`, without the surcharge; never: from none.
    [[nodiscard]] Instant latest_begin(Instant limit) const;
    /// The same between a begin from which it ends in time and one behind all such; ends do not go back
    /// there.
    [[nodiscard]] Instant last_begin_between(Instant early, Instant late, Instant limit) const;
    [[nodiscard]] bool counts_days() const { return target.kind == calendar::Target::Kind::working_days; }
    /// Whether it is measured in real time, day and night.
    [[nodiscard]] bool is_real() const;
    /// Whether both are lengths of the same time, so that they can be added up.
    [[nodiscard]] bool counts_like(const Job& other) const;
};

}  // namespace itr::structure
