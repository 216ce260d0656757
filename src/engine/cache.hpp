// Tickets in memory, each behind its own latch, the least recently used dropped beyond a byte limit.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace itr::engine {

/// Hands out exclusive holds on tickets. A hold is kept from load to commit, so that commands on one ticket
/// queue up and those on others run beside them.
class Cache {
  public:
    explicit Cache(std::size_t limit_bytes) : limit_per_shard_(limit_bytes / shard_count) {}

    struct Entry {
        store::TicketKey key;
        std::mutex latch;
        std::optional<Ticket> ticket;       ///< empty: not loaded, or dropped after a failure
        std::size_t bytes = 0;              ///< as counted in the shard
        std::list<Entry*>::iterator place;  ///< in the shard's order of use
        std::uint32_t holders = 0;          ///< holding or waiting; guarded by the shard
    };

    /// Exclusive access to one ticket until it is destroyed.
    class Hold {
      public:
        Hold(Cache& cache, const store::TicketKey& key);
        ~Hold();
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;

        [[nodiscard]] std::optional<Ticket>& ticket() noexcept { return entry_->ticket; }

      private:
        Cache& cache_;
        Entry* entry_;
    };

    [[nodiscard]] std::uint64_t tickets() const;
    [[nodiscard]] std::uint64_t bytes() const;

  private:
    static constexpr std::size_t shard_count = 16;

    struct KeyHash {
        std::size_t operator()(const store::TicketKey& key) const noexcept {
            return std::hash<TicketId>{}(key.ticket) * 31 + std::hash<TenantId>{}(key.tenant);
        }
    };
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_map<store::TicketKey, std::unique_ptr<Entry>, KeyHash> entries;
        std::list<Entry*> recent;  ///< most recently used first
        std::size_t bytes = 0;
    };

    [[nodiscard]] Shard& shard_of(const store::TicketKey& key) noexcept {
        return shards_[KeyHash{}(key) % shard_count];
    }
    Entry* take(const store::TicketKey& key);
    void give_back(Entry* entry);
    void evict(Shard& shard);

    std::array<Shard, shard_count> shards_;
    std::size_t limit_per_shard_;
};

}  // namespace itr::engine
