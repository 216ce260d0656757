// Why a clock stands where it stands: what changed it, by which rule, and where its time went. Read from the
// ticket's journal alone.
#pragma once

#include <cstddef>
#include <functional>
#include <itr/clock.hpp>
#include <itr/export.hpp>
#include <itr/result.hpp>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <itr/value.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace itr::insight {

// ---- who consumed it

/// Time of a clock: what it counted, in its own time, and for how long it rested, in real time.
struct Share {
    Duration counted, rested;
    friend bool operator==(const Share&, const Share&) = default;
};

/// Where the time of a clock went, by who held the ticket at the time; "" = nobody yet. Each map adds up to
/// counted − corrected, and rested.
struct Consumption {
    Duration counted, rested;
    Duration corrected;  ///< what a retarget or a correction put on or took off: nobody's in particular
    std::map<std::string, Share> by_line, by_team, by_owner;
    std::map<std::string, Share> by_step;   ///< active atomic states, joined by '+'
    std::map<std::string, Share> by_party;  ///< "own", "customer", "vendor": see docs/explain-and-what-if.md

    ITR_API void add(const Consumption& other);
    /// Who counted most in a map; "" if nothing was counted. Of equals the first.
    [[nodiscard]] ITR_API static std::string most(const std::map<std::string, Share>& shares);
};

// ---- what happened to it

/// The field of a workflow that tells why a promise was broken.
inline constexpr std::string_view breach_reason_field = "breach_reason";

/// A stretch of time in which a clock ran or rested.
struct Segment {
    Instant from{};
    Instant to = never;  ///< never: it still lasts
    bool running = true;
    Duration counted;      ///< in the clock's calendar
    std::string calendar;  ///< "" = real time
    std::string reason;    ///< of a pause: "customer" …; "command" for one by command
};

/// Something that changed a clock.
struct ClockChange {
    Instant at{};
    store::Version version = 0;  ///< of the commit
    /// "started", "paused", "resumed", "retargeted", "corrected", "warned", "acknowledged", "breached",
    /// "explained", "waived", "stopped", "cancelled", "superseded"
    std::string what;
    std::string event;     ///< that was processed; "" = none
    std::string actor;     ///< who sent the command; "system" for a deadline
    std::string rule;      ///< the condition that matched, as the pack writes it
    std::string row;       ///< of the goals: "2: ticket.severity == 'critical'"; "" = none
    std::string pack;      ///< name and version whose rules these were
    std::string sentence;  ///< all of it in words
};

/// One run of a clock from start to stop.
struct CycleStory {
    std::uint16_t number = 0;
    clock::Phase phase = clock::Phase::idle;
    bool breached = false;
    bool waived = false;  ///< somebody answers for the breach: it is nobody's to be blamed for
    Instant origin{}, due = never, breached_at = never;
    std::string breach_reason;  ///< what the field of this name was set to since the breach; "" = nothing
    std::optional<Duration> target;
    Duration elapsed;       ///< in the clock's calendar
    Duration elapsed_real;  ///< from the origin to `as_of`, or to its end: rests included
    std::vector<Segment> segments;
    std::vector<ClockChange> changes;
    Consumption consumption;
};

struct ClockStory {
    TicketId ticket;
    std::string number;  ///< of the ticket
    std::string clock, agreement, kind;
    std::string accountable;  ///< a role; "" = none
    std::string pack_name, pack_version;
    PackHash pack;
    Instant as_of{};
    std::vector<CycleStory> cycles;
};

/// The stored commits of one ticket, from the first on.
struct Journal {
    TicketId ticket;
    std::span<const store::Commit> commits;
    std::span<const store::Personal> personal{};
};

/// The story of a clock, by key ("gold-support.restore") or by name where that is unique, as it is at `as_of`
/// (never: at the last commit). Fails with `insight.unknown_clock` and read_commit()'s codes. O(commits).
[[nodiscard]] ITR_API Result<ClockStory> explain(const Journal& journal, const PackSource& packs,
                                                 std::string_view clock, Instant as_of = never);

/// All clocks of the ticket, in the order of the plan; those that never started are not among them.
[[nodiscard]] ITR_API Result<std::vector<ClockStory>> explain_all(const Journal& journal,
                                                                  const PackSource& packs,
                                                                  Instant as_of = never);

[[nodiscard]] ITR_API Value to_value(const ClockStory& story);
[[nodiscard]] ITR_API Value to_value(const Consumption& consumption);

// ---- over all tickets

/// Of one clock ("gold-support.restore") over all cycles of all tickets of a workflow.
struct ClockConsumption {
    std::size_t cycles = 0;
    std::size_t missed = 0;  ///< broken promises, of open cycles too
    Consumption all;
    Consumption of_missed;
    /// Who counted most of a broken promise → how many such cycles.
    std::map<std::string, std::size_t> blamed_line, blamed_team, blamed_step, blamed_party;
};
using ConsumptionReport =
    std::map<std::string, std::map<std::string, ClockConsumption>>;  ///< workflow → clock

/// Reads every journal of the tenant. `as_of`: never is the latest commit. `progress` is told the tickets so
/// far; returning false stops with `insight.stopped`. Fails with the store's and read_commit()'s codes too.
[[nodiscard]] ITR_API Result<ConsumptionReport> consumption(
    store::Store& store, const TenantId& tenant, const PackSource& packs, Instant as_of = never,
    const std::function<bool(std::size_t)>& progress = {});
[[nodiscard]] ITR_API Value to_value(const ConsumptionReport& report);

}  // namespace itr::insight
