// A clean stop: the first SIGINT or SIGTERM lets the work in hand end, a second one ends the program.
#pragma once

namespace itr::cli {

void watch_for_stop();
[[nodiscard]] bool stop_requested() noexcept;

}  // namespace itr::cli
