// Codes of the insight room.
#pragma once

#include <itr/error.hpp>

namespace itr::insight {

inline constexpr Code report_stopped{
    "insight.stopped"};  ///< The caller's progress function ended the report.

inline constexpr Code unknown_clock{
    "insight.unknown_clock"};  ///< No clock of this name has run on the ticket.

}  // namespace itr::insight
