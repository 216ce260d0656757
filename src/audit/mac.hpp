// Keyed hashes. With base/hash.hpp the door to libsodium (docs/adr).
#pragma once

#include <sodium/crypto_auth_hmacsha256.h>

#include <array>
#include <itr/audit.hpp>
#include <span>
#include <string>
#include <string_view>

namespace itr::audit {

/// HMAC-SHA-256 (RFC 2104, FIPS 180-4) of what is added to it.
class Hmac {
  public:
    explicit Hmac(std::span<const std::uint8_t, 32> secret) noexcept;

    Hmac& add(std::string_view bytes) noexcept;
    /// Once.
    [[nodiscard]] std::array<std::uint8_t, 32> done() noexcept;

  private:
    crypto_auth_hmacsha256_state state_;
};

[[nodiscard]] std::string hex_of(std::span<const std::uint8_t> bytes);
/// False unless the text is lower-case hexadecimal digits of just this many bytes.
[[nodiscard]] bool read_hex_into(std::string_view text, std::span<std::uint8_t> bytes) noexcept;

}  // namespace itr::audit
