// The text forms of a table's input cells: "_", "not X", "1..5", "[1..5)", "< 3", ">= 10".
#pragma once

#include <itr/model.hpp>
#include <itr/result.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace itr::model {

/// The cell that `text` writes in one of these forms; none if it is simply a literal. Bounds are numbers,
/// instants (RFC 3339) or lengths of time. Fails with `cell.invalid`.
[[nodiscard]] Result<std::optional<Cell>> read_cell(std::string_view text);

/// A range's one text, which read_cell reads back. Precondition: kind range.
[[nodiscard]] std::string range_text(const Cell& cell);

/// Whether a literal text would be taken for one of the forms, so that it must be written {is: text}.
[[nodiscard]] bool looks_like_a_form(std::string_view text);

}  // namespace itr::model
