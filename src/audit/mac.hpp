// Keyed hashes. With base/hash.hpp the door to libsodium (docs/adr).
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace itr::audit {

/// HMAC-SHA-256 (RFC 2104, FIPS 180-4) of the parts one after the other.
[[nodiscard]] std::array<std::uint8_t, 32> hmac(std::span<const std::uint8_t, 32> secret,
                                                std::initializer_list<std::string_view> parts) noexcept;

[[nodiscard]] std::string hex_of(std::span<const std::uint8_t> bytes);
/// False unless the text is lower-case hexadecimal digits of just this many bytes.
[[nodiscard]] bool read_hex_into(std::string_view text, std::span<std::uint8_t> bytes) noexcept;

}  // namespace itr::audit
