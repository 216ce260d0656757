#include "cli/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "cli/codes.hpp"
#include "cli/exit_codes.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

Errors errors_told = Errors::in_words;

bool colours_wanted() {
    static const bool wanted = isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
    return wanted;
}

std::string_view escape_of(Colour colour) {
    switch (colour) {
        case Colour::red: return "\x1b[31m";
        case Colour::green: return "\x1b[32m";
        case Colour::yellow: return "\x1b[33m";
        case Colour::cyan: return "\x1b[36m";
        case Colour::grey: return "\x1b[90m";
        case Colour::bold: return "\x1b[1m";
        case Colour::none: return "";
    }
    return "";
}

/// Wide characters of Chinese and its kin take two columns of a terminal.
std::size_t columns(std::string_view text) {
    std::size_t n = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0U) != 0x80U) n += byte >= 0xE3 ? 2 : 1;
    }
    return n;
}

}  // namespace

std::string paint(Colour colour, std::string_view text) {
    if (colour == Colour::none || !colours_wanted()) return std::string(text);
    return fmt::format("{}{}\x1b[0m", escape_of(colour), text);
}

std::string counted(std::size_t count, std::string_view one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_line(std::string_view text) {
    print(text);
    print("\n");
}

void print_json(const Value& value) { print_line(to_json(value)); }

bool is_written() { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

int exit_of_output(int exit_code) {
    if (is_written()) return exit_code;
    complain("the output cannot be written");
    return exit_environment;
}

void print_aside(std::string_view text) {
    // fmt::print would throw, and what nobody can be told is no reason to fall over.
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

void complain(std::string_view message) { print_aside(fmt::format("itr: {}\n", visible(message))); }

void tell_errors(Errors how) { errors_told = how; }

void print_error(const Error& error) {
    print_json(MapValue()
                   .add("ok", Value(false))
                   .add("code", Value(error.code.text()))
                   .add("message", Value(error.message))
                   .done());
}

int fail_with(const Error& error) {
    if (errors_told == Errors::as_json)
        print_error(error);
    else
        complain(fmt::format("{} [{}]", error.message, error.code.text()));
    const std::string_view code = error.code.text();
    const bool is_no = code.ends_with(".stopped") || error.code == unknown_effect;
    if (is_no || code == "engine.not_permitted") return exit_no;
    if (error.code == no_file || error.code == no_program) return exit_environment;
    const bool misused = code.starts_with("cli.") || code.starts_with("time.") ||
                         code.starts_with("duration.") || code.starts_with("target.");
    return misused ? exit_usage : exit_environment;
}

int fail_with(std::string_view what, const Diagnostics& diagnostics) {
    if (errors_told == Errors::as_json) {
        print_json(MapValue()
                       .add("ok", Value(false))
                       .add("code", Value(invalid_pack.text()))
                       .add("message", Value(fmt::format("expected {} without mistakes, but found {}", what,
                                                         diagnostics.size())))
                       .add("diagnostics",
                            document::list_of(
                                diagnostics, [](const Diagnostic& each) { return document::to_value(each); }))
                       .done());
        return exit_no;
    }
    for (const Diagnostic& each : diagnostics) print_aside(visible(itr::to_string(each)) + "\n");
    return exit_no;
}

std::string painted(const Diagnostic& d) {
    const Colour colour = d.severity == Severity::error     ? Colour::red
                          : d.severity == Severity::warning ? Colour::yellow
                                                            : Colour::cyan;
    std::string where = d.at.file.empty() ? "<pack>" : visible(d.at.file);
    if (d.at.line > 0) where += fmt::format(":{}:{}", d.at.line, d.at.column);
    std::string line = fmt::format(
        "{}: {}: {}", paint(Colour::bold, where),
        paint(colour, fmt::format("{}[{}]", itr::to_string(d.severity), d.code.text())), visible(d.message));
    if (!d.hint.empty()) line += paint(Colour::grey, fmt::format(" ({})", visible(d.hint)));
    return line;
}

std::string table(std::vector<std::vector<std::string>> rows) {
    for (auto& row : rows)
        for (std::string& cell : row) cell = visible(cell);
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], columns(row[c]));
    }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c)
            line += row[c] + std::string(widths[c] - columns(row[c]) + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

}  // namespace itr::cli
