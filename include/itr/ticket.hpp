// The functional core: decide() turns a command into facts or a refusal, evolve() alone changes state.
// Pure: the same arguments give the same result. No function here blocks, reads a clock, or keeps anything.
#pragma once

#include <cstdint>
#include <itr/command.hpp>
#include <itr/event.hpp>
#include <itr/export.hpp>
#include <itr/in_place_vector.hpp>
#include <itr/pack.hpp>
#include <itr/policy.hpp>
#include <itr/result.hpp>
#include <itr/slim_vector.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace itr {

inline constexpr std::size_t max_deadlines_per_turn =
    1000;  ///< worked off by one wake-up: beyond it, the next takes over
/// As often as that a command works off what is overdue before it is carried out; if even that is not all, it
/// is refused with `ticket.overdue`, and what was worked off is kept.
inline constexpr std::size_t max_turns_before_command = 10;
inline constexpr std::size_t remembered_commands = 64;
inline constexpr std::size_t max_timers = 256;    ///< of one ticket at a time
inline constexpr std::size_t max_links = 10'000;  ///< of one ticket

/// A delayed event that waits.
struct PendingTimer {
    Instant due{};
    std::uint16_t timer = chart::none;  ///< of `after:`; none for `send`
    chart::EventIndex event = chart::none;
    std::string id;
    Data data;

    friend bool operator==(const PendingTimer&, const PendingTimer&) = default;
};

/// A climb. A ladder climbs for each promise by itself, or for somebody who calls by hand.
struct LadderState {
    std::uint16_t ladder = 0;
    std::uint16_t level = 0;
    std::uint16_t repeat = 0;
    bool acknowledged = false;
    clock::ClockIndex clock = clock::none;  ///< that raised it; none: somebody did
    std::uint16_t cycle = 0;                ///< of that clock
    Instant repeat_at = never;
    Instant raise_at = never;

    friend bool operator==(const LadderState&, const LadderState&) = default;
};

/// A command that was carried out, by its idempotency key.
struct Remembered {
    std::string key, payload_hash;
    store::Version version = 0;

    friend bool operator==(const Remembered&, const Remembered&) = default;
};

/// A relation to another ticket, in either direction.
struct TicketLink {
    std::string to, relation;
    bool incoming = false;  ///< `to` is the one that names this ticket

    friend bool operator==(const TicketLink&, const TicketLink&) = default;
};

/// A ticket as it is now. Plain data; changed by evolve() alone.
struct Ticket {
    // What every command asks for comes first: of a ticket that lies in no cache, less has to be fetched.
    std::shared_ptr<const Pack> pack;  ///< pinned when it was opened, under the terms adopted since
    FlowIndex flow = 0;
    std::uint32_t comments = 0;
    std::uint32_t effects = 0;
    store::Version version = 0;  ///< commits so far
    Instant last_at{};           ///< of the last step: time never runs backwards behind it
    Instant next_due = never;    ///< a timer, a threshold, a breach (due + 1 ms) or a ladder
    Instant closed_at = never;   ///< while it is closed
    chart::Configuration configuration;
    SlimVector<PendingTimer> timers;
    SlimVector<LadderState> ladders;
    SlimVector<Remembered> remembered;  ///< the opening one, and the last others; oldest first
    SlimVector<TicketLink> links;       ///< in the order in which they were made
    InPlaceVector<Value, 16> data;      ///< by field
    clock::States clocks;
    Value owner, team, line, party, parent;  ///< string or null
    Instant opened_at{};
    TenantId tenant;
    TicketId id;
    std::string number;

    [[nodiscard]] const Flow& workflow() const noexcept { return pack->flows()[flow]; }
};

/// Why a command was refused: a stable code, and a sentence of the form "expected X, but Y".
struct Rejection {
    Code code;
    std::string message;
};

/// Facts that are asked for only when a decision needs the past.
class ITR_API History {
  public:
    virtual ~History() = default;
    /// All commits of the ticket, oldest first. May read a store; called at most once in a decision. If it
    /// fails, so does decide().
    [[nodiscard]] virtual Result<std::span<const Commit>> commits() const = 0;
};

class PackSource;

/// What surrounds a decision.
struct Surroundings {
    Instant now{};
    std::string_view number;   ///< for a ticket to be opened, when the command gives none
    std::string_view entropy;  ///< 16 or more unpredictable bytes: salts of personal values come from it
    const policy::Policies* policies = nullptr;
    const History* history = nullptr;  ///< without it, what needs the past goes on with a recorded problem
    /// If given, every transition that is taken is appended, in order: for the coverage of scenarios.
    std::vector<chart::TransitionIndex>* taken = nullptr;
    const PackSource* packs = nullptr;  ///< where command::Adopt finds its terms
};

/// The same command was carried out before: nothing to do, its version then.
struct Repeated {
    store::Version version = 0;
};

enum class Verdict : std::uint8_t { decided, nothing, repeated, rejected, failed };

/// The outcome of decide(). Reuse it: its buffers keep their memory.
struct ITR_API Decision {
    Decision();
    Decision(Decision&&) noexcept;
    Decision& operator=(Decision&&) noexcept;
    ~Decision();

    Commit commit;  ///< decided: to be appended. Written by decide() alone; it may be moved away as a whole
    std::optional<Rejection> rejection;
    Repeated repeated;
    std::optional<Error> failure;  ///< failed: the past could not be read, and nothing was decided

    struct Scratch;  ///< working memory of decide()
    std::unique_ptr<Scratch> scratch;
};

/// Decides a command on a ticket (null: it does not exist), first working off the ticket's deadlines up to
/// `now`, each as its own step. A rejected command may still leave decided deadlines in the commit: then the
/// verdict is `rejected` and the commit has steps, which the caller appends. `nothing`: a wake-up with
/// nothing due, or terms that are in force already.
[[nodiscard]] ITR_API Verdict decide(const std::shared_ptr<const Pack>& pack, const Ticket* ticket,
                                     const Command& command, const Surroundings& surroundings,
                                     Decision& decision);

/// Asks the memory for what decide() reads of a ticket, and does not wait for it: for whoever decides on many
/// tickets that lie in no cache, one ahead of the one in hand. Changes nothing; from any thread that may read
/// the ticket.
ITR_API void fetch_ahead(const Ticket& ticket) noexcept;

/// Applies a commit. Precondition: it was decided on, or read for, this state (version + 1).
ITR_API void evolve(Ticket& ticket, const Commit& commit);
/// The same for the commit that decide() has just made, without going through its facts once more: to be
/// called at most once for a decision. Precondition: it was decided on this ticket, or for a new one, and
/// `ticket` is its blank_ticket(). O(what has changed).
ITR_API void evolve(Ticket& ticket, Decision& decision);

/// The bare state before the first commit.
[[nodiscard]] ITR_API Ticket blank_ticket(std::shared_ptr<const Pack> pack, FlowIndex flow, TenantId tenant,
                                          TicketId id);

/// Bytes of memory that the state occupies, shared packs not counted.
[[nodiscard]] ITR_API std::size_t memory_of(const Ticket& ticket) noexcept;

[[nodiscard]] ITR_API bool is_open(const Ticket& ticket) noexcept;
/// The columns of queries.
[[nodiscard]] ITR_API store::Summary summary_of(const Ticket& ticket);

// ---- codec: format 1; a later format keeps the reader of this one

/// Where the pack of a journal or snapshot comes from.
class ITR_API PackSource {
  public:
    virtual ~PackSource() = default;
    [[nodiscard]] virtual std::shared_ptr<const Pack> pack(const PackHash& hash) const = 0;
    /// Pack::under() of the pack `terms`; null if there is no such pack, or they do not go together. Compiles
    /// whenever it is asked: those who are asked often keep what they gave.
    [[nodiscard]] virtual std::shared_ptr<const Pack> under(const std::shared_ptr<const Pack>& base,
                                                            const PackHash& terms) const;
};

/// Canonical JSON of a commit (names, not indices).
ITR_API void write_commit(std::string& out, const Pack& pack, const Commit& commit);

/// What the names in a commit mean: set by the commit that opened the ticket, or taken from its state.
struct Vocabulary {
    std::shared_ptr<const Pack> pack;
    FlowIndex flow = 0;
};

/// Reads what write_commit wrote. Fails with `journal.invalid`, `journal.unknown_pack`,
/// `journal.newer_format`. An opening commit sets `vocabulary`; a later one is read with it. `personal` fills
/// in the sealed values that are not erased.
[[nodiscard]] ITR_API Result<Commit> read_commit(std::string_view json, const PackSource& packs,
                                                 Vocabulary& vocabulary,
                                                 std::span<const store::Personal> personal = {});

/// Canonical JSON of the state: the identity of a ticket. Personal values are sealed away; they come back
/// from `personal`.
ITR_API void write_snapshot(std::string& out, const Ticket& ticket);
[[nodiscard]] ITR_API Result<Ticket> read_snapshot(std::string_view json, TenantId tenant, TicketId id,
                                                   const PackSource& packs,
                                                   std::span<const store::Personal> personal);

/// The rows that a host or store writes for a decided commit. `after` is the state with the commit applied.
[[nodiscard]] ITR_API store::Append rows_of(const Ticket& after, const Commit& commit,
                                            std::string_view entropy, bool with_snapshot = true);

}  // namespace itr
