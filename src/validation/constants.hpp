// What is always so, in all the workflows that an agreement speaks of.
#pragma once

#include <functional>
#include <itr/chart.hpp>
#include <optional>
#include <vector>

#include "structure/cases.hpp"
#include "structure/steps.hpp"

namespace itr::validation {

class Constants {
  public:
    Constants(const model::Pack& pack, std::vector<const chart::Chart*> charts);

    /// The truth that a condition always has.
    [[nodiscard]] std::optional<bool> of(const std::optional<model::Source>& source) const;
    [[nodiscard]] bool is(const std::optional<model::Source>& source, bool wanted) const {
        return of(source) == wanted;
    }

    /// Whether it holds in every one of them when a ticket is opened.
    [[nodiscard]] bool at_opening(const model::Source& source) const;

    /// Whether it holds in no case, or in none of them any step makes it hold.
    [[nodiscard]] bool never(const std::optional<model::Source>& source, structure::Cases& cases) const;

    /// Whether in all of them whatever makes the one hold makes the other hold too.
    [[nodiscard]] bool implied(const model::Source& one, const model::Source& other,
                               structure::Cases& cases) const;

    /// Of names that have one in all of them, whatever they may hold in one.
    [[nodiscard]] structure::Ranges ranges() const;

  private:
    /// Whether they are any, and it is so in each.
    [[nodiscard]] bool in_all(
        const std::function<bool(const chart::Chart&, const structure::Steps&)>& test) const;

    std::vector<const chart::Chart*> charts_;
    std::vector<structure::Steps> steps_;  ///< of each of them
};

class Report;

/// That every row of goals can be reached, and names what is there.
void check_goals(const model::Agreement& agreement, const Constants& constants, structure::Cases& cases,
                 Report& report);

}  // namespace itr::validation
