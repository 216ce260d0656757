// Which findings about a draft would be made about the mended pack too.
#pragma once

#include <itr/draft.hpp>

namespace itr::validation {

/// Whether the finding does not hang on a damaged document: it is in another one, and what it misses cannot
/// be in a damaged one, or in what could not be read at all.
[[nodiscard]] bool is_certain(const Diagnostic& finding, const model::Draft& draft);

}  // namespace itr::validation
