// Tickets in memory, each behind its own latch, the least recently used dropped beyond a byte limit.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <itr/audit.hpp>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "ticket/compact.hpp"

namespace itr::engine {

/// Hands out exclusive holds on tickets. A hold is kept from load to commit, so that commands on one ticket
/// queue up and those on others run beside them. Most tickets wait for days: only those that were asked for
/// lately stay ready for the next command, the others are kept compact.
class Cache {
  public:
    explicit Cache(std::size_t limit_bytes) : limit_per_shard_(limit_bytes / shard_count) {}

    /// Whoever comes first is served first, so that nobody starves on a ticket that many want. Four bytes
    /// instead of a mutex's forty: there is one for every ticket in memory. Up to 65,535 in the queue.
    class Latch {
      public:
        void lock() noexcept {
            const std::uint32_t mine = word_.fetch_add(one_more, std::memory_order_relaxed) >> half;
            for (;;) {
                const std::uint32_t now = word_.load(std::memory_order_acquire);
                if ((now & served) == mine) return;
                word_.wait(now, std::memory_order_relaxed);
            }
        }
        void unlock() noexcept {
            std::uint32_t now = word_.load(std::memory_order_relaxed);
            while (!word_.compare_exchange_weak(now, (now & ~served) | ((now + 1) & served),
                                                std::memory_order_release, std::memory_order_relaxed)) {
            }
            word_.notify_all();
        }
        /// Who holds it and who waits.
        [[nodiscard]] std::uint32_t queue() const noexcept {
            const std::uint32_t now = word_.load(std::memory_order_relaxed);
            return ((now >> half) - now) & served;
        }

      private:
        static constexpr unsigned half = 16;
        static constexpr std::uint32_t served = (1U << half) - 1;  ///< the number that is served
        static constexpr std::uint32_t one_more = 1U << half;      ///< above it: the next number to draw

        std::atomic<std::uint32_t> word_{0};
    };

    struct Entry {
        Latch latch;
        std::uint32_t holders = 0;       ///< holding or waiting; guarded by the shard
        std::size_t bytes = 0;           ///< as counted in the shard
        std::unique_ptr<Ticket> ticket;  ///< null: not loaded, dropped after a failure, or compact
        CompactTicket compact;           ///< empty unless the entry is in Shard::compact
        /// Of the ticket's chain, where commits are linked; null: not known. Behind a pointer, since most
        /// engines have none.
        std::unique_ptr<audit::Head> head;
        // Its neighbours in the order of use.
        std::pair<const store::TicketKey, Entry>*newer = nullptr, *older = nullptr;
    };
    using Node = std::pair<const store::TicketKey, Entry>;

    /// Exclusive access to one ticket until it is destroyed.
    class Hold {
      public:
        Hold(Cache& cache, const store::TicketKey& key);
        ~Hold();
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;

        [[nodiscard]] std::unique_ptr<Ticket>& ticket() noexcept { return node_->second.ticket; }
        [[nodiscard]] std::unique_ptr<audit::Head>& head() noexcept { return node_->second.head; }
        /// What is in memory may be ahead of the store: both are read again when they are needed.
        void drop() noexcept {
            node_->second.ticket.reset();
            node_->second.head.reset();
        }

      private:
        Cache& cache_;
        Node* node_;
    };

    [[nodiscard]] std::uint64_t tickets() const;
    [[nodiscard]] std::uint64_t bytes() const;

  private:
    static constexpr std::size_t shard_count = 16;
    static constexpr std::size_t ready_per_shard = 64;

    struct KeyHash {
        std::size_t operator()(const store::TicketKey& key) const noexcept {
            return std::hash<TicketId>{}(key.ticket) * 31 + std::hash<TenantId>{}(key.tenant);
        }
    };
    /// Entries by when they were last asked for, linked in place.
    struct Order {
        Node *newest = nullptr, *oldest = nullptr;
        std::size_t count = 0;

        void add(Node* node) noexcept;  ///< as the newest
        void remove(Node* node) noexcept;
    };
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_map<store::TicketKey, Entry, KeyHash> entries;
        Order ready;    ///< whoever has a holder is here
        Order compact;  ///< all of them older than those of `ready` that nobody holds
        std::size_t bytes = 0;

        [[nodiscard]] Order& order_of(const Entry& entry) noexcept;
        void count(Node* node) noexcept;
        void rest(Node* node);
        void erase(Node* node);
    };

    [[nodiscard]] Shard& shard_of(const store::TicketKey& key) noexcept {
        return shards_[KeyHash{}(key) % shard_count];
    }
    Node* take(const store::TicketKey& key);
    void give_back(Node* node);
    void evict(Shard& shard, Order& order);

    std::array<Shard, shard_count> shards_;
    std::size_t limit_per_shard_;
};

}  // namespace itr::engine
