#include "expression/lexer.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "expression/codes.hpp"
#include "expression/literal.hpp"

namespace itr::expression {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

constexpr std::array<std::string_view, 17> reserved_words{
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};

constexpr std::array<std::string_view, 24> marks{"&&", "||", "==", "!=", "<=", ">=", "<", ">",
                                                 "!",  "+",  "-",  "*",  "/",  "%",  "?", ":",
                                                 ",",  ".",  "(",  ")",  "[",  "]",  "{", "}"};

class Lexer {
  public:
    explicit Lexer(std::string_view source) : source_(source) {}

    tl::expected<std::vector<Token>, Problem> run() {
        for (skip_blanks(); i_ < source_.size(); skip_blanks()) {
            start_ = i_;
            if (!token()) return tl::unexpected(std::move(*problem_));
        }
        start_ = i_;
        add(TokenKind::end);
        return std::move(tokens_);
    }

  private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return i_ + ahead < source_.size() ? source_[i_ + ahead] : '\0';
    }
    [[nodiscard]] std::string_view taken() const { return source_.substr(start_, i_ - start_); }
    template <typename Test>
    void skip(Test test) {
        while (i_ < source_.size() && test(source_[i_])) ++i_;
    }
    void skip_blanks() {
        for (;;) {
            skip([](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; });
            if (peek() != '/' || peek(1) != '/') return;
            skip([](char c) { return c != '\n'; });
        }
    }
    Token& add(TokenKind kind) {
        tokens_.push_back({.kind = kind, .at = static_cast<std::uint32_t>(start_)});
        return tokens_.back();
    }
    bool fail(std::size_t at, std::string message) {
        problem_ = Problem{expression_syntax, static_cast<std::uint32_t>(at), std::move(message)};
        return false;
    }

    bool token() {
        const char c = peek();
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
        if (const std::size_t prefix = quote_prefix(); prefix != std::string_view::npos)
            return quoted(prefix);
        if (is_name_start(c)) return word();
        if (c == '`') return quoted_name();
        const auto* mark =
            std::ranges::find_if(marks, [&](auto m) { return source_.substr(i_).starts_with(m); });
        if (mark == marks.end()) return stray();
        i_ += mark->size();
        add(TokenKind::mark).text = *mark;
        return true;
    }
    bool stray() {
        std::size_t length = 1;
        while (i_ + length < source_.size() &&
               (static_cast<unsigned char>(source_[i_ + length]) & 0xC0) == 0x80)
            ++length;
        return fail(i_, "expected an expression, but found " + as_shown(source_.substr(i_, length)));
    }

    bool word() {
        skip(is_name_part);
        const std::string_view text = taken();
        if (text == "true" || text == "false") {
            add(TokenKind::literal).value = Value(text == "true");
        } else if (text == "null") {
            add(TokenKind::literal);
        } else if (text == "in") {
            add(TokenKind::mark).text = text;
        } else {
            add(std::ranges::count(reserved_words, text) > 0 ? TokenKind::reserved : TokenKind::name).text =
                text;
        }
        return true;
    }
    bool quoted_name() {
        ++i_;
        skip([](char c) { return is_name_part(c) || c == '.' || c == '-' || c == '/' || c == ' '; });
        if (peek() != '`' || i_ == start_ + 1)
            return fail(start_, "expected a field name between backquotes");
        add(TokenKind::quoted_name).text = source_.substr(start_ + 1, i_ - start_ - 1);
        ++i_;
        return true;
    }

    /// The letters before a quote (r, b, br in any case), or npos where no quoted text begins.
    [[nodiscard]] std::size_t quote_prefix() const {
        std::size_t n = 0;
        if (peek(n) == 'b' || peek(n) == 'B') ++n;
        if (peek(n) == 'r' || peek(n) == 'R') ++n;
        return peek(n) == '"' || peek(n) == '\'' ? n : std::string_view::npos;
    }
    bool quoted(std::size_t prefix) {
        Quoted text;
        for (std::size_t n = 0; n < prefix; ++n) {
            text.bytes |= peek(n) == 'b' || peek(n) == 'B';
            text.raw |= peek(n) == 'r' || peek(n) == 'R';
        }
        i_ += prefix;
        const char quote = peek();
        const std::size_t width = peek(1) == quote && peek(2) == quote ? 3 : 1;
        i_ += width;
        const std::size_t first = i_;
        if (!skip_to_quote(quote, width, text.raw))
            return fail(start_, fmt::format("expected {} to end the text", std::string(width, quote)));
        text.inner = source_.substr(first, i_ - first);
        text.inner_at = static_cast<std::uint32_t>(first);
        i_ += width;
        auto value = read_quoted(text);
        if (!value) return problem_ = std::move(value.error()), false;
        add(TokenKind::literal).value = *std::move(value);
        return true;
    }
    bool skip_to_quote(char quote, std::size_t width, bool raw) {
        const std::string end(width, quote);
        for (; i_ < source_.size(); ++i_) {
            if (source_.substr(i_).starts_with(end)) return true;
            if (width == 1 && (peek() == '\n' || peek() == '\r')) return false;
            if (peek() == '\\' && !raw) ++i_;
        }
        return false;
    }

    bool number() {
        if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex(peek(2))) {
            i_ += 2;
            skip(is_hex);
            return integer(taken().substr(2), 16);
        }
        skip(is_digit);
        bool floating = false;
        if (peek() == '.' && is_digit(peek(1))) {
            floating = true;
            ++i_;
            skip(is_digit);
        }
        const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
        if ((peek() == 'e' || peek() == 'E') && is_digit(peek(sign))) {
            floating = true;
            i_ += sign;
            skip(is_digit);
        }
        if (!floating) return integer(taken(), 10);
        const auto value = read_double(taken());
        if (!value)
            return fail(start_,
                        fmt::format("expected a number in the range of a double, but found {}", taken()));
        add(TokenKind::literal).value = Value(*value);
        return ends_cleanly();
    }
    bool integer(std::string_view digits, int base) {
        std::uint64_t value = 0;
        const auto error = std::from_chars(digits.data(), digits.data() + digits.size(), value, base).ec;
        if (error != std::errc{})
            return fail(start_,
                        fmt::format("expected an integer of 64 bits, but found {} digits", digits.size()));
        const bool is_unsigned = peek() == 'u' || peek() == 'U';
        if (is_unsigned) ++i_;
        add(is_unsigned ? TokenKind::literal : TokenKind::integer).value = Value(value);
        return ends_cleanly();
    }
    bool ends_cleanly() {
        if (!is_name_part(peek())) return true;
        return fail(i_, fmt::format("expected an operator after the number, but found '{}'", peek()));
    }

    std::string_view source_;
    std::size_t i_ = 0;
    std::size_t start_ = 0;
    std::vector<Token> tokens_;
    std::optional<Problem> problem_;
};

}  // namespace

tl::expected<std::vector<Token>, Problem> tokenize(std::string_view source) { return Lexer(source).run(); }

}  // namespace itr::expression
