// What stored history would have come to under other agreements and calendars. Commands and facts stay as
// they happened; only what clocks make of them is worked out anew.
#pragma once

#include <cstddef>
#include <functional>
#include <itr/clock.hpp>
#include <itr/export.hpp>
#include <itr/result.hpp>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <itr/value.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace itr::insight {

/// How one run of a clock ended, or stands.
struct Verdict {
    clock::Phase phase = clock::Phase::idle;
    bool breached = false;
    Instant due = never;
    std::optional<Duration> target;
    Duration elapsed;
    friend bool operator==(const Verdict&, const Verdict&) = default;
};

struct ChangedVerdict {
    TicketId ticket;
    std::string number, workflow, clock;
    std::uint16_t cycle = 0;
    std::optional<Verdict> before, after;  ///< nothing: there is no such run
};

/// A threshold or breach that comes at another instant, or on one side only. What it set off stays as it
/// happened, or did not.
struct ChangedEscalation {
    TicketId ticket;
    std::string number, workflow, clock, threshold;  ///< "breach", or the threshold's key
    std::uint16_t cycle = 0;
    std::uint32_t count = 0;                ///< of a repeating one, from 1
    Instant before = never, after = never;  ///< never: not at all
    bool acts = false;                      ///< actions hang on it, or a state waits for its event
};

struct WhatIf {
    Instant as_of{};
    std::size_t tickets = 0;      ///< looked at
    std::size_t cycles = 0;       ///< runs of clocks compared
    std::size_t passed_over = 0;  ///< tickets whose workflow, or what they hold, the other pack does not have
    std::vector<ChangedVerdict> verdicts;
    std::vector<ChangedEscalation> escalations;
    std::vector<std::string> notes;  ///< why a ticket was passed over, what could not be worked out
};

struct WhatIfOptions {
    Instant as_of =
        never;  ///< clocks still running are compared as they would stand then; never: the latest commit
    std::size_t max_notes = 100;
    std::function<bool(std::size_t)>
        progress;  ///< tickets so far; returning false stops with `insight.stopped`
};

/// Runs every ticket of the tenant again under `other`: the same workflow name, its own agreements, calendars
/// and rows. Targets that the host gave are given again. Thresholds that predict a breach are not worked out.
/// Fails with
/// the store's and read_commit()'s codes. O(commits); keeps one ticket in memory. Writes nothing.
[[nodiscard]] ITR_API Result<WhatIf> what_if(store::Store& store, const TenantId& tenant,
                                             const PackSource& packs,
                                             const std::shared_ptr<const Pack>& other,
                                             const WhatIfOptions& options = {});

[[nodiscard]] ITR_API Value to_value(const WhatIf& result);

}  // namespace itr::insight
