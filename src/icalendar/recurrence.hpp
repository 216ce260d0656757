// Events that come back.
#pragma once

#include <functional>
#include <itr/calendar.hpp>
#include <optional>

#include "icalendar/handles.hpp"

namespace itr::icalendar {

/// The rule of a pack that says the same; nothing where there is none.
[[nodiscard]] std::optional<calendar::Rule> rule_of(const icalrecurrencetype& recurrence,
                                                    const icaltimetype& begin);

/// Whether a recurrence is one of days, weeks, months or years, so that laying it out is bounded.
[[nodiscard]] bool is_layable(const icalrecurrencetype& recurrence);

/// Calls visit(occurrence) up to the end of `last_year`, at most `budget` times, which is used up; false when
/// it did not suffice.
[[nodiscard]] bool lay_out(const icalrecurrencetype& recurrence, const icaltimetype& begin, int last_year,
                           std::size_t& budget, const std::function<void(const icaltimetype&)>& visit);

}  // namespace itr::icalendar
