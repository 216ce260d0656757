// What a clock promises: which row of the goals, in which calendar, and until when.
#pragma once

#include <itr/clock.hpp>

#include "clock/meter.hpp"

namespace itr::clock {

/// Where a cycle begins to count and what it has counted by then.
struct Base {
    Instant origin;
    Instant since;
    Duration consumed;
    std::optional<Instant> broken_at;  ///< when the promise was broken, if `consumed` is already beyond it
    /// Own time from the origin to `since` that did not count; days and dates are moved by it. Nothing: what
    /// `consumed` leaves of it.
    std::optional<Duration> rested{};
};

/// A row that was chosen, on a calendar.
struct Choice {
    std::uint16_t goal = none;
    std::uint16_t calendar = none;
    const Goal* target = nullptr;  ///< the row that gives the target; null: measured, no promise
};

struct Terms {
    std::uint16_t goal = none;
    std::uint16_t calendar = none;
    Duration target{};
    Instant due = never;
    bool pinned = false;
};

/// What targets are made from besides their row.
struct Sources {
    const expression::Frame* frame = nullptr;
    std::span<const HostTarget> host;
    std::span<const State> clocks;      ///< before the pass
    std::span<const Event> fresh;       ///< what the pass has brought so far
    std::uint16_t cycle = 1;            ///< which one the target is for
    Instant at{};                       ///< when it is asked for
    std::uint16_t standing_row = none;  ///< by which the clock counts now: what the host gave for it stands
    Duration standing_length{};         ///< until it gives something else
    /// A clock as it is by now; nothing while it never started.
    [[nodiscard]] std::optional<State> clock(ClockIndex index) const;
};

[[nodiscard]] Meter meter_of(const Plan& plan, const Choice& choice, const Sources& sources);
/// The instant a promise falls due, given where it is counted from.
[[nodiscard]] Terms settle(const Plan& plan, ClockIndex clock, const Choice& choice, const Base& base,
                           const Sources& sources);
/// When own time adds up to `target`; a target already exceeded fell due at `broken_at`.
[[nodiscard]] Instant length_due(const Meter& meter, Duration target, const Base& base, calendar::Land land);
/// The same for a promise that was due at `due` and is counted on: what fell due in closed time stays there
/// as long as no own time has passed without counting.
[[nodiscard]] Instant due_counted_on(const Meter& meter, Duration target, Instant due, const Base& base,
                                     calendar::Land land);
/// The length of a promise of a cycle, given that of its row.
[[nodiscard]] Duration adjusted(const model::Adjustment& adjust, Duration length, std::uint16_t cycle,
                                bool out_of_hours);
/// Whether a target is an instant first and a length by it.
[[nodiscard]] bool is_point(const calendar::Target& target);
/// A share counts in the time of what it is a share of: that clock; nothing for other targets.
[[nodiscard]] std::optional<State> shared_by(const Choice& choice, const Sources& sources);
/// The due instant of a paused clock if it resumed at `at`, and of a stopped one if it went on from there.
[[nodiscard]] Instant due_when_resumed(const Plan& plan, const State& clock, Instant at);
/// The instant that a date target names; nothing while the field is empty.
[[nodiscard]] std::optional<Instant> promised_date(const Goal& goal, const expression::Frame& frame);

}  // namespace itr::clock
