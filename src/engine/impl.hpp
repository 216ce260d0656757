// The engine's inside.
#pragma once

#include <atomic>
#include <itr/engine.hpp>
#include <mutex>
#include <span>
#include <unordered_map>

#include "engine/alarm.hpp"
#include "engine/cache.hpp"
#include "engine/failing.hpp"
#include "engine/packs.hpp"

namespace itr {

/// Signals that one command, or one look at the outbox, sets off.
inline constexpr std::size_t max_signals_per_call = 1000;

/// Whether only the ticket at hand is in trouble, and not the store.
[[nodiscard]] bool is_of_the_ticket(const Error& error) noexcept;

struct Engine::Impl {
    explicit Impl(EngineOptions given)
        : options(std::move(given)),
          store(*options.store),
          packs(options.zones),
          cache(store.is_provisional() ? 0 : options.cache_bytes) {}

    EngineOptions options;
    store::Store& store;
    engine::Packs packs;
    engine::Cache cache;
    engine::Alarm alarm;
    engine::Failing failing;

    struct Counts {
        std::atomic<std::uint64_t> commands{0}, rejections{0}, repeats{0}, deadlines{0}, conflicts{0},
            hits{0}, misses{0};
    } counts;

    // Blocks of ticket numbers, by tenant.
    struct Numbers {
        std::uint64_t next = 0, end = 0;
        std::uint32_t wanted = 0;  ///< so many were asked for last
    };
    /// Deployments are learnt in the order in which the store has them.
    std::mutex deployments_mutex;
    std::mutex numbers_mutex;
    std::unordered_map<TenantId, Numbers> numbers;

    /// Signals of one ticket, in its order: what it asks the engine to do to others.
    struct Sending {
        store::TicketKey sender;
        std::vector<store::OutboxEffect> signals;
        bool is_oldest = false;  ///< no older one of the sender can wait: nobody has to be asked
    };
    /// Of the effects that a commit brings: mostly none is one.
    [[nodiscard]] static Sending sending_of(const store::Append& rows);

    /// For how long a command's key keeps it from being carried out again.
    enum class Once : bool {
        while_remembered,  ///< by the ticket (`remembered_commands`)
        for_good,          ///< as long as there is a journal
    };

    /// One command decided on a held ticket: what is to be appended, and what to say of it.
    struct Decided {
        Outcome outcome;
        std::optional<store::Append> rows;
        Sending sending;
        std::uint64_t deadlines = 0;  ///< worked off
    };
    /// One command carried out.
    struct Executed {
        Outcome outcome;
        bool has_written = false;
        Sending sending;  ///< what it causes
    };

    [[nodiscard]] Result<std::string> next_number(const TenantId& tenant);
    [[nodiscard]] std::string make_entropy() const;
    void log(LogLevel level, std::string_view event, std::string_view message) const;

    /// A commit or snapshot that cannot be read: tells a pack that is missing from one that is broken.
    [[nodiscard]] Error unreadable(Error error) const;
    /// Makes sure that a held ticket is in memory, if it exists.
    [[nodiscard]] Status load(const store::TicketKey& key, std::unique_ptr<Ticket>& ticket);
    /// The same, and that no other node has taken it on meanwhile.
    [[nodiscard]] Status load_newest(const store::TicketKey& key, std::unique_ptr<Ticket>& ticket);
    [[nodiscard]] Result<bool> is_newest(const store::TicketKey& key, const Ticket& ticket);
    /// Those that other nodes have deployed.
    [[nodiscard]] Status learn_packs();
    /// When there is something due again, but for the tickets that are left alone.
    [[nodiscard]] Result<Instant> next_work(Instant now);
    /// Writes, and wakes who waits for what is due.
    [[nodiscard]] Status append(std::span<const store::Append> rows);
    /// Decides and applies to the ticket in memory; the caller appends, or drops the ticket.
    [[nodiscard]] Result<Decided> decide_on(const Command& command, Instant now,
                                            std::unique_ptr<Ticket>& ticket);
    /// Whether a commit's rows have the ticket's state after it: the first one's, so many of the later ones',
    /// and that of the one that closes it.
    [[nodiscard]] bool writes_snapshot(const Ticket& after) const;
    /// Of commands that have taken place: what was decided in vain is not counted.
    void count(std::span<const Outcome> outcomes, std::uint64_t deadlines) noexcept;
    /// Links the rows to the ticket's chain, if this engine does. After a failed append the hold is dropped.
    [[nodiscard]] Status seal(std::optional<store::Append>& rows, engine::Cache::Hold& hold);
    /// decide_on(), but for a command whose key is in the journal already.
    [[nodiscard]] Result<Decided> decide_once(const Command& command, Instant now,
                                              std::unique_ptr<Ticket>& ticket, Once once);
    /// Where a ticket's journal has a key that the ticket itself may have forgotten.
    [[nodiscard]] Result<std::optional<store::Version>> version_in_journal(const store::TicketKey& key,
                                                                           const Ticket& ticket,
                                                                           const std::string& command);
    [[nodiscard]] Result<Executed> execute_once(const Command& command, Instant now, Once once);
    /// The same again while others are faster; what it causes is the caller's to carry through.
    [[nodiscard]] Result<Executed> execute_alone(const Command& command, Instant now, Once once);
    [[nodiscard]] Result<Executed> execute(const Command& command, Instant now);
    /// All of them in one append. What they cause is the caller's to carry through.
    [[nodiscard]] Result<std::vector<Executed>> execute_batch_once(std::span<const Command> commands,
                                                                   Instant now);
    /// Works off the deadlines of a ticket that the store says is due. False: it cannot be done, and is left
    /// alone.
    [[nodiscard]] Result<bool> wake(const store::DueTicket& ticket, Instant now);
    /// The same of several tickets, made durable together; true for those that are worked off, and nothing
    /// where they have to be worked off one by one.
    [[nodiscard]] std::vector<bool> wake_together(std::span<const store::DueTicket> tickets, Instant now);
    /// Whether the store still has a deadline of the ticket up to `now`, or has one of a ticket that is not
    /// there.
    [[nodiscard]] Result<bool> is_still_due(const store::TicketKey& key, Instant now);
    /// A due ticket that cannot be worked off: left alone for a while, and told of.
    void leave_alone(const store::TicketKey& key, Instant now, const std::string& why);
    /// Tried again after a growing delay, at last an incident.
    [[nodiscard]] Result<bool> fail_effect(const store::OutboxEffect& effect, const std::string& reason,
                                           Instant now);
    /// With the personal values of its ticket.
    [[nodiscard]] Result<std::string> payload_of(const store::TicketKey& key, const store::Effect& effect);
    /// Gives an effect its payload; where that cannot be read the log hears of it.
    [[nodiscard]] Status fill_in_payload(const store::TicketKey& key, store::Effect& effect);
    /// Fills in the payloads of effects that were taken, and leaves out those that cannot be handed out.
    /// Fails if none can because the environment fails.
    [[nodiscard]] Status fill_in_payloads(std::vector<store::OutboxEffect>& taken, Instant now);

    /// Carries signals and child tickets through to their targets, with what those cause, as many as the
    /// budget has left: tickets that answer each other's signals would never come to an end. What fails is an
    /// effect that failed; what is left over stays in the outbox.
    void drain(Sending sending, Instant now, std::size_t& budget);
    /// One ticket's. False: the budget has come to its end.
    [[nodiscard]] bool drain_ticket(const Sending& sending, Instant now, std::size_t& budget,
                                    std::vector<Sending>& caused);
    /// The signals to be carried out, and before them the older ones of their sender that wait.
    [[nodiscard]] Result<std::vector<store::OutboxEffect>> with_older(const Sending& sending);
    [[nodiscard]] Result<bool> drain_one(const store::OutboxEffect& signal, Instant now,
                                         std::vector<Sending>& caused);
    [[nodiscard]] Result<std::vector<Command>> commands_of(const store::TicketKey& sender,
                                                           const store::Effect& signal);
    [[nodiscard]] Result<std::vector<TicketId>> children_of(const TenantId& tenant, const TicketId& parent);
    /// command::Adopt for the tickets of a page that are under other terms of the same pack.
    [[nodiscard]] Result<std::vector<Command>> adoptions_of(const store::Page& page, const TenantId& tenant,
                                                            const Pack& terms, const Actor& actor,
                                                            const std::string& reason,
                                                            std::vector<Adoption::Failed>& failed);
    [[nodiscard]] Result<std::optional<TicketId>> opened_before(const Command& command);
};

}  // namespace itr
