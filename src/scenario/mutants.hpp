// What can be changed in a pack, one thing at a time.
#pragma once

#include <functional>
#include <itr/model.hpp>
#include <itr/scenario.hpp>
#include <string>
#include <utility>
#include <vector>

namespace itr::scenario {

/// One possible change of a pack. `apply` changes the pack that the sites were found in, and leaves all other
/// sites of it invalid.
struct Site {
    Mutant mutant;
    std::string name;     ///< of the event, clock or field that is spoken of by whoever notices; "": none
    Location transition;  ///< place of the transition it changes; line 0: none
    std::function<void()> apply;
};

using Sites = std::vector<Site>;

/// By workflow in document order, then agreements, tables and ladders: the same for equal packs.
[[nodiscard]] Sites sites_of(model::Pack& pack);

void find_in_workflow(model::Workflow& workflow, Sites& sites);
void find_in_agreement(model::Agreement& agreement, Sites& sites);
void find_in_table(model::Table& table, Sites& sites);

// ---- changes that several parts of a pack have in common; `where` begins the text of the mutant

/// Delays and guards of actions.
void find_in_actions(std::vector<model::Action>& actions, const std::string& where, Sites& sites);

void add_shift(calendar::Target& target, const Location& at, const std::string& where, std::string name,
               Sites& sites);
/// A condition where there may be none.
void add_negation(Mutation mutation, model::Source& condition, const std::string& where, std::string name,
                  Sites& sites);

template <typename T>
void erase_at(std::vector<T>& all, std::size_t index) {
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(index));
}

/// The target moved by the least step it can be written in; false if it has none (unlimited, host, date).
[[nodiscard]] bool shift(calendar::Target& target);

}  // namespace itr::scenario
