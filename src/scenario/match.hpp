// Whether what was found is what was expected, where an expectation gives only a part.
#pragma once

#include <itr/value.hpp>
#include <string_view>

namespace itr::scenario {

/// Maps: every expected key matches. Lists: item by item. Numbers across kinds; instants and lengths of time
/// also by their texts.
[[nodiscard]] bool matches(const Value& expected, const Value& found);

/// `{notify: team_lead}`, `{ask: entitlement, with: {…}}`, `assign`: against an effect {kind, payload} of the
/// journal.
[[nodiscard]] bool matches_effect(const Value& expected, const Value& effect);

/// `moved`, or `{type: clock.breached, clock: …}`: against an event of the journal.
[[nodiscard]] bool matches_event(const Value& expected, const Value& event);

/// Short words for an effect: "notify team_lead", "assign team net".
[[nodiscard]] std::string describe_effect(const Value& effect);

}  // namespace itr::scenario
