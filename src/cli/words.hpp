// Instants and values as people read them.
#pragma once

#include <itr/time.hpp>
#include <itr/value.hpp>
#include <string>

namespace itr::cli {

/// "never", or RFC 3339.
[[nodiscard]] std::string words(Instant at);
/// Texts bare, times in RFC 3339, everything else as JSON.
[[nodiscard]] std::string words(const Value& value);

}  // namespace itr::cli
