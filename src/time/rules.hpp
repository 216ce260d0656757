// Holidays that come back by rule.
#pragma once

#include <itr/calendar.hpp>
#include <optional>

#include "time/civil.hpp"

namespace itr::calendar {

/// The day on which the rule's holiday of that year is kept, which may lie in a neighbouring year; empty in a
/// year that has none (29 February, a fifth Monday). Precondition: is_rule(rule), year within 1899..2201.
[[nodiscard]] std::optional<DayNumber> holiday(const Rule& rule, int year);

/// Whether the rule's numbers make sense together.
[[nodiscard]] bool is_rule(const Rule& rule) noexcept;

/// Easter Sunday of the western churches.
[[nodiscard]] DayNumber easter(int year);

}  // namespace itr::calendar
