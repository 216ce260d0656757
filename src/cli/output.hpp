// Writing for people and for machines: colours only on a terminal, JSON in its canonical form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <itr/diagnostic.hpp>
#include <itr/document.hpp>
#include <itr/error.hpp>
#include <itr/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace itr::cli {

enum class Colour { none, red, green, yellow, cyan, grey, bold };

/// The text in a colour, if standard output is a terminal and NO_COLOR is not set.
[[nodiscard]] std::string paint(Colour colour, std::string_view text);

/// "1 ticket", "2 tickets".
[[nodiscard]] std::string counted(std::size_t count, std::string_view one);

/// To standard output.
void print(std::string_view text);
void print_line(std::string_view text);
void print_json(const Value& value);

/// Whether all that was printed so far is written. What was not cannot be known later.
[[nodiscard]] bool is_written();
/// The exit code of a command whose output is not lost; else says so, and what says so.
[[nodiscard]] int exit_of_output(int exit_code);

/// To standard error, if it can be written.
void print_aside(std::string_view text);
/// "itr: message" to standard error, the message in one line.
void complain(std::string_view message);
/// Where fail_with() says what went wrong: in words on standard error (at first), or as JSON on standard
/// output, where a machine reads the answer.
enum class Errors { in_words, as_json };
void tell_errors(Errors how);
/// {"ok":false,"code":…,"message":…}
void print_error(const Error& error);
/// Says what went wrong and returns the exit code: for a mistake in the command line (codes `cli.`, `time.`,
/// `duration.`, `target.`), for what is refused or stopped by a signal, or for a failing environment.
[[nodiscard]] int fail_with(const Error& error);
/// The same of the mistakes in `what`, "a pack": a line each, or {"ok":false,…,"diagnostics":[…]}.
[[nodiscard]] int fail_with(std::string_view what, const Diagnostics& diagnostics);

/// A diagnostic as a line with colours.
[[nodiscard]] std::string painted(const Diagnostic& diagnostic);
/// Columns as wide as their widest cell (characters of UTF-8), separated by two blanks; cells are shown as
/// visible() has them, so without colours.
[[nodiscard]] std::string table(std::vector<std::vector<std::string>> rows);

using MapValue = document::Object;

}  // namespace itr::cli
