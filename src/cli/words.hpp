// Instants, values and shares as people read them.
#pragma once

#include <cstddef>
#include <itr/time.hpp>
#include <itr/value.hpp>
#include <string>

namespace itr::cli {

/// "never", or RFC 3339.
[[nodiscard]] std::string words(Instant at);
/// Texts bare, times in RFC 3339, everything else as JSON.
[[nodiscard]] std::string words(const Value& value);
/// "4546 (60.18 %)": a part of a whole, rounded to hundredths; bare if there is no whole.
[[nodiscard]] std::string words(std::size_t part, std::size_t whole);

}  // namespace itr::cli
