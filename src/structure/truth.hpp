// Whether a clock's condition holds around a step of a ticket, as far as its text alone tells.
#pragma once

#include <itr/chart.hpp>
#include <string_view>

namespace itr::structure {

enum class Truth : std::uint8_t { no, maybe, yes };

/// One macrostep: the states before and after it (none: nothing was active), the event that was processed.
struct Situation {
    chart::StateIndex before = chart::none;
    chart::StateIndex after = chart::none;
    chart::EventIndex event = chart::none;
    bool any_event = false;  ///< one of several: what a wildcard takes
};

/// Data, actors and what lies in other regions are unknown: `maybe`. Compound and parallel states stand for
/// whatever is active in them.
[[nodiscard]] Truth truth(std::string_view condition, const chart::Chart& chart, const Situation& situation);

/// The macrostep that opens a ticket.
[[nodiscard]] Situation opening_of(const chart::Chart& chart);

/// "inState('locating')" and the like: the host function and its argument; an empty function for anything
/// else.
struct Call {
    std::string_view function, argument;
};
[[nodiscard]] Call call_of(std::string_view text);

}  // namespace itr::structure
