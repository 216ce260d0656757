#include "loader/trouble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <itr/value.hpp>

#include "loader/codes.hpp"

namespace itr::loader {
namespace {

template <typename F>
void each_line(std::string_view text, F&& visit) {
    std::uint32_t number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        if (!visit(++number, text.substr(at, end - at))) return;
        at = end + 1;
    }
}

std::string_view line_at(std::string_view text, int wanted) {
    std::string_view found;
    each_line(text, [&](std::uint32_t number, std::string_view line) {
        if (static_cast<int>(number) == wanted + 1) found = line;
        return static_cast<int>(number) <= wanted;
    });
    return found;
}

bool forbidden(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

void report_utf8(std::string_view text, const std::string& file, Diagnostics& diagnostics) {
    Location at{file, 0, 0};
    each_line(text, [&](std::uint32_t number, std::string_view line) {
        if (is_utf8(line)) return true;
        at.line = number;
        std::size_t good = 0;  // the longest prefix that is well-formed
        for (std::size_t n = 1; n <= line.size(); ++n)
            if (is_utf8(line.substr(good, n - good)))
                good = n;
            else if (n - good > 4)
                break;
        at.column = static_cast<std::uint32_t>(good + 1);
        return false;
    });
    diagnostics.push_back(
        {not_utf8, Severity::error, at, "bytes that are not UTF-8", "save the file as UTF-8"});
}

/// Keys whose value is CEL, as docs/pack-format.md lists them.
constexpr std::array<std::string_view, 9> expression_keys = {
    "when:", "applies:", "anchor:", "start:", "resume:", "stop:", "cancel:", "reset:", "unless:"};

/// Whether a comment swallows the end of what { or [ has begun. Quotes count where a text begins with them:
/// within a plain one they are part of it.
bool ends_in_comment(std::string_view line) {
    char quote = '\0', before = ' ';
    int depth = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if ((c == '"' || c == '\'') &&
                   std::string_view("{[,:-").find(before) != std::string_view::npos) {
            quote = c;
        } else if (c == '#' && i > 0 && line[i - 1] == ' ') {
            return depth > 0 && line.find_first_of("}]", i) != std::string_view::npos;
        }
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        if (c != ' ') before = c;
    }
    return false;
}

std::string hint_for(std::string_view line) {
    for (const std::string_view key : expression_keys) {
        const std::size_t at = line.find(key);
        if (at == std::string_view::npos) continue;
        const std::size_t value = line.find_first_not_of(' ', at + key.size());
        if (value == std::string_view::npos) continue;
        if (line[value] != '"' && line[value] != '\'')
            return fmt::format("quote the expression behind '{}'", key);
        const std::size_t end = line.find(line[value], value + 1);
        const std::size_t rest = end == std::string_view::npos ? end : line.find_first_not_of(' ', end + 1);
        if (rest != std::string_view::npos &&
            std::string_view(",}]#").find(line[rest]) == std::string_view::npos)
            return fmt::format("quote the whole expression behind '{}'", key);
    }
    if (line.find_first_of("{[") != std::string_view::npos)
        return "within { } and [ ] a text that contains , : [ ] { or } must be quoted";
    if (line.find(": ") != line.rfind(": ")) return "a text that contains ': ' must be quoted";
    return {};
}

}  // namespace

bool check_bytes(std::string_view text, const std::string& file, std::size_t max_bytes,
                 Diagnostics& diagnostics) {
    if (text.size() > max_bytes) {
        diagnostics.push_back({file_too_large,
                               Severity::error,
                               {file, 0, 0},
                               fmt::format("{} bytes; the limit is {}", text.size(), max_bytes),
                               "split the file"});
        return false;
    }
    if (!is_utf8(text)) {
        report_utf8(text, file, diagnostics);
        return false;
    }
    if (std::ranges::find_if(text, forbidden) == text.end()) return true;
    each_line(text, [&](std::uint32_t number, std::string_view line) {
        const auto bad = std::ranges::find_if(line, forbidden);
        if (bad == line.end()) return true;
        const Location at{file, number, static_cast<std::uint32_t>(bad - line.begin() + 1)};
        diagnostics.push_back(
            {control_character, Severity::error, at,
             fmt::format("the control character U+{:04X}", static_cast<unsigned char>(*bad)),
             "remove it, or write it as an escape within double quotes"});
        return false;
    });
    return false;
}

bool find_tabs(std::string_view text, const std::string& file, Diagnostics& diagnostics) {
    if (text.find('\t') == std::string_view::npos) return false;
    bool found = false;
    std::size_t block_indent = std::string_view::npos;  // of the line whose block scalar we are in
    each_line(text, [&](std::uint32_t number, std::string_view line) {
        const std::size_t indent = line.find_first_not_of(' ');
        if (indent == std::string_view::npos) return true;
        if (block_indent != std::string_view::npos && indent > block_indent) return true;
        block_indent = std::string_view::npos;
        const std::size_t end = line.find_last_not_of(" \t\r");
        if (line[indent] == '\t' && end != std::string_view::npos && end > indent &&
            line[line.find_first_not_of(" \t")] != '#') {
            diagnostics.push_back({tab,
                                   Severity::error,
                                   {file, number, static_cast<std::uint32_t>(indent + 1)},
                                   "a tab in the indentation",
                                   "YAML is indented with blanks"});
            found = true;
            return false;
        }
        const std::size_t mark = line.find_last_of("|>");
        const bool opens_block =
            mark != std::string_view::npos && mark > 0 && line[mark - 1] == ' ' &&
            line.find_first_not_of("+-0123456789 \t\r", mark + 1) == std::string_view::npos;
        if (opens_block) block_indent = indent;
        return true;
    });
    return found;
}

Diagnostic explain_syntax(std::string_view text, const std::string& file, int line, int column,
                          const std::string& message) {
    const Location at{file, static_cast<std::uint32_t>(std::max(line, 0) + 1),
                      static_cast<std::uint32_t>(std::max(column, 0) + 1)};
    std::string hint = hint_for(line_at(text, line));
    if (hint.empty() && line > 0) hint = hint_for(line_at(text, line - 1));
    // The parser notices it where a bracket is missing, which may be some lines later.
    constexpr int lines_back = 3;
    for (int above = std::max(0, line - lines_back); above <= line; ++above)
        if (ends_in_comment(line_at(text, above)))
            hint = fmt::format(
                "what follows ' #' in line {} is a comment, and the closing bracket with it: quote the "
                "expression",
                above + 1);
    return {syntax, Severity::error, at, fmt::format("not well-formed YAML: {}", message), std::move(hint)};
}

bool looks_whole(std::string_view expression) noexcept {
    int depth = 0;
    char quote = '\0';
    for (std::size_t i = 0; i < expression.size(); ++i) {
        const char c = expression[i];
        if (quote != '\0') {
            if (c == '\\') ++i;
            if (c == quote) quote = '\0';
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '(' || c == '[' || c == '{') {
            ++depth;
        } else if (c == ')' || c == ']' || c == '}') {
            --depth;
        }
    }
    return quote == '\0' && depth == 0;
}

}  // namespace itr::loader
