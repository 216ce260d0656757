// Bytes that nobody can foresee, by libsodium (docs/adr).
#pragma once

#include <cstddef>
#include <string>

namespace itr::random {

/// From the system's unpredictable source each time: of bytes kept for later, a process and its fork would
/// hand out the same. Throws std::runtime_error if the system gives none.
[[nodiscard]] std::string bytes(std::size_t count);

}  // namespace itr::random
