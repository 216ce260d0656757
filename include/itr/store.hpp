// The port to a database: what the engine asks of a store, in terms of opaque texts and a few columns to
// search by. docs/contributing.md has the recipe for an adapter; the contract suite (src/store/contract)
// runs on every one.
#pragma once

#include <cstdint>
#include <itr/export.hpp>
#include <itr/ids.hpp>
#include <itr/result.hpp>
#include <itr/time.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace itr::store {

/// How many commits a ticket has: 0 = it does not exist, 1 = opened.
using Version = std::uint64_t;

inline constexpr std::size_t max_page = 10'000;   ///< rows of one Query
inline constexpr std::size_t max_batch = 65'536;  ///< appends of one call
inline constexpr std::size_t max_text_bytes = std::size_t{64}
                                              << 20;  ///< of one commit, snapshot, payload or personal text

/// The columns of a ticket that queries search by. Empty text = not set.
struct Summary {
    std::string number, workflow, owner, team, line, severity, party, parent;
    std::vector<std::string> states;  ///< ids of the active atomic states, ascending
    bool open = true;
    Instant opened_at{};
    Instant changed_at{};

    friend bool operator==(const Summary&, const Summary&) = default;
};

/// Something for the host to do, written with the events that caused it.
struct Effect {
    std::string key;      ///< unique among the tenant's waiting effects and incidents; stable over retries
    std::string kind;     ///< notify, ask, assign, open, signal …
    std::string payload;  ///< canonical JSON
    Instant available_at{};

    friend bool operator==(const Effect&, const Effect&) = default;
};

/// A personal text, kept apart so that it can be erased; the journal holds its salted hash.
struct Personal {
    std::string slot;  ///< "data.customer", "comment.3"; unique within the ticket, a later one replaces
    std::string text;  ///< canonical JSON of the value

    friend bool operator==(const Personal&, const Personal&) = default;
};

/// What one append adds to one ticket.
struct Append {
    TenantId tenant;
    TicketId ticket;
    Version expected = 0;  ///< the ticket's version before; the append makes it expected + 1
    Instant at{};
    std::string commit;    ///< canonical JSON of the events
    std::string snapshot;  ///< of the state after; may be empty: then the older snapshot and the journal's
                           ///< tail stay valid
    Summary summary;
    Instant next_due = never;  ///< when the engine wants to look at the ticket again
    std::vector<Effect> effects;
    std::vector<Personal> personal;
    std::vector<std::string> erase;  ///< slots whose text goes away, before those of `personal` are written
    std::string idempotency_key;  ///< of an opening command: unique within the tenant, for good; empty: none
};

struct Commit {
    Version version = 0;
    Instant at{};
    std::string text;

    friend bool operator==(const Commit&, const Commit&) = default;
};

/// Enough to restore a ticket: the newest snapshot, and the commits after it.
struct Loaded {
    Version snapshot_version = 0;  ///< 0: no snapshot, all commits are in the tail
    std::string snapshot;
    std::vector<Commit> tail;
    std::vector<Personal> personal;  ///< ascending by slot
    Instant next_due = never;
};

struct TicketKey {
    TenantId tenant;
    TicketId ticket;

    friend bool operator==(const TicketKey&, const TicketKey&) = default;
    friend auto operator<=>(const TicketKey&, const TicketKey&) = default;
};

struct DueTicket {
    TicketKey key;
    Instant due{};

    friend bool operator==(const DueTicket&, const DueTicket&) = default;
};

/// All given conditions must hold. Order of results: opened_at, then ticket id.
struct Query {
    TenantId tenant{};
    std::optional<std::string> state{};  ///< an active state, or an ancestor of one
    std::optional<std::string> workflow{}, owner{}, team{}, line{}, severity{}, party{}, parent{}, number{};
    std::optional<bool> open{};
    std::optional<Instant> due_before{};  ///< next_due < this
    std::size_t limit = 100;              ///< 1..max_page
    std::string after{};                  ///< Page::next of the page before; empty: from the start
};

struct Row {
    TicketId ticket;
    Version version = 0;
    Summary summary;
    Instant next_due = never;

    friend bool operator==(const Row&, const Row&) = default;
};

struct Page {
    std::vector<Row> rows;
    std::string next;  ///< empty: this was the last page
};

/// Which taking of an effect. No two takings in a store have the same number, whatever their instants; 0:
/// it was never taken.
using Taking = std::uint64_t;

struct OutboxEffect {
    TicketKey key;
    Version version = 0;  ///< of the commit that caused it
    Effect effect;
    std::uint32_t attempts = 0;
    std::optional<Taking> taking{};  ///< the newest one; an incident has none

    friend bool operator==(const OutboxEffect&, const OutboxEffect&) = default;
};

/// An effect that failed too often.
struct Incident {
    OutboxEffect effect;
    std::string reason;
    Instant since{};
};

/// A pack that was deployed.
struct Deployment {
    PackHash hash;
    std::string name, version;
    std::string canonical;
    Instant at{};
    std::string actor;

    friend bool operator==(const Deployment&, const Deployment&) = default;
};

struct Counters {
    std::uint64_t tickets = 0, open_tickets = 0, commits = 0, effects_waiting = 0, incidents = 0;
};

/// A ticket that is to go, as it was when that was decided.
struct Removal {
    TicketKey key;
    Version expected = 0;
    std::string idempotency_key;  ///< of its opening command, as the Append had it: free again afterwards

    friend bool operator==(const Removal&, const Removal&) = default;
};

/// Implementations are safe for concurrent calls. After any error the store is as it was before the call, but
/// for `store.io` from a writing call: then only the store itself, opened again, can tell. Errors:
/// - `store.conflict` an expected version is not the actual one, an opening idempotency key exists already,
/// or an effect's key
///   is waiting already: nothing of the batch was written
/// - `store.invalid` the call breaks a rule of this header (a limit, a cursor that no page gave, a text too
/// long)
/// - `store.unsupported` the adapter cannot do what only some can
/// - `store.locked`, `store.full`, `store.io`, `store.corrupt`, `store.read_only`: the environment
/// The codes of opening a store are listed with its adapter.
class ITR_API Store {
  public:
    virtual ~Store() = default;

    /// Whether others may write to the same database: then what was read before may be old.
    [[nodiscard]] virtual bool is_shared() const noexcept { return false; }

    /// Whether what is written may still be taken back, by a host that ends the transaction otherwise: then
    /// nothing of it is remembered from call to call.
    [[nodiscard]] virtual bool is_provisional() const noexcept { return false; }

    /// Writes all or nothing, durably; a ticket may appear more than once, in order. The conflict's message
    /// names the first ticket that did not fit.
    [[nodiscard]] virtual Status append(std::span<const Append> batch) = 0;

    /// How many commits of a ticket a snapshot is good for, at least 1. Fewer snapshots make appends cheaper,
    /// and loading longer by the commits since the last one. An append may bring one at any time.
    [[nodiscard]] virtual std::uint32_t snapshot_every() const noexcept { return 1; }

    /// Nothing if the ticket does not exist.
    [[nodiscard]] virtual Result<std::optional<Loaded>> load(const TicketKey& key) = 0;

    /// Commits after `after`, ascending, at most `limit`. May read all commits after `after` to find the
    /// first ones.
    [[nodiscard]] virtual Result<std::vector<Commit>> history(const TicketKey& key, Version after,
                                                              std::size_t limit) = 0;

    /// The ticket that an opening command with this key made.
    [[nodiscard]] virtual Result<std::optional<TicketId>> opened_by(const TenantId& tenant,
                                                                    const std::string& idempotency_key) = 0;

    /// Tickets with next_due < before, in (due, tenant, ticket) order, at most `limit`, of all tenants. Many
    /// are due at one instant (the end of a working day): of those due with the last one it is the store's
    /// choice which are left out, so that it need not sort them all. O(log n + limit).
    [[nodiscard]] virtual Result<std::vector<DueTicket>> due(Instant before, std::size_t limit) = 0;
    /// The earliest next_due of all; never.
    [[nodiscard]] virtual Result<Instant> next_due() = 0;

    /// As due() for all with next_due <= now; but where several nodes share a database, each gets other
    /// tickets: one that was handed out is handed out again only when its next append has made it due again,
    /// or when `lease` has passed. A claim saves work and promises nothing: what keeps writes apart is the
    /// expected version. A store of one process has nothing to share.
    [[nodiscard]] virtual Result<std::vector<DueTicket>> claim_due(Instant now, Duration lease,
                                                                   std::size_t limit);
    /// When there is something to claim again: the earliest next_due of a ticket that nobody has claimed, or
    /// end of a claim; never.
    [[nodiscard]] virtual Result<Instant> next_claim(Instant now);

    /// Where is_shared(): returns when there may be something to claim: a due instant or the end of a claim
    /// has come by the clock that started at `now`, another node wrote an earlier due, or `at_most` (never
    /// more than a minute) has passed. True: another node said so. Asks the database once, when it is called.
    /// One thread at a time; the others may go on. A store of one process returns false at once: there only
    /// the engine knows what is written.
    [[nodiscard]] virtual Result<bool> wait_for_work(Instant now, Duration at_most);
    /// Makes a running or else the next wait_for_work() return false at once. From any thread.
    virtual void interrupt() noexcept;

    [[nodiscard]] virtual Result<Page> query(const Query& query) = 0;

    // ---- outbox: at least once, in order per ticket

    /// Takes up to `limit` effects that are available at `now` and hides them until `hidden_until` (at that
    /// instant they can be taken again). Of one ticket one at a time is handed out, the next when it is
    /// acknowledged: in the order in which they become available, then of insertion. One that failed stays
    /// the first until it is done; an incident holds nothing up. Order: available_at, then insertion.
    [[nodiscard]] virtual Result<std::vector<OutboxEffect>> take_effects(Instant now, Instant hidden_until,
                                                                         std::size_t limit) = 0;
    /// Done: removed, whoever has taken it meanwhile. Unlike a failure this stays true when it comes late,
    /// and so has no fence: to hand out again what is known to be done would only do it twice. An unknown key
    /// is not an error (it was acknowledged before): false.
    [[nodiscard]] virtual Result<bool> acknowledge_effect(const TenantId& tenant, const std::string& key) = 0;
    /// Failed: attempts + 1, and available again at `retry_at`; or, with no `retry_at`, set aside as an
    /// incident. False, and nothing is changed, if no such effect waits or `taking` is not its newest any
    /// more: somebody else has it, or has said what came of it. A taking ends with its failure: said twice it
    /// counts once. No `taking`: whoever has it. `reason` and `now` are kept with the incident.
    [[nodiscard]] virtual Result<bool> fail_effect(const TenantId& tenant, const std::string& key,
                                                   std::optional<Taking> taking,
                                                   std::optional<Instant> retry_at, const std::string& reason,
                                                   Instant now) = 0;
    /// By `since`, then key.
    [[nodiscard]] virtual Result<std::vector<Incident>> incidents(const TenantId& tenant,
                                                                  std::size_t limit) = 0;
    /// Back into the outbox as if it were written at `now`: available from then on, behind those that were
    /// available by then, attempts from 0, in nobody's hands; or, with `resolve`, removed. False if there is
    /// no such incident.
    [[nodiscard]] virtual Result<bool> settle_incident(const TenantId& tenant, const std::string& key,
                                                       bool resolve, Instant now) = 0;

    // ---- packs and numbers

    /// Remembers a deployment; the same hash again is only a new deployment of known content (its `canonical`
    /// is not looked at).
    [[nodiscard]] virtual Status deploy(const Deployment& deployment) = 0;
    /// All deployments in order; `canonical` is filled in.
    [[nodiscard]] virtual Result<std::vector<Deployment>> deployments() = 0;

    /// Reserves `count` ticket numbers of a tenant, the first ever being 1; returns the first of them. Gaps
    /// are allowed, repeats are not.
    [[nodiscard]] virtual Result<std::uint64_t> reserve_numbers(const TenantId& tenant,
                                                                std::uint32_t count) = 0;

    [[nodiscard]] virtual Result<Counters> counters() = 0;

    /// Calls `visit` for every ticket of a tenant in ticket id order, for reports: (ticket, commits in
    /// order). Stops at the first failing Status and returns it. No lock is held in a visit, so that it may
    /// call the store; what is written meanwhile may or may not be seen, but each ticket's commits are
    /// complete up to one of its versions.
    class Visitor {
      public:
        virtual ~Visitor() = default;
        virtual Status visit(const TicketId& ticket, std::span<const Commit> commits) = 0;
    };
    [[nodiscard]] virtual Status each_ticket(const TenantId& tenant, Visitor& visitor) = 0;

    // ---- care of the data. An adapter that does not override these answers `store.unsupported`.

    /// All that have tickets, ascending.
    [[nodiscard]] virtual Result<std::vector<TenantId>> tenants();
    /// The effects of a ticket that are not acknowledged, in their order, hidden ones too; nothing is taken.
    /// An engine asks before it carries out a ticket's signals. Where it is unsupported, one that failed may
    /// be overtaken.
    [[nodiscard]] virtual Result<std::vector<OutboxEffect>> waiting_effects(const TicketKey& key);
    /// A ticket's incidents, by `since`, then key. An adapter that does not override this looks through all
    /// that the tenant has.
    [[nodiscard]] virtual Result<std::vector<Incident>> incidents_of(const TicketKey& key);
    /// Takes tickets away with all that belongs to them: journals and personal texts. `store.conflict` if one
    /// of them is not at its version, or has an effect that is not acknowledged, or an incident: then none is
    /// taken away.
    [[nodiscard]] virtual Status remove(std::span<const Removal> tickets);
};

}  // namespace itr::store
