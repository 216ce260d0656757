#include "cli/lines.hpp"

#include <unistd.h>

#include <cerrno>

#include "cli/stop.hpp"

namespace itr::cli {

std::optional<std::string> StandardInput::line() {
    for (;;) {
        if (const auto end = buffer_.find('\n', searched_); end != std::string::npos) {
            std::string text = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            searched_ = 0;
            return text;
        }
        searched_ = buffer_.size();
        if (ended_ || buffer_.size() > max_line_bytes) {
            if (buffer_.empty()) return std::nullopt;
            std::string text = buffer_.substr(0, max_line_bytes);
            buffer_.erase(0, text.size());
            searched_ = 0;
            return text;
        }
        if (stop_requested()) return std::nullopt;
        char block[65536];
        const ssize_t got = read(STDIN_FILENO, block, sizeof block);
        if (got > 0) buffer_.append(block, static_cast<std::size_t>(got));
        ended_ = got == 0 || (got < 0 && errno != EINTR);
    }
}

}  // namespace itr::cli
