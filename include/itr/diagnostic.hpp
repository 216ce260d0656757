// Mistakes in a pack. A loader or validator reports all it can find at once, each with its place.
#pragma once

#include <cstdint>
#include <itr/error.hpp>
#include <itr/export.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace itr {

/// A place in a text: lines and columns count from 1, columns in bytes; line 0 means "the file as a whole".
struct Location {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    friend bool operator==(const Location&, const Location&) = default;
};

/// Bytes of a text that lie one after the other in one line of its file.
struct TextRun {
    std::uint32_t offset = 0;  ///< in the text, of the first of them
    std::uint32_t line = 0;    ///< where that one lies in the file
    std::uint32_t column = 0;
    std::uint32_t bytes = 0;  ///< what comes between them and the next run is told to be at their end
};

/// The place of a text's first character, and of all others where the file writes the text in another way
/// than it reads: folded, continued or with escapes.
struct TextLocation : Location {
    TextLocation() = default;
    /// Of a text that stands in its file as it reads.
    TextLocation(Location at) : Location(std::move(at)) {}
    TextLocation(std::string in, std::uint32_t at_line, std::uint32_t at_column)
        : Location{std::move(in), at_line, at_column} {}

    /// By offset; shared by the copies. None: the lines lie one below the other, from the column where the
    /// first one begins.
    std::shared_ptr<const std::vector<TextRun>> runs;

    /// The place of a byte of `text`, or of its end.
    [[nodiscard]] ITR_API Location of(std::string_view text, std::uint32_t offset) const;
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
