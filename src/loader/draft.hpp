// From a pack with mistakes to its draft.
#pragma once

#include <itr/draft.hpp>

namespace itr::loader {

/// `diagnostics`: what was found while `documents` were read into `pack`.
[[nodiscard]] model::Draft draft_of(model::Pack pack, std::vector<model::Draft::Document> documents,
                                    const Diagnostics& diagnostics);

}  // namespace itr::loader
