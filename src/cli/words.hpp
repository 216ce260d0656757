// Instants, values and shares as people read them.
#pragma once

#include <cstddef>
#include <itr/time.hpp>
#include <itr/value.hpp>
#include <string>
#include <string_view>

namespace itr::cli {

/// "never", or RFC 3339.
[[nodiscard]] std::string words(Instant at);
/// Without what a terminal would obey and what would begin a line of its own: control characters and those
/// that turn the direction of writing are told by number, "\n" and "\u{1b}". What tickets hold comes from
/// anybody.
[[nodiscard]] std::string visible(std::string_view text);
/// Texts visible(), times in RFC 3339, everything else as JSON.
[[nodiscard]] std::string words(const Value& value);
/// "4546 (60.18 %)": a part of a whole, rounded to hundredths; bare if there is no whole.
[[nodiscard]] std::string words(std::size_t part, std::size_t whole);

}  // namespace itr::cli
