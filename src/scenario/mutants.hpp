// What can be changed in a pack, one thing at a time.
#pragma once

#include <functional>
#include <itr/model.hpp>
#include <itr/scenario.hpp>
#include <vector>

namespace itr::scenario {

/// One possible change of a pack. `apply` changes the pack that the sites were found in, and leaves all other
/// sites of it invalid.
struct Site {
    Mutant mutant;
    std::string workflow;  ///< "" if it belongs to none
    Location transition;   ///< place of the transition it changes; line 0: none
    std::function<void()> apply;
};

/// In document order: the same for equal packs.
[[nodiscard]] std::vector<Site> sites_of(model::Pack& pack);

/// The target moved by the least step it can be written in; false if it has none (unlimited, host, date).
[[nodiscard]] bool shift(calendar::Target& target);

}  // namespace itr::scenario
