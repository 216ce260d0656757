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
/// the parent, whose signals this ticket gets from then on.
struct Link {
    std::string to, relation;
};
/// A reference to a document that the host keeps.
struct Attach {
    std::string name, uri, sha256;
    std::int64_t size = 0;
    bool internal = true;
};
struct PauseClock {
    std::string clock, reason;
};
struct ResumeClock {
    std::string clock, reason;
};
/// Somebody has heard the ladder: repeats of its present level stop. Or, by the name of a clock: thresholds
/// that repeat until then are over in this cycle.
struct Acknowledge {
    std::string ladder;
};
/// Personal texts of the slots ("data.customer", "comment.3") go away; empty: all of the ticket's.
struct Erase {
    std::vector<std::string> slots;
    std::string reason;
};
/// Nothing but the work that is due: what advance() sends.
struct Wake {};

using Body = std::variant<Open, Send, Assign, Set, Comment, Link, Attach, PauseClock, ResumeClock,
                          Acknowledge, Erase, Wake>;

}  // namespace command

struct Command {
    TenantId tenant;
    TicketId ticket;
    Actor actor;
    command::Body body;
    std::optional<store::Version> expected_version;
    std::string idempotency_key;         ///< 1..64 bytes, or empty: none
    std::optional<Instant> happened_at;  ///< when the fact is older than its report
};

}  // namespace itr
