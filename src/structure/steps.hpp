// Which steps a chart can make when an event comes from outside.
#pragma once

#include <itr/chart.hpp>
#include <vector>

#include "structure/truth.hpp"

namespace itr::structure {

/// Events that only come from outside, one step each, and are refused where no transition takes them.
using RefusedElsewhere = std::vector<chart::EventIndex>;

/// Never wrong in what it excludes: guards may hold or not, and of charts with regions side by side, or with
/// transitions that are not understood, nothing is excluded.
class Steps {
  public:
    Steps(const chart::Chart& chart, const RefusedElsewhere& events);

    /// Whether the event of the situation may lead from the leaf before (none: from any) to the leaf after.
    [[nodiscard]] bool may_be(const Situation& situation) const;
    /// Whether the event is one of those that it knows the steps of.
    [[nodiscard]] bool knows(chart::EventIndex event) const;
    /// Whether every transition of the chart is understood.
    [[nodiscard]] bool are_understood() const { return understood_; }

  private:
    void find_what_follows();
    [[nodiscard]] bool takes(const chart::Transition& transition, chart::EventIndex event) const;
    [[nodiscard]] chart::StateIndex landing(const chart::Transition& transition) const;
    [[nodiscard]] bool within(chart::StateIndex state, chart::StateIndex outer) const;

    const chart::Chart& chart_;
    RefusedElsewhere events_;
    bool understood_;
    std::vector<std::vector<bool>>
        follows_;  ///< by leaf: where the rest of a step may end that has come there
};

}  // namespace itr::structure
