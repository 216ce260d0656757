// Effects that wait for the host, and those that failed too often.
#pragma once

#include <itr/store.hpp>
#include <map>
#include <set>
#include <tuple>

namespace itr::store {

/// Not synchronised: the store that has it is.
class Outbox {
  public:
    [[nodiscard]] bool knows(const TenantId& tenant, const std::string& key) const;
    void add(const TicketKey& ticket, Version version, const Effect& effect);

    [[nodiscard]] std::vector<OutboxEffect> take(Instant now, Instant hidden_until, std::size_t limit);
    bool acknowledge(const TenantId& tenant, const std::string& key);
    bool fail(const TenantId& tenant, const std::string& key, std::optional<Taking> taking,
              std::optional<Instant> retry_at, const std::string& reason, Instant now);

    [[nodiscard]] std::vector<Incident> incidents(const TenantId& tenant, std::size_t limit) const;
    [[nodiscard]] std::vector<OutboxEffect> of_ticket(const TicketKey& ticket) const;
    [[nodiscard]] std::vector<Incident> incidents_of(const TicketKey& ticket) const;
    /// Of a ticket, incidents too.
    [[nodiscard]] bool has_any(const TicketKey& ticket) const;
    bool settle(const TenantId& tenant, const std::string& key, bool resolve, Instant now);

    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }
    [[nodiscard]] std::size_t failed() const noexcept { return incidents_.size(); }

  private:
    using Position = std::uint64_t;
    using Key = std::pair<TenantId, std::string>;
    /// Within a ticket: what was tried before, then by availability, then insertion.
    using Turn = std::tuple<bool, Instant, Position>;
    struct Waiting {
        OutboxEffect effect;
        std::optional<Instant> hidden_until;
    };

    [[nodiscard]] static Turn turn_of(const Waiting& waiting, Position position);
    void insert(OutboxEffect effect);
    /// Precondition: it waits.
    Waiting extract(Position position);
    /// Puts an effect into the order of its ticket, or takes it out; only the first one there can be taken.
    void enqueue(const Waiting& waiting, Position position);
    void dequeue(const Waiting& waiting, Position position);

    Position last_position_ = 0;
    Taking last_taking_ = 0;
    std::map<Position, Waiting> waiting_;
    std::map<Key, Position> by_key_;
    std::map<TicketKey, std::set<Turn>> of_ticket_;
    std::set<std::pair<Instant, Position>> next_by_availability_;  ///< the first of each ticket
    std::map<Key, Incident> incidents_;
    std::map<TicketKey, std::set<Key>> incidents_of_;
};

}  // namespace itr::store
