#include "cli/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace itr::cli {
namespace {

/// The bytes of a character that is told by its number, at the beginning of the text; none: 0.
std::size_t unprintable(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : std::size_t{0};
    };
    if (byte(0) < 0x20 || byte(0) == 0x7F) return 1;
    if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) < 0xA0) return 2;  // U+0080 to U+009F
    const bool turns = byte(0) == 0xE2 && ((byte(1) == 0x80 && byte(2) >= 0xA8 && byte(2) <= 0xAE) ||
                                           (byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9));
    return turns ? 3 : 0;  // U+2028 to U+202E, U+2066 to U+2069
}

/// Of a character of one to three bytes.
unsigned number_of(std::string_view character) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
    if (character.size() == 1) return byte(0);
    if (character.size() == 2) return (byte(0) & 0x1FU) << 6U | (byte(1) & 0x3FU);
    return (byte(0) & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
}

}  // namespace

std::string visible(std::string_view text) {
    std::string seen;
    seen.reserve(text.size());
    while (!text.empty()) {
        const std::size_t bytes = unprintable(text);
        if (bytes == 0)
            seen += text.front();
        else if (text.front() == '\n')
            seen += "\\n";
        else
            seen += fmt::format("\\u{{{:x}}}", number_of(text.substr(0, bytes)));
        text.remove_prefix(std::max<std::size_t>(bytes, 1));
    }
    return seen;
}

std::string words(Instant at) { return at == never ? std::string("never") : to_string(at); }

std::string words(const Value& value) {
    switch (value.kind()) {
        case Kind::string: return visible(value.as_string());
        case Kind::timestamp: return words(to_instant(value.as_timestamp()));
        case Kind::duration: return to_string(to_duration(value.as_duration()));
        default: return visible(to_json(value));
    }
}

std::string words(std::size_t part, std::size_t whole) {
    if (whole == 0) return std::to_string(part);
    const std::size_t hundredths = (part * 10'000 + whole / 2) / whole;
    return fmt::format("{} ({}.{:02} %)", part, hundredths / 100, hundredths % 100);
}

}  // namespace itr::cli
