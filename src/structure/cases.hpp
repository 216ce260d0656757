// Conditions compared in every case of what they ask for: never wrong, silent where the cases are too many.
#pragma once

#include <functional>
#include <itr/expression.hpp>
#include <map>
#include <string>
#include <vector>

#include "structure/condition.hpp"
#include "structure/truth.hpp"

namespace itr::structure {

/// The only values of a name, where they are known: of "ticket.severity" the words of its enumeration.
using Ranges = std::map<std::string, std::vector<Value>, std::less<>>;

/// Of what a condition may use; a name that may be null has none.
[[nodiscard]] Ranges ranges_of(const expression::Scope& scope);

/// What the functions of a condition answer: of a step of a chart, whether inState('a') holds.
using Answers = std::function<Truth(const Term& call)>;

/// What a case is made of: a name is equal to a literal or is not, or lies in one of the gaps between them; a
/// function says yes or no; of anything else it is not known even whether it can be evaluated. A name that is
/// asked in two such ways is taken for two, so that some of the cases may be impossible.
class Cases {
  public:
    explicit Cases(Ranges ranges = {}) : ranges_(std::move(ranges)) {}

    /// Whether `b` surely holds in every case in which `a` does. Nothing is told of an `a` that never holds.
    [[nodiscard]] bool imply(const Term& a, const Term& b, const Answers& answers = {});

    /// Whether `a` and `b` surely hold together in no case.
    [[nodiscard]] bool exclude(const Term& a, const Term& b, const Answers& answers = {});

  private:
    struct Found {
        bool all_seen = false;  ///< there were not too many cases
        bool first = false;     ///< held in one
        bool first_alone = false;
        bool both = false;
    };
    Found look(const Term& a, const Term& b, const Answers& answers);

    Ranges ranges_;
    std::size_t effort_ = 1'000'000;  ///< how many cases may still be looked at in all
};

}  // namespace itr::structure
