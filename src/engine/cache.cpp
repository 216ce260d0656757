#include "engine/cache.hpp"

namespace itr::engine {

Cache::Hold::Hold(Cache& cache, const store::TicketKey& key) : cache_(cache), node_(cache.take(key)) {
    node_->second.latch.lock();
}

Cache::Hold::~Hold() {
    node_->second.latch.unlock();
    cache_.give_back(node_);
}

void Cache::Shard::link(Node* node) noexcept {
    node->second.newer = nullptr;
    node->second.older = newest;
    (newest == nullptr ? oldest : newest->second.newer) = node;
    newest = node;
}

void Cache::Shard::unlink(Node* node) noexcept {
    const Entry& entry = node->second;
    (entry.newer == nullptr ? newest : entry.newer->second.older) = entry.older;
    (entry.older == nullptr ? oldest : entry.older->second.newer) = entry.newer;
}

Cache::Node* Cache::take(const store::TicketKey& key) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto [place, is_new] = shard.entries.try_emplace(key);
    Node* node = &*place;
    if (!is_new) shard.unlink(node);
    shard.link(node);
    ++node->second.holders;
    return node;
}

void Cache::give_back(Node* node) {
    Shard& shard = shard_of(node->first);
    const std::lock_guard lock(shard.mutex);
    Entry& entry = node->second;
    if (--entry.holders > 0) return;
    // Nobody else has the entry now, so that its ticket may be looked at without the latch.
    const std::size_t now = sizeof(Node) + (entry.ticket ? memory_of(*entry.ticket) - sizeof(Ticket) : 0) +
                            (entry.head ? sizeof(audit::Head) : 0);
    shard.bytes += now - entry.bytes;
    entry.bytes = now;
    evict(shard);
}

void Cache::evict(Shard& shard) {
    for (Node* next = shard.oldest; next != nullptr && shard.bytes > limit_per_shard_;) {
        Node* node = next;
        next = node->second.newer;
        if (node->second.holders > 0) continue;
        shard.bytes -= node->second.bytes;
        shard.unlink(node);
        shard.entries.erase(store::TicketKey(node->first));
    }
}

std::uint64_t Cache::tickets() const {
    std::uint64_t sum = 0;
    for (const Shard& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        sum += shard.entries.size();
    }
    return sum;
}

std::uint64_t Cache::bytes() const {
    std::uint64_t sum = 0;
    for (const Shard& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        sum += shard.bytes;
    }
    return sum;
}

}  // namespace itr::engine
