// A store that fails when it is told to: what the layers above make of a broken environment.
#pragma once

#include <atomic>
#include <itr/store.hpp>
#include <optional>

namespace itr::test {

/// Decorates another store. Every call counts, from 1; the chosen ones fail with `store.io`, once.
class FaultStore final : public store::Store {
  public:
    enum class Fault : std::uint8_t {
        refuse,       ///< fails, and nothing happened
        lose_answer,  ///< happens, and then fails: what a broken connection looks like
    };

    explicit FaultStore(store::Store& inner) noexcept : inner_(inner) {}

    /// The nth call from now fails, and as many as follow; 0: none.
    void fail_call(std::uint64_t nth, Fault fault = Fault::refuse, std::uint64_t following = 0) noexcept {
        calls_ = 0;
        nth_ = nth;
        last_ = nth + following;
        fault_ = fault;
    }
    /// Every append fails with this code from now, and nothing happens; none: they are let through again.
    void refuse_appends(std::optional<Code> code) noexcept { appends_fail_with_ = code; }
    /// Calls since fail_call(): run a scenario once without faults to learn how many there are to fail.
    [[nodiscard]] std::uint64_t calls() const noexcept { return calls_; }

    Status append(std::span<const store::Append> batch) override {
        if (appends_fail_with_) return fail(*appends_fail_with_, "a refusal that a test asked for");
        return call([&] { return inner_.append(batch); });
    }
    Result<std::optional<store::Loaded>> load(const store::TicketKey& key) override {
        return call([&] { return inner_.load(key); });
    }
    Result<std::vector<store::Commit>> history(const store::TicketKey& key, store::Version after,
                                               std::size_t limit) override {
        return call([&] { return inner_.history(key, after, limit); });
    }
    Result<std::optional<TicketId>> opened_by(const TenantId& whose,
                                              const std::string& idempotency_key) override {
        return call([&] { return inner_.opened_by(whose, idempotency_key); });
    }
    Result<std::vector<store::DueTicket>> due(Instant before, std::size_t limit) override {
        return call([&] { return inner_.due(before, limit); });
    }
    Result<Instant> next_due() override {
        return call([&] { return inner_.next_due(); });
    }
    [[nodiscard]] bool is_shared() const noexcept override { return inner_.is_shared(); }
    [[nodiscard]] bool is_provisional() const noexcept override { return inner_.is_provisional(); }
    Result<std::vector<store::DueTicket>> claim_due(Instant now, Duration lease, std::size_t limit) override {
        return call([&] { return inner_.claim_due(now, lease, limit); });
    }
    Result<Instant> next_claim(Instant now) override {
        return call([&] { return inner_.next_claim(now); });
    }
    Result<store::Page> query(const store::Query& query) override {
        return call([&] { return inner_.query(query); });
    }
    Result<std::vector<store::OutboxEffect>> take_effects(Instant now, Instant hidden_until,
                                                          std::size_t limit) override {
        return call([&] { return inner_.take_effects(now, hidden_until, limit); });
    }
    Result<bool> acknowledge_effect(const TenantId& whose, const std::string& key) override {
        return call([&] { return inner_.acknowledge_effect(whose, key); });
    }
    Result<bool> fail_effect(const TenantId& whose, const std::string& key,
                             std::optional<store::Taking> taking, std::optional<Instant> retry_at,
                             const std::string& reason, Instant now) override {
        return call([&] { return inner_.fail_effect(whose, key, taking, retry_at, reason, now); });
    }
    Result<std::vector<store::Incident>> incidents(const TenantId& whose, std::size_t limit) override {
        return call([&] { return inner_.incidents(whose, limit); });
    }
    Result<bool> settle_incident(const TenantId& whose, const std::string& key, bool resolve,
                                 Instant now) override {
        return call([&] { return inner_.settle_incident(whose, key, resolve, now); });
    }
    Status deploy(const store::Deployment& deployment) override {
        return call([&] { return inner_.deploy(deployment); });
    }
    Result<std::vector<store::Deployment>> deployments() override {
        return call([&] { return inner_.deployments(); });
    }
    Result<std::uint64_t> reserve_numbers(const TenantId& whose, std::uint32_t count) override {
        return call([&] { return inner_.reserve_numbers(whose, count); });
    }
    Result<store::Counters> counters() override {
        return call([&] { return inner_.counters(); });
    }
    Status each_ticket(const TenantId& whose, Visitor& visitor) override {
        return call([&] { return inner_.each_ticket(whose, visitor); });
    }
    Result<std::vector<TenantId>> tenants() override {
        return call([&] { return inner_.tenants(); });
    }
    Result<std::vector<store::Incident>> incidents_of(const store::TicketKey& key) override {
        return call([&] { return inner_.incidents_of(key); });
    }
    Result<std::vector<store::OutboxEffect>> waiting_effects(const store::TicketKey& key) override {
        return call([&] { return inner_.waiting_effects(key); });
    }
    Status remove(std::span<const store::Removal> tickets) override {
        return call([&] { return inner_.remove(tickets); });
    }

  private:
    template <typename Call>
    auto call(const Call& inner) -> decltype(inner()) {
        const std::uint64_t number = ++calls_;
        if (number < nth_ || number > last_) return inner();
        if (fault_ == Fault::lose_answer) static_cast<void>(inner());
        return fail(Code{"store.io"}, "a fault that a test asked for");
    }

    store::Store& inner_;
    std::atomic<std::uint64_t> calls_ = 0;
    std::atomic<std::uint64_t> nth_ = 0, last_ = 0;
    std::atomic<Fault> fault_ = Fault::refuse;
    std::optional<Code> appends_fail_with_;  ///< set while one thread runs
};

}  // namespace itr::test
