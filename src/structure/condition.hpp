// What can be told of conditions by how they are put together: equal parts of conjunctions and disjunctions.
// Never wrong, often silent.
#pragma once

#include "expression/term.hpp"

namespace itr::structure {

using expression::Term;
using expression::term_of;

/// Whether `b` surely holds whenever `a` does.
[[nodiscard]] bool implies(const Term& a, const Term& b);

/// Whether `a` and `b` surely never hold together: one has a part that the other negates, or both compare the
/// same name with different literals.
[[nodiscard]] bool excludes(const Term& a, const Term& b);

}  // namespace itr::structure
