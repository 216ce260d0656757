// Texts read some bytes at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace itr::bytes {

template <typename Number>
[[nodiscard]] Number load(const char* at) noexcept {
    Number number = 0;
    std::memcpy(&number, at, sizeof number);
    return number;
}

/// One to seven bytes as one number, other numbers for other bytes. None of its bytes is zero that is not
/// among them: some stand twice, and where there are none, `filler` does.
[[nodiscard]] inline std::uint64_t load_few(const char* at, std::size_t count, char filler) noexcept {
    if (count >= 4) return load<std::uint32_t>(at) | std::uint64_t{load<std::uint32_t>(at + count - 4)} << 32;
    const auto byte = [](char c) { return std::uint64_t{static_cast<unsigned char>(c)}; };
    return byte(at[0]) | byte(at[count / 2]) << 8 | byte(at[count - 1]) << 16 |
           byte(filler) * 0x0101'0101'0100'0000U;
}

/// Eight times the same byte.
[[nodiscard]] constexpr std::uint64_t every(unsigned char byte) noexcept {
    return 0x0101'0101'0101'0101U * byte;
}
inline constexpr std::uint64_t high_bits = every(0x80);

/// Neither below a blank nor a quotation mark nor a backslash: as they are in JSON. Bytes of longer
/// characters pass.
[[nodiscard]] constexpr bool are_plain_json(std::uint64_t bytes) noexcept {
    const auto zero = [](std::uint64_t b) { return (b - every(1)) & ~b; };
    const std::uint64_t escaped =
        ((bytes - every(' ')) & ~bytes) | zero(bytes ^ every('"')) | zero(bytes ^ every('\\'));
    return (escaped & high_bits) == 0;
}

/// Whether both texts are the same. Most that are compared are, and are short.
[[nodiscard]] inline bool same(std::string_view a, std::string_view b) noexcept {
    constexpr std::size_t step = sizeof(std::uint64_t);
    const std::size_t size = a.size();
    if (size != b.size()) return false;
    if (size < step) return size == 0 || load_few(a.data(), size, ' ') == load_few(b.data(), size, ' ');
    for (std::size_t i = 0; i + step < size; i += step)
        if (load<std::uint64_t>(a.data() + i) != load<std::uint64_t>(b.data() + i)) return false;
    return load<std::uint64_t>(a.data() + size - step) == load<std::uint64_t>(b.data() + size - step);
}

inline constexpr auto are_ascii = [](std::uint64_t bytes) noexcept { return (bytes & high_bits) == 0; };
/// Not zero either: subtracting one borrows from the high bit of a zero byte.
inline constexpr auto are_storable_ascii = [](std::uint64_t bytes) noexcept {
    return ((bytes | (bytes - every(1))) & high_bits) == 0;
};
/// Neither below a blank nor DEL.
inline constexpr auto are_printable_ascii = [](std::uint64_t bytes) noexcept {
    return ((bytes | (bytes - every(' ')) | ((bytes ^ every(0x7F)) - every(1))) & high_bits) == 0;
};

/// Whether a test of eight bytes holds for all of a text. Most texts are short and ASCII: what a test cannot
/// vouch for is looked at again, byte by byte.
template <typename Test>
[[nodiscard]] bool holds_throughout(std::string_view text, Test test) noexcept {
    constexpr std::size_t step = sizeof(std::uint64_t);
    const char* at = text.data();
    if (text.size() < step) return text.empty() || test(load_few(at, text.size(), ' '));
    for (std::size_t i = 0; i + step <= text.size(); i += step)
        if (!test(load<std::uint64_t>(at + i))) return false;
    return test(load<std::uint64_t>(at + text.size() - step));
}

}  // namespace itr::bytes
