// Figures of what was done, counted from the journals of a store alone: which lines worked on what, how often
// tickets went to and fro, what came back after it was completed, whether promises were kept.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <itr/export.hpp>
#include <itr/ids.hpp>
#include <itr/result.hpp>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <itr/time.hpp>
#include <itr/value.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace itr::insight {

struct Options {
    std::string completed_tag = "completed";  ///< states with it mean: the work is done
    std::string refused_event = "refused";    ///< notes of refusals (`event`, `code`): no work, counted apart
    Instant as_of = never;                    ///< for ages and open periods; never: the latest commit
    /// Called now and then with the tickets read so far; returning false stops with `insight.stopped`.
    std::function<bool(std::size_t)> progress;
};

/// How many tickets, and how often in all.
struct Repeats {
    std::size_t tickets = 0, times = 0;
    friend bool operator==(const Repeats&, const Repeats&) = default;
};

/// Cycles of one clock.
struct ClockFigures {
    std::size_t cycles = 0;
    std::size_t met = 0, missed = 0, cancelled = 0, running = 0, paused = 0;  ///< how they ended, or stand
    std::size_t breached = 0;  ///< promises that were missed, of cycles still open too
    std::size_t waived = 0;    ///< missed, but excused: counted neither as breached nor, once over, as missed
    Duration consumed;         ///< of ended cycles, in the clock's calendar
    friend bool operator==(const ClockFigures&, const ClockFigures&) = default;
};

struct Refusal {
    std::string code, event, state;
    friend auto operator<=>(const Refusal&, const Refusal&) = default;
};

/// Tickets that are not completed, by how long ago they were opened: younger than `below`; the last has
/// `never`.
struct AgeClass {
    Duration below;
    std::size_t tickets = 0;
};
inline constexpr Duration unbounded{never.ms};

/// Of one workflow. An event is an accepted command `send`; a state is the atomic state that a ticket is in
/// (several of parallel regions joined by '+'); a line such as "L2/L3" counts as work of both lines.
struct Figures {
    std::size_t tickets = 0, open = 0;  ///< open: not completed
    std::size_t events = 0;
    std::size_t median_events = 0, max_events = 0;     ///< of a ticket; of an even number the lower median
    std::map<std::string, std::size_t> touched, only;  ///< line → tickets it worked on, alone
    std::map<std::string, std::size_t>
        completed_by;  ///< the ticket's line when it was first completed, as it is
    std::size_t never_completed = 0;
    Repeats ping_pong;                          ///< from team A to B and straight back
    Repeats reopened;                           ///< went on after it was completed
    std::map<std::string, std::size_t> states;  ///< → events that ended in it
    std::map<std::pair<std::string, std::string>, std::size_t>
        moves;  ///< between consecutive events of a ticket
    std::map<std::string, Duration> time_in_state;
    std::map<std::string, ClockFigures> clocks;
    std::map<Refusal, std::size_t> refusals;
    std::vector<AgeClass> backlog;
    std::map<std::string, std::size_t> backlog_by_line;
};

struct Report {
    Instant as_of{};
    std::map<std::string, Figures> workflows;
};

/// Reads every journal of the tenant, twice if `as_of` is not given. Fails with the store's and
/// read_commit()'s codes. O(events); keeps one ticket in memory.
[[nodiscard]] ITR_API Result<Report> report(store::Store& store, const TenantId& tenant,
                                            const PackSource& packs, const Options& options = {});

/// The members' names as keys, lengths in milliseconds.
[[nodiscard]] ITR_API Value to_value(const Report& report);

}  // namespace itr::insight
