#include "structure/condition.hpp"

#include <algorithm>
#include <optional>

namespace itr::structure {
namespace {

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Blanks outside quotes taken out, but for one between words: "a in b".
std::string squeeze(std::string_view text) {
    std::string out;
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == quote) {
            quote = '\0';
        } else if (quote != '\0' && c == '\\' && i + 1 < text.size()) {
            out.push_back(c);
            out.push_back(text[++i]);
            continue;
        }
        const bool blank = quote == '\0' && (c == ' ' || c == '\n' || c == '\t');
        if (blank) continue;
        const bool after_blank = i > 0 && (text[i - 1] == ' ' || text[i - 1] == '\n' || text[i - 1] == '\t');
        if (quote == '\0' && after_blank && is_word(c) && !out.empty() && is_word(out.back()))
            out.push_back(' ');
        out.push_back(c);
    }
    return out;
}

/// Positions of `separator` at depth 0, and whether the whole text is one bracket.
std::vector<std::size_t> splits(std::string_view text, std::string_view separator) {
    std::vector<std::size_t> found;
    int depth = 0;
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != '\0') {
            if (c == '\\') ++i;
            if (c == quote) quote = '\0';
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '(' || c == '[' || c == '{') {
            ++depth;
        } else if (c == ')' || c == ']' || c == '}') {
            --depth;
        } else if (depth == 0 && text.substr(i).starts_with(separator)) {
            found.push_back(i);
            i += separator.size() - 1;
        }
    }
    return found;
}

/// "(a)" → "a".
std::string_view unbracket(std::string_view text) {
    while (text.size() > 2 && text.front() == '(' && text.back() == ')') {
        int depth = 0;
        for (std::size_t i = 0; i + 1 < text.size(); ++i) {
            if (text[i] == '(') ++depth;
            if (text[i] == ')' && --depth == 0) return text;
        }
        text = text.substr(1, text.size() - 2);
    }
    return text;
}

/// Weaker operators than && at the top: then the text is no conjunction of its parts.
bool has_weaker(std::string_view text) { return !splits(text, "||").empty() || !splits(text, "?").empty(); }

std::vector<std::string> conjuncts(std::string_view condition) {
    const std::string squeezed = squeeze(condition);
    if (has_weaker(unbracket(squeezed))) return {squeezed};
    return parts_of(condition, "&&");
}

struct Equality {
    std::string_view name, literal;
};
/// name=='literal' or name==number.
std::optional<Equality> equality(std::string_view part) {
    const std::size_t sign = part.find("==");
    if (sign == std::string_view::npos || sign + 2 >= part.size()) return std::nullopt;
    const std::string_view literal = part.substr(sign + 2);
    const bool text = literal.size() >= 2 && (literal[0] == '\'' || literal[0] == '"') &&
                      literal.back() == literal[0] &&
                      literal.substr(1, literal.size() - 2).find_first_of("'\"\\") == std::string_view::npos;
    const bool number = literal.find_first_not_of("0123456789") == std::string_view::npos;
    const std::string_view name = part.substr(0, sign);
    const bool plain =
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string_view::npos;
    if (!plain || (!text && !number)) return std::nullopt;
    return Equality{name, text ? literal.substr(1, literal.size() - 2) : literal};
}

/// A name, a member or a call, all of which a '!' before it negates: of "a || b" it negates but the "a".
bool is_term(std::string_view text) {
    int depth = 0;
    char quote = '\0';
    bool closed = false;  // behind a bracket: no word may follow, as in "f(x)in y"
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != '\0') {
            if (c == '\\') ++i;
            if (c == quote) quote = '\0';
        } else if (depth > 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == '(' || c == '[') {
            ++depth;
        } else if (c == ')' || c == ']') {
            closed = --depth == 0;
        } else if (depth == 0) {
            if (c != '.' && (closed || !is_word(c))) return false;
            closed = false;
        }
    }
    return true;
}

bool negates(const std::string& a, const std::string& b) {
    return a == "!(" + b + ")" || (a == "!" + b && is_term(b));
}

bool contradict(const std::string& a, const std::string& b) {
    if (negates(a, b) || negates(b, a)) return true;
    const auto x = equality(a);
    const auto y = equality(b);
    return x && y && x->name == y->name && x->literal != y->literal;
}

}  // namespace

std::vector<std::string> parts_of(std::string_view condition, std::string_view separator) {
    const std::string squeezed = squeeze(condition);
    const std::string_view text = unbracket(squeezed);
    std::vector<std::string> parts;
    std::size_t from = 0;
    for (const std::size_t at : splits(text, separator)) {
        parts.emplace_back(unbracket(text.substr(from, at - from)));
        from = at + separator.size();
    }
    parts.emplace_back(unbracket(text.substr(from)));
    return parts;
}

bool implies(std::string_view a, std::string_view b) {
    const std::vector<std::string> given = conjuncts(a);
    const auto follows = [&](const std::string& part) {
        return std::ranges::find(given, part) != given.end();
    };
    for (const std::string& alternative : parts_of(b, "||"))
        if (std::ranges::all_of(conjuncts(alternative), follows)) return true;
    return false;
}

bool excludes(std::string_view a, std::string_view b) {
    for (const std::string& x : conjuncts(a))
        for (const std::string& y : conjuncts(b))
            if (contradict(x, y)) return true;
    return false;
}

}  // namespace itr::structure
