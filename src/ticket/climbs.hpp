// The climbs of a ticket: a ladder climbs for each promise by itself, or for somebody who calls by hand.
#pragma once

#include <algorithm>
#include <itr/ticket.hpp>

namespace itr::ticket {

/// Of a ladder for a clock (none: by hand); null. `climbs` are SlimVector<LadderState> or a span of them.
template <typename Climbs>
[[nodiscard]] auto* find_climb(Climbs&& climbs, std::uint16_t ladder, clock::ClockIndex clock) noexcept {
    const auto at = std::ranges::find_if(
        climbs, [&](const LadderState& one) { return one.ladder == ladder && one.clock == clock; });
    return at == climbs.end() ? nullptr : &*at;
}

/// What a change of a clock means for the climbs about it: another clock carries them on, or they are about a
/// promise that was kept.
void follow_clock(SlimVector<LadderState>& climbs, std::span<const clock::State> clocks,
                  const clock::Event& change);

}  // namespace itr::ticket
