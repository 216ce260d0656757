// Bytes that nobody can foresee, by libsodium (docs/adr).
#pragma once

#include <cstddef>
#include <itr/export.hpp>
#include <string>

namespace itr::random {

/// From the system's unpredictable source each time: of bytes kept for later, a process and its fork would
/// hand out the same. Salts and seals of personal values are made of them. Throws std::runtime_error if the
/// system gives none. Safe for concurrent use.
[[nodiscard]] ITR_API std::string bytes(std::size_t count);

}  // namespace itr::random
