#include "icalendar/words.hpp"

#include <algorithm>

namespace itr::icalendar {
namespace {

constexpr std::size_t max_bytes_of_a_line = 60;

/// The length of the character that begins here; 0 if it is none.
std::size_t character_at(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xC2 ? 0
                               : first < 0xE0 ? 2
                               : first < 0xF0 ? 3
                               : first < 0xF5 ? 4
                                              : 0;
    if (length == 0 || length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    const bool surrogate = first == 0xED && byte(1) >= 0xA0;
    const bool beyond = first == 0xF4 && byte(1) >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
}

/// C1 controls, line and paragraph separators, the byte order mark, and what is no character.
bool is_control(std::string_view character) {
    if (character.size() == 1) return character[0] < ' ' || character[0] == 0x7F;
    return (character.size() == 2 && character[0] == '\xC2' &&
            static_cast<unsigned char>(character[1]) < 0xA0) ||
           character == "\xE2\x80\xA8" || character == "\xE2\x80\xA9" || character == "\xEF\xBB\xBF" ||
           character.ends_with("\xBF\xBE") || character.ends_with("\xBF\xBF");
}

}  // namespace

std::string one_line(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = character_at(text);
        const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
        const std::string_view written = length == 0 ? "?" : is_control(character) ? " " : character;
        if (out.size() + written.size() > max_bytes_of_a_line) break;
        if (written != " " || (!out.empty() && out.back() != ' ')) out += written;
        text.remove_prefix(character.size());
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

}  // namespace itr::icalendar
