// What can be told of conditions by their text alone: equal parts of conjunctions and disjunctions. Never
// wrong, often silent.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace itr::structure {

/// The parts between `separator` ("&&" or "||") outside quotes and brackets, without blanks and outer
/// brackets.
[[nodiscard]] std::vector<std::string> parts_of(std::string_view condition, std::string_view separator);

/// Whether `b` surely holds whenever `a` does.
[[nodiscard]] bool implies(std::string_view a, std::string_view b);

/// Whether `a` and `b` surely never hold together: one has a part that the other negates, or both compare the
/// same name with different literals.
[[nodiscard]] bool excludes(std::string_view a, std::string_view b);

}  // namespace itr::structure
