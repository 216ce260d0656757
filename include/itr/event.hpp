// Facts: what happened to a ticket. They carry results, so that a journal replays to the same state whatever
// becomes of calendars, zones and policies. In memory they hold dense indices of the pack; the codec writes
// names.
#pragma once

#include <cstdint>
#include <itr/chart.hpp>
#include <itr/clock.hpp>
#include <itr/command.hpp>
#include <itr/export.hpp>
#include <itr/pack.hpp>
#include <itr/store.hpp>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace itr {

namespace event {

struct Opened {
    std::string number;
    Value party, parent;  ///< string or null
};
/// `seal` is the salted hash that stands in the journal for a personal value; null for others.
struct DataSet {
    chart::FieldIndex field = chart::none;
    Value value;
    Value seal;
};
/// A microstep.
struct Moved {
    chart::EventIndex event = chart::none;
    chart::StateList exited, entered;
};
/// Null: nobody. All three are given as they are after.
struct Assigned {
    Value owner, team, line;
    std::string reason;
};
struct Commented {
    std::uint32_t number = 0;  ///< from 1, within the ticket
    bool internal = true;
    Value text;  ///< null once erased
    Value seal;
};
struct Linked {
    std::string to, relation;
    bool incoming = false;  ///< `to` is the one that names this ticket
};
struct Attached {
    std::string name, uri, sha256;
    std::int64_t size = 0;
    bool internal = true;
};
struct ClockChanged {
    clock::Event change;
    std::string reason;  ///< of a command
};
/// A delayed event was scheduled: by `after:` (timer) or by `send` (id).
struct TimerSet {
    std::uint16_t timer = chart::none;
    chart::EventIndex event = chart::none;
    Instant due{};
    std::string id;
    Data data;
};
/// It fired or was cancelled: by its position among the ticket's timers.
struct TimerCleared {
    std::uint16_t position = 0;
    bool fired = false;
};
struct EffectRequested {
    std::uint32_t number = 0;  ///< from 1, within the ticket: part of the effect's key
    std::string kind;
    Value payload;
    Instant available_at{};
    bool internal = true;  ///< hidden from customers
};
/// What made a ladder rise.
enum class Trigger : std::uint8_t {
    command,    ///< somebody did, or what somebody did
    threshold,  ///< a clock
    time,       ///< the level below was not answered, or a level repeats
    predicted,  ///< a clock whose promise can no longer be kept
};
struct LadderRaised {
    std::uint16_t ladder = 0;
    std::uint16_t level = 0;    ///< from 1
    std::uint16_t repeat = 0;   ///< 0: the level was reached; n: repeated for the n-th time
    Instant repeat_at = never;  ///< unless that is answered, or the ticket is closed before
    Instant raise_at = never;   ///< to the next level, likewise
    Trigger trigger = Trigger::command;
    std::string reason;                     ///< as the action said, else the threshold's key
    bool silent = false;                    ///< reached, and nobody was called
    clock::ClockIndex clock = clock::none;  ///< whose threshold began the climb; none: somebody did
    std::uint16_t cycle = 0;                ///< of that clock
};
/// Somebody has answered the level that was reached. What goes on nevertheless is told: a level that is not
/// `until: acknowledged` is called as often as it says, and passed over in its time.
struct LadderAcknowledged {
    std::uint16_t ladder = 0;
    clock::ClockIndex clock = clock::none;  ///< whose climb was answered; none: the one that somebody began
    Instant repeat_at = never;
    Instant raise_at = never;
};
/// An expression or table failed at run time: what it was, and why.
struct Failed {
    std::string code, message;
};
struct Erased {
    std::string slot;
};
/// The ticket comes under new versions of its agreements and calendars; what that changes of its clocks and
/// delays follows in the same step. Numbers in `from` mean the same in `to`.
struct Adopted {
    PackHash terms;  ///< the pack whose agreements and calendars these are
    std::shared_ptr<const Pack> from, to;
    std::string reason;
};

}  // namespace event

using Event = std::variant<event::Opened, event::DataSet, event::Moved, event::Assigned, event::Commented,
                           event::Linked, event::Attached, event::ClockChanged, event::TimerSet,
                           event::TimerCleared, event::EffectRequested, event::LadderRaised,
                           event::LadderAcknowledged, event::Failed, event::Erased, event::Adopted>;

/// What set a step off.
enum class Cause : std::uint8_t {
    open,
    send,
    assign,
    set,
    comment,
    link,
    attach,
    pause_clock,
    resume_clock,
    acknowledge,
    erase,
    due,
    extend_clock,
    pin_clock,
    promise_clock,
    waive_clock,
    cancel_clock,
    adopt,
    correct_clock
};
[[nodiscard]] ITR_API std::string_view to_string(Cause cause) noexcept;

/// One macrostep and what came of it. Its events and event data are ranges of the commit's.
struct Step {
    Instant at{};  ///< when it took effect: a deadline's own instant, however late it was worked off
    Cause cause = Cause::send;
    chart::EventIndex event = chart::none;  ///< the event that was sent or was due
    chart::Range events;                    ///< of Commit::events
    chart::Range data;                      ///< of Commit::data: the event's data
};

/// All that one append adds to a ticket. Buffers are reused when it is cleared.
struct Commit {
    store::Version version = 0;  ///< of the ticket after it
    Instant at{};                ///< when it was decided
    Instant next_due = never;    ///< after it: when the ticket next has something to do by itself
    std::optional<Instant> happened_at;
    Actor actor;
    std::string idempotency_key;
    std::string payload_hash;  ///< of the command, when it has a key
    PackHash pack;             ///< whose indices these are; where it adopts terms, those of before
    std::string workflow;
    std::vector<Step> steps;
    std::vector<Event> events;
    Data data;

    ITR_API void clear() noexcept;
};

}  // namespace itr
