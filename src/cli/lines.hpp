// Lines of standard input, until its end or a signal to stop.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace itr::cli {

inline constexpr std::size_t max_line_bytes = std::size_t{16} << 20;

class StandardInput {
  public:
    /// The next line without its end; nothing at the end of the input or when the program is to stop. A line
    /// longer than max_line_bytes is cut there.
    [[nodiscard]] std::optional<std::string> line();

  private:
    std::string buffer_;
    std::size_t searched_ = 0;
    bool ended_ = false;
};

}  // namespace itr::cli
