// Which of a ticket's clocks a name means.
#pragma once

#include <itr/clock.hpp>
#include <span>
#include <string_view>

namespace itr::ticket {

/// By key ("gold-support.restore") or by name; of several agreements' clocks of one name, the one that runs
/// or is paused, else the first. Null if there is none. O(clocks).
[[nodiscard]] const clock::State* find_clock(const clock::Plan& plan, std::span<const clock::State> clocks,
                                             std::string_view name) noexcept;

}  // namespace itr::ticket
