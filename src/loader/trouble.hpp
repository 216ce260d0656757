// What is wrong with a text before it is YAML, and what its author may have meant where it is not.
#pragma once

#include <cstddef>
#include <itr/diagnostic.hpp>
#include <string>
#include <string_view>

namespace itr::loader {

/// Size, UTF-8, control characters: false if the parser must not see the text.
[[nodiscard]] bool check_bytes(std::string_view text, const std::string& file, std::size_t max_bytes,
                               Diagnostics& diagnostics);

/// Reports the first tab that indents a line outside block scalars; YAML wants blanks. Whether there is one.
bool find_tabs(std::string_view text, const std::string& file, Diagnostics& diagnostics);

/// A mistake of syntax as the parser tells it (lines and columns from 0), with a hint taken from the line it
/// is in.
[[nodiscard]] Diagnostic explain_syntax(std::string_view text, const std::string& file, int line, int column,
                                        const std::string& message);

/// Whether quotes and brackets of an expression are closed. One that is not was probably cut short by YAML.
[[nodiscard]] bool looks_whole(std::string_view expression) noexcept;

}  // namespace itr::loader
