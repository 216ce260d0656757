// Texts of a file as they may stand in a comment.
#pragma once

#include <string>
#include <string_view>

namespace itr::icalendar {

/// One line of valid UTF-8 without control characters, at most 60 bytes.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace itr::icalendar
