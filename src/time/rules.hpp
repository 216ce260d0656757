// Holidays that come back by rule.
#pragma once

#include <itr/calendar.hpp>
#include <set>
#include <span>

#include "time/civil.hpp"

namespace itr::calendar {

/// The days on which the holidays of these years are kept by all the rules together, some of which may lie in
/// a neighbouring year; a rule may have none in a year (29 February, a fifth Monday). Those that move to the
/// next free weekday find it after all others. Precondition: each is_rule(), years within 1899..2201.
[[nodiscard]] std::set<DayNumber> holidays(std::span<const Rule> rules, int first_year, int last_year);

/// Whether the rule's numbers make sense together.
[[nodiscard]] bool is_rule(const Rule& rule) noexcept;

/// Easter Sunday of the western churches.
[[nodiscard]] DayNumber easter(int year);

}  // namespace itr::calendar
