// The port over a store's tables, however one comes to a connection.
#pragma once

#include <functional>
#include <itr/store.hpp>

#include "store/sqlite/database.hpp"

namespace itr::store::sqlite {

class Tables : public Store {
  public:
    Status append(std::span<const Append> batch) override;
    Result<std::optional<Loaded>> load(const TicketKey& key) override;
    Result<std::vector<Commit>> history(const TicketKey& key, Version after, std::size_t limit) override;
    Result<std::optional<TicketId>> opened_by(const TenantId& tenant,
                                              const std::string& idempotency_key) override;
    Result<std::vector<DueTicket>> due(Instant before, std::size_t limit) override;
    Result<Instant> next_due() override;
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
    using Access = std::function<Status(Database& database)>;

    /// Runs `look` on one state of the tables.
    [[nodiscard]] virtual Status read(const Access& look) = 0;
    /// Runs `change` in a write transaction; what fails is taken back.
    [[nodiscard]] virtual Status write(const Access& change) = 0;

  private:
    template <typename Look>
    auto read_and_get(const Look& look) -> decltype(look(std::declval<Database&>())) {
        return get([this](const Access& access) { return read(access); }, look);
    }
    template <typename Change>
    auto write_and_get(const Change& change) -> decltype(change(std::declval<Database&>())) {
        return get([this](const Access& access) { return write(access); }, change);
    }
    /// The result that comes out of a way to the connection, or why it was barred.
    template <typename Way, typename Use>
    static auto get(const Way& way, const Use& use) -> decltype(use(std::declval<Database&>())) {
        decltype(use(std::declval<Database&>())) result;
        auto done = way([&](Database& database) -> Status {
            result = use(database);
            if (!result) return fail(result.error());
            return {};
        });
        if (!done) return fail(std::move(done).error());
        return result;
    }
};

}  // namespace itr::store::sqlite
