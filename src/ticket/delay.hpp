// Delays that end when a data field says so.
#pragma once

#include <itr/calendar.hpp>
#include <itr/chart.hpp>

namespace itr::ticket {

/// The field whose date a delay waits for; chart::none where it is a length or a number of days.
[[nodiscard]] chart::FieldIndex date_field(const chart::Chart& chart, const calendar::Target& delay) noexcept;

}  // namespace itr::ticket
