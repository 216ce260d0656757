// The port over a store's tables, however one comes to a connection.
#pragma once

#include <functional>
#include <itr/stores/postgres.hpp>

#include "store/postgres/connection.hpp"

namespace itr::store::postgres {

class Tables : public Store {
  public:
    explicit Tables(LeaseClock clock) noexcept : clock_(clock) {}

    [[nodiscard]] bool is_shared() const noexcept override { return true; }

    Status append(std::span<const Append> batch) override;
    Result<std::optional<Loaded>> load(const TicketKey& key) override;
    Result<std::vector<Commit>> history(const TicketKey& key, Version after, std::size_t limit) override;
    Result<std::optional<TicketId>> opened_by(const TenantId& tenant, const std::string& key) override;
    Result<std::vector<DueTicket>> due(Instant before, std::size_t limit) override;
    Result<Instant> next_due() override;
    Result<std::vector<DueTicket>> claim_due(Instant now, Duration lease, std::size_t limit) override;
    Result<Instant> next_claim(Instant now) override;
    Result<Page> query(const Query& query) override;

    Result<std::vector<OutboxEffect>> take_effects(Instant now, Instant hidden_until,
                                                   std::size_t limit) override;
    Result<bool> acknowledge_effect(const TenantId& tenant, const std::string& key) override;
    Result<bool> fail_effect(const TenantId& tenant, const std::string& key, std::optional<Taking> taking,
                             std::optional<Instant> retry_at, const std::string& reason,
                             Instant now) override;
    Result<std::vector<Incident>> incidents(const TenantId& tenant, std::size_t limit) override;
    Result<bool> settle_incident(const TenantId& tenant, const std::string& key, bool resolve,
                                 Instant now) override;

    Status deploy(const Deployment& deployment) override;
    Result<std::vector<Deployment>> deployments() override;
    Result<std::uint64_t> reserve_numbers(const TenantId& tenant, std::uint32_t count) override;
    Result<Counters> counters() override;
    Status each_ticket(const TenantId& tenant, Visitor& visitor) override;

    Result<std::vector<TenantId>> tenants() override;
    Result<std::vector<OutboxEffect>> waiting_effects(const TicketKey& key) override;
    Result<std::vector<Incident>> incidents_of(const TicketKey& key) override;
    Status remove(std::span<const Removal> tickets) override;

  protected:
    using Access = std::function<Status(Connection& connection)>;

    /// `look` changes nothing; it may be called again.
    [[nodiscard]] virtual Status read(const Access& look) = 0;
    /// `change` is one transaction, once.
    [[nodiscard]] virtual Status write(const Access& change) = 0;

  private:
    template <typename Look>
    auto read_and_get(const Look& look) -> decltype(look(std::declval<Connection&>())) {
        return get([this](const Access& access) { return read(access); }, look);
    }
    template <typename Change>
    auto write_and_get(const Change& change) -> decltype(change(std::declval<Connection&>())) {
        return get([this](const Access& access) { return write(access); }, change);
    }
    /// The result that comes out of a way to a connection, or why it was barred.
    template <typename Way, typename Use>
    static auto get(const Way& way, const Use& use) -> decltype(use(std::declval<Connection&>())) {
        decltype(use(std::declval<Connection&>())) result;
        auto done = way([&](Connection& connection) -> Status {
            result = use(connection);
            if (!result) return fail(result.error());
            return {};
        });
        if (!done) return fail(std::move(done).error());
        return result;
    }

    LeaseClock clock_;
};

}  // namespace itr::store::postgres
