#include "cli/lines.hpp"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "cli/output.hpp"
#include "cli/stop.hpp"

namespace itr::cli {

/// False at the end, or when the program is to stop.
bool StandardInput::read_more() {
    if (ended_ || stop_requested()) return false;
    char block[65536];
    const ssize_t got = read(STDIN_FILENO, block, sizeof block);
    if (got > 0) buffer_.append(block, static_cast<std::size_t>(got));
    ended_ = got == 0 || (got < 0 && errno != EINTR);
    return true;
}

/// However far its end is.
void StandardInput::pass_over_line() {
    auto end = buffer_.find('\n');
    for (; end == std::string::npos; end = buffer_.find('\n')) {
        buffer_.clear();
        if (!read_more()) return;
    }
    buffer_.erase(0, end + 1);
}

std::optional<std::string> StandardInput::line() {
    for (;;) {
        if (const auto end = buffer_.find('\n', searched_); end <= max_line_bytes) {
            std::string text = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            searched_ = 0;
            return text;
        }
        searched_ = buffer_.size();
        if (buffer_.size() > max_line_bytes) {
            std::string text = buffer_.substr(0, max_line_bytes + 1);
            pass_over_line();
            searched_ = 0;
            return text;
        }
        if (read_more()) continue;
        if (!ended_ || buffer_.empty()) return std::nullopt;
        searched_ = 0;
        return std::exchange(buffer_, {});
    }
}

void answer_lines(const std::function<std::string(const std::string&)>& answer) {
    StandardInput input;
    while (const auto line = input.line()) {
        if (line->find_first_not_of(" \t\r") == std::string::npos) continue;
        print_line(answer(*line));
        if (!is_written()) return;
    }
}

}  // namespace itr::cli
