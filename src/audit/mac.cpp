#include "audit/mac.hpp"

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

Hmac::Hmac(std::span<const std::uint8_t, 32> secret) noexcept {
    crypto_auth_hmacsha256_init(&state_, secret.data(), secret.size());
}

Hmac& Hmac::add(std::string_view bytes) noexcept {
    crypto_auth_hmacsha256_update(&state_, raw(bytes), bytes.size());
    return *this;
}

std::array<std::uint8_t, 32> Hmac::done() noexcept {
    std::array<std::uint8_t, 32> out{};
    crypto_auth_hmacsha256_final(&state_, out.data());
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
