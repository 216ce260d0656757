#include "audit/mac.hpp"

#include <sodium/crypto_auth_hmacsha256.h>

#include "base/text.hpp"

namespace itr::audit {
namespace {

const unsigned char* raw(std::string_view bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

int digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::array<std::uint8_t, 32> hmac(std::span<const std::uint8_t, 32> secret,
                                  std::initializer_list<std::string_view> parts) noexcept {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, secret.data(), secret.size());
    for (const std::string_view part : parts) crypto_auth_hmacsha256_update(&state, raw(part), part.size());
    std::array<std::uint8_t, 32> out{};
    crypto_auth_hmacsha256_final(&state, out.data());
    return out;
}

std::string hex_of(std::span<const std::uint8_t> bytes) {
    return text::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool read_hex_into(std::string_view text, std::span<std::uint8_t> bytes) noexcept {
    if (text.size() != bytes.size() * 2) return false;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = digit(text[2 * i]);
        const int low = digit(text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return true;
}

}  // namespace itr::audit
