#include "time/wall_clock.hpp"

#include <algorithm>
#include <limits>

namespace itr::calendar {

WallClock::WallClock(std::shared_ptr<const ZoneDatabase> zones, std::string_view zone, Skipped skipped)
    : zones_(std::move(zones)), transitions_(zones_->transitions(zone)), skipped_(skipped) {
    // The running maximum keeps the search right even where a second change follows before the first one's
    // overlap is over.
    std::int64_t end = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i + 1 < transitions_.size(); ++i) {
        end = std::max(end, transitions_[i + 1].at.ms + transitions_[i].offset.ms);
        wall_ends_.push_back(end);
    }
    wall_ends_.push_back(std::numeric_limits<std::int64_t>::max());
}

std::int64_t WallClock::wall_ms(Instant at) const noexcept {
    const auto after = std::ranges::upper_bound(transitions_, at, {}, &ZoneDatabase::Transition::at);
    const auto& in_force = after == transitions_.begin() ? *after : *std::prev(after);
    return at.ms + in_force.offset.ms;
}

Instant WallClock::at(std::int64_t wall_ms) const noexcept {
    const auto i =
        static_cast<std::size_t>(std::ranges::upper_bound(wall_ends_, wall_ms) - wall_ends_.begin());
    const Instant shown = Instant{wall_ms} - transitions_[i].offset;
    if (i == 0 || shown >= transitions_[i].at) return shown;
    return skipped_ == Skipped::after_gap ? transitions_[i].at
                                          : Instant{wall_ms} - transitions_[i - 1].offset;
}

}  // namespace itr::calendar
