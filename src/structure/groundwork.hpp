// What all promises of a plan have in common when they are added up.
#pragma once

#include <itr/structure.hpp>
#include <optional>
#include <span>
#include <vector>

#include "structure/condition.hpp"
#include "structure/measures.hpp"

namespace itr::structure {

/// A state in which an inner promise may be a step.
struct Place {
    chart::StateIndex state = chart::none;
    bool whole = false;  ///< it stops when the state is left
};

/// Chart and plan must outlive it.
class Groundwork {
  public:
    Groundwork(const chart::Chart& chart, const clock::Plan& plan, const Options& options);

    [[nodiscard]] const chart::Chart& chart() const { return chart_; }
    [[nodiscard]] const clock::Plan& plan() const { return plan_; }
    [[nodiscard]] Measures& measures() { return measures_; }
    /// The condition of a row of a clock's goals; null: it has none.
    [[nodiscard]] const Term* when(clock::ClockIndex clock, std::size_t row) const {
        const auto& term = rows_[clock][row];
        return term ? &*term : nullptr;
    }
    /// Where a clock measures a step; nowhere, if it is none that another may hold.
    [[nodiscard]] std::span<const Place> places(clock::ClockIndex clock) const { return places_[clock]; }

  private:
    const chart::Chart& chart_;
    const clock::Plan& plan_;
    Measures measures_;
    std::vector<std::vector<Place>> places_;              ///< by clock
    std::vector<std::vector<std::optional<Term>>> rows_;  ///< by clock and row
};

/// The states that a clock's start names, where it measures the stay in them.
[[nodiscard]] std::vector<chart::StateIndex> states_named_by_start(const chart::Chart& chart,
                                                                   const clock::Definition& definition);

}  // namespace itr::structure
