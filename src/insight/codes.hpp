// Codes of the insight room.
#pragma once

#include <itr/error.hpp>

namespace itr::insight {

inline constexpr Code report_stopped{
    "insight.stopped"};  ///< The caller's progress function ended the report.

}  // namespace itr::insight
