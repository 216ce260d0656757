// What may be stored, held against rules that look at one byte after the other.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <itr/ids.hpp>
#include <itr/value.hpp>
#include <string>

#include "base/text.hpp"

namespace {

/// Table 3-7 of the Unicode standard, row by row.
bool is_utf8_slowly(std::string_view text) {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto lies = [](unsigned byte, unsigned first, unsigned last) {
        return first <= byte && byte <= last;
    };
    const auto tail = [&](std::size_t i) { return lies(at(i), 0x80, 0xBF); };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned a = at(i);
        const unsigned b = at(i + 1);
        const bool two = lies(a, 0xC2, 0xDF) && tail(i + 1);
        const bool three = ((a == 0xE0 && lies(b, 0xA0, 0xBF)) || (lies(a, 0xE1, 0xEC) && tail(i + 1)) ||
                            (a == 0xED && lies(b, 0x80, 0x9F)) || (lies(a, 0xEE, 0xEF) && tail(i + 1))) &&
                           tail(i + 2);
        const bool four = ((a == 0xF0 && lies(b, 0x90, 0xBF)) || (lies(a, 0xF1, 0xF3) && tail(i + 1)) ||
                           (a == 0xF4 && lies(b, 0x80, 0x8F))) &&
                          tail(i + 2) && tail(i + 3);
        if (a >= 0x80 && !two && !three && !four) return false;
        i += four ? 4 : three ? 3 : two ? 2 : 1;
    }
    return true;
}

/// Mostly printable, of every length from 0 to three times eight; one byte in it may be anything.
std::string some_text() {
    auto text = *rc::gen::container<std::string>(*rc::gen::inRange<std::size_t>(0, 25),
                                                 rc::gen::inRange<char>(0x20, 0x7F));
    if (*rc::gen::inRange(0, 4) == 0)
        text += *rc::gen::element<std::string>("问题", "é", "\xed\xa0\x80", "🙂");
    if (!text.empty() && *rc::gen::inRange(0, 2) == 0) {
        const auto place = *rc::gen::inRange<std::size_t>(0, text.size());
        text[place] = static_cast<char>(*rc::gen::inRange(0, 256));
    }
    return text;
}

}  // namespace

TEST_CASE("a text is UTF-8, can be stored, or may be a name, exactly when all of its bytes say so") {
    CHECK(rc::check("whatever byte stands wherever", [] {
        const std::string text = some_text();
        const bool is_utf8 = is_utf8_slowly(text);
        RC_ASSERT(itr::is_utf8(text) == is_utf8);
        RC_ASSERT(itr::text::is_storable(text) == (is_utf8 && std::ranges::count(text, '\0') == 0));
        const bool has_control = std::ranges::any_of(
            text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
        RC_ASSERT(itr::check_name("name", text).has_value() ==
                  (is_utf8 && !has_control && !text.empty() && text.size() <= itr::max_name_bytes));
    }));
}
