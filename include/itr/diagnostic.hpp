// Mistakes in a pack. A loader or validator reports all it can find at once, each with its place.
#pragma once

#include <cstdint>
#include <itr/error.hpp>
#include <itr/export.hpp>
#include <string>
#include <vector>

namespace itr {

/// A place in a text: lines and columns count from 1, columns in bytes; line 0 means "the file as a whole".
struct Location {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    friend bool operator==(const Location&, const Location&) = default;
};

enum class Severity : std::uint8_t { error, warning, note };

struct Diagnostic {
    Code code;
    Severity severity = Severity::error;
    Location at;
    std::string message;
    std::string hint;  ///< what to do about it, often "did you mean 'closed'?"; may be empty
};

using Diagnostics = std::vector<Diagnostic>;

[[nodiscard]] ITR_API bool has_errors(const Diagnostics& diagnostics) noexcept;

/// Orders by file, line, column, code, message: the order in which reports and goldens show them.
ITR_API void sort_diagnostics(Diagnostics& diagnostics);

/// One line of text: `file:line:column: error[code]: message (hint)`.
[[nodiscard]] ITR_API std::string to_string(const Diagnostic& diagnostic);

/// The lower-case English word.
[[nodiscard]] ITR_API const char* to_string(Severity severity) noexcept;

}  // namespace itr
