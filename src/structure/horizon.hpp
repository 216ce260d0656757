// The stretch of time within which the worst arrival is looked for.
#pragma once

#include <itr/calendar.hpp>
#include <itr/structure.hpp>
#include <span>
#include <vector>

namespace itr::structure {

struct Horizon {
    Instant from, to;
};

/// As Options::from says.
[[nodiscard]] Horizon horizon_of(std::span<const calendar::Calendar> calendars, const Options& options);

/// Openings and closings of a calendar within the horizon, ascending.
[[nodiscard]] std::vector<Instant> edges_of(const calendar::Calendar& calendar, const Horizon& horizon);

/// The instants of its local days at which a promise of working days begins to mean other days: midnight, and
/// the cut-off.
[[nodiscard]] std::vector<Instant> turns_of(const calendar::Calendar& calendar, int cut_off_minute,
                                            const Horizon& horizon);

}  // namespace itr::structure
