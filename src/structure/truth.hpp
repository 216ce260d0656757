// Whether a clock's condition holds around a step of a ticket, as far as what it asks of the chart tells.
#pragma once

#include <itr/chart.hpp>

#include "structure/condition.hpp"

namespace itr::structure {

enum class Truth : std::uint8_t { no, maybe, yes };

[[nodiscard]] constexpr Truth negated(Truth t) {
    return t == Truth::maybe ? t : t == Truth::yes ? Truth::no : Truth::yes;
}

/// One macrostep: the states before and after it (none: nothing was active), the event that was processed.
struct Situation {
    chart::StateIndex before = chart::none;
    chart::StateIndex after = chart::none;
    chart::EventIndex event = chart::none;
    bool any_event = false;  ///< others may have been: what a wildcard takes, or comes within the step
};

/// Data, actors and what lies in other regions are unknown: `maybe`. Compound and parallel states stand for
/// whatever is active in them.
[[nodiscard]] Truth truth(const Term& condition, const chart::Chart& chart, const Situation& situation);

/// Whether the condition asks for nothing but states, tags and events: what else it asks for may change at
/// any time, without a step of the chart.
[[nodiscard]] bool asks_chart_alone(const Term& condition, const chart::Chart& chart);

/// The macrostep that opens a ticket.
[[nodiscard]] Situation opening_of(const chart::Chart& chart);

}  // namespace itr::structure
