#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "cli/output.hpp"

namespace itr::cli {

Progress::~Progress() {
    if (line_open_) print_aside("\n");
}

void Progress::update(std::size_t done, std::size_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (now - shown_at_ < std::chrono::seconds(1)) return;
    shown_at_ = now;
    const std::string text =
        total == 0 ? fmt::format("{} {}", done, what_) : fmt::format("{} of {} {}", done, total, what_);
    const bool terminal = isatty(STDERR_FILENO) == 1;
    print_aside(fmt::format("{}{}{}", terminal ? "\r" : "", text, terminal ? "\x1b[K" : "\n"));
    line_open_ = terminal;
}

}  // namespace itr::cli
