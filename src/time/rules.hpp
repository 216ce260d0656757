// Holidays that come back by rule.
#pragma once

#include <itr/calendar.hpp>
#include <optional>
#include <set>
#include <span>

#include "time/civil.hpp"

namespace itr::calendar {

/// The day on which the rule's holiday of that year is kept if there is no other one, which may lie in a
/// neighbouring year; empty in a year that has none (29 February, a fifth Monday). Precondition:
/// is_rule(rule), year within 1899..2201.
[[nodiscard]] std::optional<DayNumber> holiday(const Rule& rule, int year);

/// The days on which the holidays of these years are kept by all the rules together: those that move to the
/// next free weekday find it after all others.
[[nodiscard]] std::set<DayNumber> holidays(std::span<const Rule> rules, int first_year, int last_year);

/// Whether the rule's numbers make sense together.
[[nodiscard]] bool is_rule(const Rule& rule) noexcept;

/// Easter Sunday of the western churches.
[[nodiscard]] DayNumber easter(int year);

}  // namespace itr::calendar
