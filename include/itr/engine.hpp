// The shell: loads a ticket, lets the core decide, appends, hands out effects. Thread-safe; several engines
// in one process know nothing of each other. It starts no thread and reads no clock: the host says what time
// it is.
#pragma once

#include <cstdint>
#include <functional>
#include <itr/audit.hpp>
#include <itr/calendar.hpp>
#include <itr/command.hpp>
#include <itr/diagnostic.hpp>
#include <itr/export.hpp>
#include <itr/pack.hpp>
#include <itr/policy.hpp>
#include <itr/result.hpp>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <itr/view.hpp>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace itr {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct LogRecord {
    LogLevel level = LogLevel::info;
    std::string_view event;  ///< a stable word: "pack.deployed", "ticket.failed" …
    std::string_view message;
};

/// How often a failed effect is tried again, and after how long: twice as long each time. Of each delay the
/// second half is drawn by lot (EngineOptions::entropy), so that what failed together does not come back
/// together.
struct Retries {
    Duration first = seconds(10);
    Duration longest = hours(6);
    std::uint32_t attempts = 10;  ///< the last of them failed: an incident
};

struct EngineOptions {
    std::shared_ptr<store::Store> store;                  ///< required
    std::shared_ptr<const calendar::ZoneDatabase> zones;  ///< null: the system's is loaded
    policy::Policies policies;
    std::size_t cache_bytes = std::size_t{64} << 20;  ///< of tickets kept in memory
    /// For how long a batch of due tickets is left to this engine by the others on the same database; then
    /// they take over what it has not done. Longer than a batch takes.
    Duration claim_lease = seconds(30);
    /// Called without locks held, from any thread that uses the engine; must not throw.
    std::function<void(const LogRecord&)> log;
    /// At least 16 unpredictable bytes; empty: the system's source. Tests give a fixed one.
    std::function<std::string()> entropy;
    /// Every commit is linked to the one before it with the ring's current key (docs/audit.md); null: none
    /// is.
    std::shared_ptr<const audit::Keys> audit;
    Retries retries;
    /// A ticket's state is written with its first commit and every so many commits after it, and when it
    /// closes; in between with none, which saves most of what an append writes. Whoever reads a ticket that
    /// is not in memory reads that many commits more, less one, and so do views of a database on what states
    /// say
    /// ("as of"). Columns, deadline and effects are written with every commit. A store may ask
    /// for fewer (Store::snapshot_every()). Where is_shared(): always 1.
    std::uint32_t snapshot_every = 1;
};

/// What came of a command.
struct Outcome {
    TicketId ticket;
    store::Version version = 0;  ///< of the ticket after it
    std::string number;
    std::optional<Rejection> rejection;  ///< refused: nothing of the command happened
    bool repeated = false;  ///< the same idempotency key and payload as before: nothing happened again
};

struct Advanced {
    std::size_t tickets = 0;  ///< whose deadlines were worked off
    std::size_t failed = 0;  ///< whose journal or pack cannot be read, or has no deadline where the store has
                             ///< one: left alone for a minute, and logged
    bool more = false;       ///< the limit was reached: call again
    Instant next = never;  ///< when there is something to do again, but for what other nodes are about to do
};

/// For Engine::run().
struct RunOptions {
    /// What time it is; required.
    std::function<Instant()> clock;
    std::size_t batch = 1000;                  ///< tickets at a time
    Duration longest_pause = minutes(1);       ///< without looking again
    Duration first_pause = milliseconds(100);  ///< after a failure; doubles, up to `longest_pause`
    /// Called in the running thread after each look, that is, whenever something may have happened by itself:
    /// the place to take effects.
    std::function<void(Instant now)> after_look;
    /// Waits: at most so long, less when stop is requested. Empty: the thread waits until then, or until
    /// something earlier is due. Simulations give one that moves their clock.
    std::function<void(const std::stop_token& stop, Duration at_most)> wait;
};

/// Names as Prometheus has them, without the prefix itr_.
struct EngineCounters {
    std::uint64_t commands_total = 0, rejections_total = 0, repeats_total = 0, deadlines_total = 0,
                  conflicts_total = 0;
    std::uint64_t cache_hits_total = 0, cache_misses_total = 0, cached_tickets = 0, cache_bytes = 0;
};

/// How far new versions of agreements and calendars have come.
struct Adoption {
    std::size_t tickets = 0;  ///< that came under them in this batch
    struct Refused {
        TicketId ticket;
        Rejection rejection;
    };
    std::vector<Refused> refused;  ///< that cannot: they stay as they are
    struct Failed {
        TicketId ticket;
        Error error;
    };
    std::vector<Failed> failed;  ///< that cannot be read: they stay as they are, and hold up no other
    std::string next;            ///< where the next batch begins; empty: this was the last
};

class ITR_API Engine {
  public:
    /// Reads the store's deployments; packs are compiled when first needed. Fails with the store's codes.
    [[nodiscard]] static Result<std::unique_ptr<Engine>> open(EngineOptions options);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// New tickets use the pack from now on; open ones keep theirs, also after a restart, and with it the
    /// rules of time zones that it was deployed with. Deployed again where the zone database has other ones
    /// for its calendars it is an edition with an identity of its own, which is returned. The actor needs the
    /// right `deploy` of the pack (or is `system`).
    [[nodiscard]] Result<PackHash> deploy(const std::shared_ptr<const Pack>& pack, Instant now,
                                          const Actor& actor);
    /// Brings the tenant's open tickets of the same pack under the agreements and calendars of a deployed
    /// version of it (its newest edition, if there are any), at most `limit` (1..10000) in one append:
    /// command::Adopt for each. Other commands are served between the batches, and on other tickets during
    /// them. Begin with an empty `after`, go on with the batch's `next`. Whoever has lost it, or was killed,
    /// begins anew: tickets that are under the terms are passed over, nothing is done twice. The actor needs
    /// the right `migrate`. Fails with `engine.unknown_pack`, `engine.not_permitted` and the store's codes.
    [[nodiscard]] Result<Adoption> adopt(const TenantId& tenant, const PackHash& terms, Instant now,
                                         const Actor& actor, const std::string& reason = {},
                                         const std::string& after = {}, std::size_t limit = 500);
    /// The newest deployed pack that has this workflow; null.
    [[nodiscard]] std::shared_ptr<const Pack> pack_for(std::string_view workflow) const;

    /// Carries out a command: durable when it returns. Refusals are in the outcome; an Error means that the
    /// environment failed and nothing was changed, except with `store.io`, where it is not known: give the
    /// command again with its key. Signals to other tickets are carried out with it, after the older ones of
    /// the same ticket that still wait; what cannot be, waits in the outbox (take_effects()).
    [[nodiscard]] Result<Outcome> execute(const Command& command, Instant now);
    /// Many commands in one append, in order; each has its own outcome. If the append fails all fail.
    [[nodiscard]] Result<std::vector<Outcome>> execute_batch(std::span<const Command> commands, Instant now);

    /// Works off deadlines up to `now`, at most `limit` tickets. A ticket that cannot be read, or of which
    /// the store says that it is due and its journal does not, holds up no other. Fails when the environment
    /// fails: after the others, if it was with one ticket alone.
    [[nodiscard]] Result<Advanced> advance(Instant now, std::size_t limit = 1000);
    /// The earliest deadline in the store; never. It stays in the past while a ticket cannot be worked off,
    /// or another node is about to: who waits for work waits for Advanced::next.
    [[nodiscard]] Result<Instant> next_due();

    /// Works off what falls due, when it falls due, until it is asked to stop; for hosts that want to give a
    /// thread to it. Sleeps meanwhile, and wakes when a command of this engine, or of another node on the
    /// same database, makes something due earlier. What fails is logged (`run.failed`) and tried again after
    /// a growing pause. One thread at a time. Fails with `engine.no_clock`.
    [[nodiscard]] Status run(const std::stop_token& stop, const RunOptions& options);

    /// Fails with `ticket.unknown` where there is none that the actor may see.
    [[nodiscard]] Result<TicketView> get(const TenantId& tenant, const TicketId& ticket, const Actor& actor,
                                         Instant now);
    /// Tickets that the actor may see, as the newest pack with the ticket's workflow says; where it is a
    /// customer those of its own party, without what is internal. What it may not see is left out of the
    /// page: Page::next alone tells whether there are more.
    [[nodiscard]] Result<store::Page> query(store::Query query, const Actor& actor);
    /// The whole history that the actor may see, one map a commit.
    [[nodiscard]] Result<std::vector<Value>> history(const TenantId& tenant, const TicketId& ticket,
                                                     const Actor& actor);

    // ---- the outbox: the host's own calls. They take no actor, because it is the host that carries effects
    // out and manages what failed; whom it shows them to is its decision, for they hold what is internal.

    /// Effects for the host, hidden from others until `now` + `hidden_for` (at least 1 ms, else
    /// `engine.not_hidden`). At least once, in order per ticket; one call returns an effect once, also where
    /// the store's own clock has passed the hiding before it returns. Signals between tickets that were left
    /// over are carried through meanwhile, about a thousand a call: fewer effects than `limit`, or none, does
    /// not say that nothing waits. An effect whose personal values cannot be read has failed (fail_effect()),
    /// and holds up no other.
    [[nodiscard]] Result<std::vector<store::OutboxEffect>> take_effects(Instant now, Duration hidden_for,
                                                                        std::size_t limit);
    /// Done, and so removed, even if another has taken it meanwhile: what is done need not be done again.
    /// False if no such effect waits.
    [[nodiscard]] Result<bool> acknowledge_effect(const TenantId& tenant, const std::string& key);
    /// Tried again after a growing delay, at last an incident (EngineOptions::retries). False, and nothing is
    /// changed, if no such effect waits or this taking of it is over: its time ran out and another took it,
    /// or it was failed before. An effect without its `taking` is failed whoever has it.
    [[nodiscard]] Result<bool> fail_effect(const store::OutboxEffect& effect, const std::string& reason,
                                           Instant now);
    /// What failed too often, oldest first. Personal values that cannot be read are null.
    [[nodiscard]] Result<std::vector<store::Incident>> incidents(const TenantId& tenant, std::size_t limit);
    /// Tries an incident's effect anew, or with `resolve` gives it up. False if there is no such incident.
    [[nodiscard]] Result<bool> settle_incident(const TenantId& tenant, const std::string& key, bool resolve,
                                               Instant now);

    [[nodiscard]] EngineCounters counters() const;
    [[nodiscard]] store::Store& store() noexcept;

  private:
    struct Impl;
    explicit Engine(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace itr
