// A store that passes every call on to another: the base of those that tests put in between.
#pragma once

#include <itr/store.hpp>
#include <optional>

namespace itr::test {

class ForwardingStore : public store::Store {
  public:
    explicit ForwardingStore(store::Store& inner) noexcept : inner_(inner) {}

    [[nodiscard]] bool is_shared() const noexcept override { return inner_.is_shared(); }
    [[nodiscard]] bool is_provisional() const noexcept override { return inner_.is_provisional(); }
    Status append(std::span<const store::Append> batch) override { return inner_.append(batch); }
    Result<std::optional<store::Loaded>> load(const store::TicketKey& key) override {
        return inner_.load(key);
    }
    Result<std::vector<store::Commit>> history(const store::TicketKey& key, store::Version after,
                                               std::size_t limit) override {
        return inner_.history(key, after, limit);
    }
    Result<std::optional<TicketId>> opened_by(const TenantId& whose,
                                              const std::string& idempotency_key) override {
        return inner_.opened_by(whose, idempotency_key);
    }
    Result<std::vector<store::DueTicket>> due(Instant before, std::size_t limit) override {
        return inner_.due(before, limit);
    }
    Result<Instant> next_due() override { return inner_.next_due(); }
    Result<std::vector<store::DueTicket>> claim_due(Instant now, Duration lease, std::size_t limit) override {
        return inner_.claim_due(now, lease, limit);
    }
    Result<Instant> next_claim(Instant now) override { return inner_.next_claim(now); }
    Result<bool> wait_for_work(Instant now, Duration at_most) override {
        return inner_.wait_for_work(now, at_most);
    }
    void interrupt() noexcept override { inner_.interrupt(); }
    Result<store::Page> query(const store::Query& query) override { return inner_.query(query); }
    Result<std::vector<store::OutboxEffect>> take_effects(Instant now, Instant hidden_until,
                                                          std::size_t limit) override {
        return inner_.take_effects(now, hidden_until, limit);
    }
    Result<bool> acknowledge_effect(const TenantId& whose, const std::string& key) override {
        return inner_.acknowledge_effect(whose, key);
    }
    Result<bool> fail_effect(const TenantId& whose, const std::string& key,
                             std::optional<store::Taking> taking, std::optional<Instant> retry_at,
                             const std::string& reason, Instant now) override {
        return inner_.fail_effect(whose, key, taking, retry_at, reason, now);
    }
    Result<std::vector<store::Incident>> incidents(const TenantId& whose, std::size_t limit) override {
        return inner_.incidents(whose, limit);
    }
    Result<bool> settle_incident(const TenantId& whose, const std::string& key, bool resolve,
                                 Instant now) override {
        return inner_.settle_incident(whose, key, resolve, now);
    }
    Status deploy(const store::Deployment& deployment) override { return inner_.deploy(deployment); }
    Result<std::vector<store::Deployment>> deployments() override { return inner_.deployments(); }
    Result<std::uint64_t> reserve_numbers(const TenantId& whose, std::uint32_t count) override {
        return inner_.reserve_numbers(whose, count);
    }
    Result<store::Counters> counters() override { return inner_.counters(); }
    Status each_ticket(const TenantId& whose, Visitor& visitor) override {
        return inner_.each_ticket(whose, visitor);
    }
    Result<std::vector<TenantId>> tenants() override { return inner_.tenants(); }
    Result<std::vector<store::OutboxEffect>> waiting_effects(const store::TicketKey& key) override {
        return inner_.waiting_effects(key);
    }
    Result<std::vector<store::Incident>> incidents_of(const store::TicketKey& key) override {
        return inner_.incidents_of(key);
    }
    Status remove(std::span<const store::Removal> tickets) override { return inner_.remove(tickets); }

  private:
    store::Store& inner_;
};

}  // namespace itr::test
