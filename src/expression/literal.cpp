#include "expression/literal.hpp"

#include <fmt/core.h>

#include <charconv>

#include "expression/codes.hpp"

namespace itr::expression {
namespace {

/// The power of ten of the first digit that is not zero: tells too small from too large.
bool is_below_one(std::string_view text) {
    const std::size_t mark = text.find_first_of("eE");
    const std::string_view digits = text.substr(0, mark);
    if (mark != std::string_view::npos) return text.substr(mark + 1).starts_with('-');
    return digits.find_first_of("123456789") > digits.find('.');
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void append_utf8(std::string& out, std::uint32_t point) {
    const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (point < 0x80) return put(point);
    if (point < 0x800) {
        put(0xC0 | point >> 6);
    } else if (point < 0x10000) {
        put(0xE0 | point >> 12);
        put(0x80 | (point >> 6 & 0x3F));
    } else {
        put(0xF0 | point >> 18);
        put(0x80 | (point >> 12 & 0x3F));
        put(0x80 | (point >> 6 & 0x3F));
    }
    put(0x80 | (point & 0x3F));
}

char simple_escape(char c) {
    switch (c) {
        case 'a': return '\a';
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        case 'v': return '\v';
        case '\\':
        case '?':
        case '"':
        case '\'':
        case '`': return c;
        default: return '\0';
    }
}

/// Reads what follows a backslash.
class Unescape {
  public:
    explicit Unescape(const Quoted& quoted) : quoted_(quoted) {}

    tl::expected<Value, Problem> run() {
        while (i_ < quoted_.inner.size()) {
            const char c = quoted_.inner[i_++];
            if (c == '\\' && !quoted_.raw) {
                if (!escape()) return tl::unexpected(problem());
            } else if (c == '\r') {
                // All ways to end a line read as one, so that a text does not depend on the editor.
                if (i_ < quoted_.inner.size() && quoted_.inner[i_] == '\n') ++i_;
                out_.push_back('\n');
            } else {
                out_.push_back(c);
            }
        }
        return quoted_.bytes ? Value::bytes(out_) : Value(out_);
    }

  private:
    bool escape() {
        start_ = i_ - 1;
        if (i_ == quoted_.inner.size()) return false;
        const char c = quoted_.inner[i_++];
        if (const char simple = simple_escape(c); simple != '\0') return out_.push_back(simple), true;
        switch (c) {
            case 'x':
            case 'X': return number(2, 16);
            case 'u': return !quoted_.bytes && number(4, 16);
            case 'U': return !quoted_.bytes && number(8, 16);
            case '0':
            case '1':
            case '2':
            case '3': return --i_, number(3, 8);
            default: return false;
        }
    }
    bool number(std::size_t digits, std::uint32_t base) {
        std::uint32_t point = 0;
        for (std::size_t n = 0; n < digits; ++n, ++i_) {
            const int digit = i_ < quoted_.inner.size() ? hex_digit(quoted_.inner[i_]) : -1;
            if (digit < 0 || digit >= static_cast<int>(base)) return false;
            point = point * base + static_cast<std::uint32_t>(digit);
        }
        if (quoted_.bytes) return out_.push_back(static_cast<char>(point)), true;
        if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
        append_utf8(out_, point);
        return true;
    }
    [[nodiscard]] Problem problem() const {
        return {
            expression_syntax, quoted_.inner_at + static_cast<std::uint32_t>(start_),
            "expected an escape sequence, but found " + as_shown(quoted_.inner.substr(start_, i_ - start_))};
    }

    const Quoted& quoted_;
    std::size_t i_ = 0;
    std::size_t start_ = 0;
    std::string out_;
};

}  // namespace

std::optional<double> read_double(std::string_view text) {
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (rest != end || text.empty() || error == std::errc::invalid_argument) return std::nullopt;
    if (error == std::errc{}) return value;
    if (!is_below_one(text)) return std::nullopt;
    return text.starts_with('-') ? -0.0 : 0.0;
}

std::string as_shown(std::string_view part) {
    std::string shown = "'";
    for (const char c : part) {
        if (static_cast<unsigned char>(c) < ' ')
            shown += fmt::format("<U+{:04X}>", static_cast<unsigned char>(c));
        else
            shown += c;
    }
    return shown + "'";
}

tl::expected<Value, Problem> read_quoted(const Quoted& quoted) { return Unescape(quoted).run(); }

}  // namespace itr::expression
