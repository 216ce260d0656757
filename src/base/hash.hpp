// Hashes. The one door to libsodium (docs/adr).
#pragma once

#include <string>
#include <string_view>

namespace itr::hash {

/// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace itr::hash
