// A store of one's own: here one that wraps another and hands every commit to a listener once it is durable,
// for a search index or a message bus. A store for a new database implements the same port;
// docs/contributing.md has the recipe.
#include <functional>
#include <itr/store_contract.hpp>
#include <itr/stores/memory.hpp>

#include "example.hpp"

using namespace itr;
using example::expect;
using example::must;

namespace {

// [store]
class ListenedStore final : public store::Store {
  public:
    using Listener = std::function<void(const store::Append&)>;

    /// The listener is called from every thread that writes.
    ListenedStore(std::unique_ptr<Store> inner, Listener listener)
        : inner_(std::move(inner)), listener_(std::move(listener)) {}

    /// All or nothing, as the port promises: the listener hears only of what was written.
    Status append(std::span<const store::Append> batch) override {
        Status written = inner_->append(batch);
        if (written)
            for (const auto& one : batch) listener_(one);
        return written;
    }

    // The rest is the inner store's.
    Result<std::optional<store::Loaded>> load(const store::TicketKey& key) override {
        return inner_->load(key);
    }
    Result<std::vector<store::Commit>> history(const store::TicketKey& key, store::Version after,
                                               std::size_t limit) override {
        return inner_->history(key, after, limit);
    }
    Result<std::optional<TicketId>> opened_by(const TenantId& tenant, const std::string& key) override {
        return inner_->opened_by(tenant, key);
    }
    Result<std::vector<store::DueTicket>> due(Instant before, std::size_t limit) override {
        return inner_->due(before, limit);
    }
    Result<Instant> next_due() override { return inner_->next_due(); }
    [[nodiscard]] bool is_shared() const noexcept override { return inner_->is_shared(); }
    Result<std::vector<store::DueTicket>> claim_due(Instant now, Duration lease, std::size_t limit) override {
        return inner_->claim_due(now, lease, limit);
    }
    Result<Instant> next_claim(Instant now) override { return inner_->next_claim(now); }
    Result<store::Page> query(const store::Query& query) override { return inner_->query(query); }
    Result<std::vector<store::OutboxEffect>> take_effects(Instant now, Instant hidden_until,
                                                          std::size_t limit) override {
        return inner_->take_effects(now, hidden_until, limit);
    }
    Result<bool> acknowledge_effect(const TenantId& tenant, const std::string& key) override {
        return inner_->acknowledge_effect(tenant, key);
    }
    Result<bool> fail_effect(const TenantId& tenant, const std::string& key,
                             std::optional<store::Taking> taking, std::optional<Instant> retry_at,
                             const std::string& reason, Instant now) override {
        return inner_->fail_effect(tenant, key, taking, retry_at, reason, now);
    }
    Result<std::vector<store::Incident>> incidents(const TenantId& tenant, std::size_t limit) override {
        return inner_->incidents(tenant, limit);
    }
    Result<bool> settle_incident(const TenantId& tenant, const std::string& key, bool resolve,
                                 Instant now) override {
        return inner_->settle_incident(tenant, key, resolve, now);
    }
    Status deploy(const store::Deployment& deployment) override { return inner_->deploy(deployment); }
    Result<std::vector<store::Deployment>> deployments() override { return inner_->deployments(); }
    Result<std::uint64_t> reserve_numbers(const TenantId& tenant, std::uint32_t count) override {
        return inner_->reserve_numbers(tenant, count);
    }
    Result<store::Counters> counters() override { return inner_->counters(); }
    Status each_ticket(const TenantId& tenant, Visitor& visitor) override {
        return inner_->each_ticket(tenant, visitor);
    }

  private:
    std::unique_ptr<Store> inner_;
    Listener listener_;
};
// [/store]

// [subject]
/// How the contract suite gets at the store: it must keep every promise of the port.
class ListenedSubject final : public store::contract::Subject {
  public:
    void wipe() override {}
    std::unique_ptr<store::Store> open() override {
        return std::make_unique<ListenedStore>(store::make_memory_store(), [](const store::Append&) {});
    }
    [[nodiscard]] bool keeps() const override { return false; }
};
// [/subject]

const char* const yaml = R"yaml(
pack: support
version: 1.0.0
---
workflow: request
events: {solve: {role: desk}}
states: {working: {on: {solve: solved}}, solved: {type: final}}
---
roles: {desk: {rights: [open, view]}}
)yaml";

}  // namespace

int main() {
    ListenedSubject subject;
    const auto breaches = store::contract::run(subject);
    for (const auto& breach : breaches) std::printf("%s: %s\n", breach.sentence.c_str(), breach.what.c_str());
    expect(breaches.empty(), "the store keeps the promises of the port");

    std::vector<std::string> heard;
    const auto store =
        std::make_shared<ListenedStore>(store::make_memory_store(), [&heard](const store::Append& append) {
            heard.push_back(append.ticket.text() + " " + append.summary.states.at(0));
        });
    const auto engine = must(Engine::open(example::options_on(store)));
    const Instant now = example::at("2026-03-02T09:00:00Z");
    must(engine->deploy(example::compile(yaml), now, example::host));

    const TenantId tenant{"t"};
    const TicketId ticket{"R-1"};
    const Actor desk{"desk", {"desk"}, {}};
    example::run(*engine, {tenant, ticket, desk, command::Open{"request"}}, now);
    example::run(*engine, {tenant, ticket, desk, command::Send{"solve"}}, now);
    // Refused: nothing is written, so nothing is heard.
    const Outcome refused = must(engine->execute({tenant, ticket, desk, command::Send{"solve"}}, now));
    expect(refused.rejection.has_value(), "a solved request is not solved again");

    for (const auto& line : heard) std::printf("%s\n", line.c_str());
    expect(heard == std::vector<std::string>{"R-1 working", "R-1 solved"},
           "each commit is heard of once, in order");
}
