// Agreements and calendars of one pack under the workflows of another.
#pragma once

#include <itr/calendar.hpp>
#include <itr/model.hpp>
#include <span>
#include <vector>

namespace itr::ticket {

/// `base` with the agreements and calendars of `terms`, and of its ladders and tables those that `base` does
/// not have or, for ladders, has in another version. Ladders and tables of `base` keep their places.
[[nodiscard]] model::Pack under_terms(const model::Pack& base, const model::Pack& terms);

/// The calendars of a version of a pack, as they were compiled and written, and where their zones come from.
struct CalendarVersion {
    std::span<const calendar::Calendar> compiled;
    std::span<const model::CalendarEntry> entries;
    const calendar::ZoneDatabase* zones = nullptr;  ///< null: none of them needs one
};

/// The compiled calendars of both versions: first the former ones at their places, those that the new version
/// has otherwise, or in a zone with other rules, under a name such as "office~1"; behind them what is new,
/// and the new versions.
[[nodiscard]] std::vector<calendar::Calendar> next_version_of(const CalendarVersion& former,
                                                              const CalendarVersion& now);

}  // namespace itr::ticket
