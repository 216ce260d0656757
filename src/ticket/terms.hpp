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

/// The compiled calendars of both versions: first the former ones at their places, those that the new version
/// has otherwise under a name such as "office~1"; behind them what is new, and the new versions.
[[nodiscard]] std::vector<calendar::Calendar> next_version_of(std::span<const calendar::Calendar> former,
                                                              std::span<const model::CalendarEntry> entries,
                                                              std::span<const model::CalendarEntry> now,
                                                              std::vector<calendar::Calendar> compiled);

}  // namespace itr::ticket
