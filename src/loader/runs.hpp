// Where the bytes of a scalar lie in its file: YAML folds lines, takes indentation away and has escapes.
#pragma once

#include <cstdint>
#include <itr/diagnostic.hpp>
#include <string_view>
#include <vector>

#include "loader/tree.hpp"

namespace itr::loader {

using Runs = std::vector<TextRun>;

/// Whether its bytes lie one after the other in one line, or its lines one below the other: then there is
/// nothing to follow. `file` is what the tree was made of.
[[nodiscard]] bool stands_as_it_reads(std::string_view file, const Node& node);

/// Of a scalar's text behind its first `skip` bytes. One run of no bytes, at the node's place, where what was
/// read does not follow from what is written there, as of an alias. Takes time in proportion to what is
/// written.
[[nodiscard]] Runs runs_of(std::string_view file, const Node& node, std::uint32_t skip = 0);

}  // namespace itr::loader
