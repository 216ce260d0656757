// What a host can ask of a ticket. A command is an order and may be refused; what comes of it are events.
#pragma once

#include <cstdint>
#include <itr/ids.hpp>
#include <itr/store.hpp>
#include <itr/time.hpp>
#include <itr/value.hpp>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace itr {

/// Who acts. `party` is the customer on whose behalf (empty for one's own staff). The role "system" is the
/// host itself.
struct Actor {
    std::string id;
    std::vector<std::string> roles;
    std::string party;

    friend bool operator==(const Actor&, const Actor&) = default;
};

/// Data by field name.
using Data = std::vector<std::pair<std::string, Value>>;

namespace command {

inline constexpr std::string_view child_of = "child_of";

/// A new ticket. With `form` (or a form that fits product and channel) its required fields and defaults
/// apply.
struct Open {
    std::string workflow;
    Data data;
    std::string party;   ///< whose issue it is; for a customer actor its own party is taken
    std::string number;  ///< empty: given by the engine
    std::string parent;  ///< ticket id, empty: none
    std::string form, product, channel;
};
/// An event of the workflow.
struct Send {
    std::string event;
    Data data;
};
/// Absent: unchanged. Empty text: nobody any more.
struct Assign {
    std::optional<std::string> owner, team, line;
    std::string reason;
};
struct Set {
    Data data;
};
struct Comment {
    std::string text;
    bool internal = true;
};
/// A relation to another ticket: duplicate_of, caused_by, or any other word. `child_of` makes the other one
/// the parent. The engine tells the other ticket, which gets the same link as an incoming one.
struct Link {
    std::string to, relation;
    bool incoming = false;  ///< `to` is the one that names this ticket
};
/// A reference to a document that the host keeps.
struct Attach {
    std::string name, uri;
    std::string sha256;  ///< "", or 64 hexadecimal digits
    std::int64_t size = 0;
    bool internal = true;
};

// What follows a person decides about a promise: each needs a reason.

struct PauseClock {
    std::string clock, reason;
};
struct ResumeClock {
    std::string clock, reason;
};
/// More time than was promised, in the clock's calendar.
struct ExtendClock {
    std::string clock;
    Duration by;
    std::string reason;
};
/// A negotiated date: no pause moves it.
struct PinClock {
    std::string clock;
    Instant due{};
    std::string reason;
};
/// Another target than the agreement's, or the first one where the host gives it.
struct PromiseClock {
    std::string clock;
    Duration target;  ///< in the clock's calendar
    std::string reason;
};
/// The breach is excused: it leaves the figures, and never the record. Needs the right `waive`.
struct WaiveClock {
    std::string clock, reason;
};
struct CancelClock {
    std::string clock, reason;
};
/// The time from `from` to `to` counts after all, or does not. What is on record stays; the journal makes up
/// for it. Needs the right `waive`.
struct CorrectClock {
    std::string clock;
    Instant from{}, to{};
    bool counted = false;
    std::string reason;
};

/// Somebody has heard the ladder's present level: if it is `until: acknowledged`, it calls no more and nobody
/// above is called. Or, by the name of a clock: thresholds that repeat until then are over in this cycle.
struct Acknowledge {
    std::string ladder;
};
/// Personal texts of the slots ("data.customer", "comment.3") go away; empty: all of the ticket's.
struct Erase {
    std::vector<std::string> slots;
    std::string reason;
};
/// New versions of the agreements and calendars, those of the deployed pack `terms`; the ticket's workflow
/// stays the one it was opened with. Clocks follow by their `retarget` and `calendar_change`. Nothing happens
/// if they are in force already. Needs the right `migrate`.
struct Adopt {
    PackHash terms;
    std::string reason;
};
/// Nothing but the work that is due: what advance() sends.
struct Wake {};

using Body =
    std::variant<Open, Send, Assign, Set, Comment, Link, Attach, PauseClock, ResumeClock, Acknowledge, Erase,
                 Wake, ExtendClock, PinClock, PromiseClock, WaiveClock, CancelClock, Adopt, CorrectClock>;

}  // namespace command

/// A target of kind `host` for a clock (by key, or by name where that is unique) that starts with the
/// command or gets such a goal by it. The actor needs the right `clock`.
struct HostTarget {
    std::string clock;
    Duration target;  ///< in the clock's calendar
};

struct Command {
    TenantId tenant;
    TicketId ticket;
    Actor actor;
    command::Body body;
    std::optional<store::Version> expected_version;
    std::string idempotency_key;         ///< 1..64 bytes, or empty: none
    std::optional<Instant> happened_at;  ///< when the fact is older than its report
    std::vector<HostTarget> targets{};
};

}  // namespace itr
