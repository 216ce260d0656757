#include "many_tickets.hpp"

#include <algorithm>
#include <itr/stores/memory.hpp>

#include "support/forwarding_store.hpp"

namespace itr::bench {
namespace {

constexpr std::size_t rows_a_batch = 10'000;

class ListeningStore final : public test::ForwardingStore {
  public:
    ListeningStore(store::Store& inner, std::vector<store::Append>& heard)
        : ForwardingStore(inner), heard_(heard) {}
    Status append(std::span<const store::Append> batch) override {
        heard_.insert(heard_.end(), batch.begin(), batch.end());
        return ForwardingStore::append(batch);
    }

  private:
    std::vector<store::Append>& heard_;
};

}  // namespace

ManyTickets::ManyTickets(const std::shared_ptr<const Pack>& pack,
                         std::vector<std::pair<Command, Instant>> commands, EngineOptions options) {
    const auto memory = store::make_memory_store();
    options.store = std::make_shared<ListeningStore>(*memory, rows_);
    const auto engine = must(Engine::open(std::move(options)));
    must(engine->deploy(pack, commands.front().second, {"host", {"system"}, {}}));
    for (const auto& [command, at] : commands)
        if (must(engine->execute(command, at)).rejection) throw std::runtime_error("a command was refused");
    deployment_ = must(memory->deployments()).front();
    const auto has_keys = [](const store::Append& row) {
        return !row.effects.empty() || !row.idempotency_key.empty();
    };
    if (std::ranges::any_of(rows_, has_keys)) throw std::runtime_error("a double needs keys of its own");
}

void ManyTickets::write(store::Store& store, std::size_t count) const {
    must(store.deploy(deployment_));
    std::vector<store::Append> batch;
    for (const store::Append& row : rows_)
        for (std::size_t n = 0; n < count; ++n) {
            batch.push_back(row);
            batch.back().ticket = nth(n);
            if (batch.size() < rows_a_batch && n + 1 < count) continue;
            must(store.append(batch));
            batch.clear();
        }
}

}  // namespace itr::bench
