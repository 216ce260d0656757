// Lines of standard input, until its end or a signal to stop.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace itr::cli {

inline constexpr std::size_t max_line_bytes = std::size_t{16} << 20;

class StandardInput {
  public:
    /// The next line without its end; nothing at the end of the input or when the program is to stop. Of a
    /// line longer than max_line_bytes comes one byte more than that, and the rest is passed over.
    [[nodiscard]] std::optional<std::string> line();

  private:
    [[nodiscard]] bool read_more();
    void pass_over_line();

    std::string buffer_;
    std::size_t searched_ = 0;
    bool ended_ = false;
};

/// Writes the answer to every line that is not blank, each at once, until the input ends, the program is to
/// stop or an answer cannot be written.
void answer_lines(const std::function<std::string(const std::string&)>& answer);

}  // namespace itr::cli
