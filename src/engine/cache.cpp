#include "engine/cache.hpp"

namespace itr::engine {
namespace {

std::size_t heap_bytes(const std::string& text) noexcept {
    constexpr std::size_t in_place = 15;
    return text.capacity() > in_place ? text.capacity() + 1 : 0;
}

}  // namespace

Cache::Hold::Hold(Cache& cache, const store::TicketKey& key) : cache_(cache), node_(cache.take(key)) {
    Entry& entry = node_->second;
    entry.latch.lock();
    if (entry.compact.empty()) return;
    entry.ticket = std::make_unique<Ticket>(entry.compact.expand(key.tenant, key.ticket));
    entry.compact = {};
}

Cache::Hold::~Hold() {
    node_->second.latch.unlock();
    cache_.give_back(node_);
}

void Cache::Order::add(Node* node) noexcept {
    node->second.newer = nullptr;
    node->second.older = newest;
    (newest == nullptr ? oldest : newest->second.newer) = node;
    newest = node;
    ++count;
}

void Cache::Order::remove(Node* node) noexcept {
    const Entry& entry = node->second;
    (entry.newer == nullptr ? newest : entry.newer->second.older) = entry.older;
    (entry.older == nullptr ? oldest : entry.older->second.newer) = entry.newer;
    --count;
}

/// What lies in an entry is looked at only while nobody holds it.
Cache::Order& Cache::Shard::order_of(const Entry& entry) noexcept {
    return entry.holders == 0 && !entry.compact.empty() ? compact : ready;
}

void Cache::Shard::count(Node* node) noexcept {
    Entry& entry = node->second;
    const auto& [tenant, ticket] = node->first;
    const std::size_t now = sizeof(Node) + heap_bytes(tenant.text()) + heap_bytes(ticket.text()) +
                            (entry.ticket ? memory_of(*entry.ticket) : 0) + entry.compact.heap_bytes() +
                            (entry.head ? sizeof(audit::Head) : 0);
    bytes += now - entry.bytes;
    entry.bytes = now;
}

void Cache::Shard::rest(Node* node) {
    Entry& entry = node->second;
    if (!entry.ticket) return erase(node);
    ready.remove(node);
    entry.compact = CompactTicket(*entry.ticket);
    entry.ticket.reset();
    compact.add(node);
    count(node);
}

void Cache::Shard::erase(Node* node) {
    bytes -= node->second.bytes;
    order_of(node->second).remove(node);
    entries.erase(store::TicketKey(node->first));
}

Cache::Node* Cache::take(const store::TicketKey& key) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto [place, is_new] = shard.entries.try_emplace(key);
    Node* node = &*place;
    if (!is_new) shard.order_of(node->second).remove(node);
    shard.ready.add(node);
    ++node->second.holders;
    return node;
}

void Cache::give_back(Node* node) {
    Shard& shard = shard_of(node->first);
    const std::lock_guard lock(shard.mutex);
    if (--node->second.holders > 0) return;
    shard.count(node);
    for (Node* next = shard.ready.oldest; next != nullptr && shard.ready.count > ready_per_shard;) {
        Node* old = std::exchange(next, next->second.newer);
        if (old->second.holders == 0) shard.rest(old);
    }
    evict(shard, shard.compact);
    evict(shard, shard.ready);
}

void Cache::evict(Shard& shard, Order& order) {
    for (Node* next = order.oldest; next != nullptr && shard.bytes > limit_per_shard_;) {
        Node* old = std::exchange(next, next->second.newer);
        if (old->second.holders == 0) shard.erase(old);
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
