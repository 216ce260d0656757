// What an actor may see of a ticket: everything for one's own staff, what is public for the customer whose
// ticket it is.
#pragma once

#include <itr/command.hpp>
#include <itr/export.hpp>
#include <itr/ticket.hpp>
#include <optional>
#include <string>
#include <vector>

namespace itr {

struct ClockView {
    std::string name, key, agreement;
    clock::Phase phase = clock::Phase::idle;
    bool breached = false;
    bool waived = false;  ///< the breach is excused
    bool pinned = false;  ///< to a negotiated date: no pause moves it
    std::uint16_t cycle = 0;
    Instant origin{};
    Duration elapsed;       ///< in the clock's calendar
    Duration elapsed_real;  ///< from the origin to now, or to its end: rests included
    std::optional<Duration> target, remaining;
    Instant due = never;                 ///< of a paused clock: if it resumed now
    std::string calendar, pause_reason;  ///< empty: real time; not paused by a reason
};

struct TicketView {
    TenantId tenant;
    TicketId id;
    store::Version version = 0;
    std::string number, workflow, owner, team, line, party, parent;
    bool open = true;
    Instant opened_at{};
    Instant changed_at{};
    Instant closed_at = never;
    Instant next_due = never;
    std::vector<std::string> states;  ///< active atomic states
    std::vector<std::string> events;  ///< that this actor may send and some state waits for
    Data data;                        ///< fields that are set, in declared order
    std::vector<ClockView> clocks;
};

/// Whether the actor may see the ticket at all: staff with the right `view` or a role of the pack, the
/// customer's own party.
[[nodiscard]] ITR_API bool may_see(const Ticket& ticket, const Actor& actor);

/// Precondition: may_see(). Clocks are read at `now`.
[[nodiscard]] ITR_API TicketView view_of(const Ticket& ticket, const Actor& actor, Instant now);

/// The view as a map with the members' names: what tools print and languages read.
[[nodiscard]] ITR_API Value to_value(const TicketView& view);

/// A commit as its journal text says it, without what a customer must not see (internal comments, fields,
/// clocks, effects, failures, and who of the staff it was). Null if nothing is left.
[[nodiscard]] ITR_API Value to_value(const Ticket& ticket, const Commit& commit, const Actor& actor);

}  // namespace itr
