// Effects that wait for the host, and those that failed too often.
#pragma once

#include <itr/store.hpp>
#include <map>
#include <set>

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
    /// Of a ticket, incidents too.
    [[nodiscard]] bool has_any(const TicketKey& ticket) const;
    bool settle(const TenantId& tenant, const std::string& key, bool resolve, Instant now);

    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_.size(); }
    [[nodiscard]] std::size_t failed() const noexcept { return incidents_.size(); }

  private:
    using Position = std::uint64_t;
    using Key = std::pair<TenantId, std::string>;
    struct Waiting {
        OutboxEffect effect;
        std::optional<Instant> hidden_until;
    };

    void insert(OutboxEffect effect);
    /// Precondition: it waits.
    Waiting extract(Position position);
    /// Whether nothing older of its ticket comes before it: what is available, or was tried before. What
    /// waits for its hour holds nothing up.
    [[nodiscard]] bool is_next(const TicketKey& ticket, Position position, Instant now) const;

    Position next_ = 1;
    Taking last_taking_ = 0;
    std::map<Position, Waiting> waiting_;
    std::map<Key, Position> by_key_;
    std::set<std::pair<Instant, Position>> by_availability_;
    std::map<TicketKey, std::set<Position>> of_ticket_;
    std::map<Key, Incident> incidents_;
};

}  // namespace itr::store
