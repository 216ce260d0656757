#include "engine/cache.hpp"

namespace itr::engine {

Cache::Hold::Hold(Cache& cache, const store::TicketKey& key) : cache_(cache), entry_(cache.take(key)) {
    entry_->latch.lock();
}

Cache::Hold::~Hold() {
    entry_->latch.unlock();
    cache_.give_back(entry_);
}

Cache::Entry* Cache::take(const store::TicketKey& key) {
    Shard& shard = shard_of(key);
    const std::lock_guard lock(shard.mutex);
    auto& slot = shard.entries[key];
    if (!slot) {
        slot = std::make_unique<Entry>();
        slot->key = key;
        shard.recent.push_front(slot.get());
        slot->place = shard.recent.begin();
    } else {
        shard.recent.splice(shard.recent.begin(), shard.recent, slot->place);
    }
    ++slot->holders;
    return slot.get();
}

void Cache::give_back(Entry* entry) {
    Shard& shard = shard_of(entry->key);
    const std::lock_guard lock(shard.mutex);
    if (--entry->holders > 0) return;
    // Nobody else has the entry now, so that its ticket may be looked at without the latch.
    const std::size_t now = sizeof(Entry) + (entry->ticket ? memory_of(*entry->ticket) : 0);
    shard.bytes += now - entry->bytes;
    entry->bytes = now;
    evict(shard);
}

void Cache::evict(Shard& shard) {
    for (auto at = shard.recent.end(); at != shard.recent.begin() && shard.bytes > limit_per_shard_;) {
        Entry* entry = *--at;
        if (entry->holders > 0) continue;
        shard.bytes -= entry->bytes;
        at = shard.recent.erase(at);
        shard.entries.erase(store::TicketKey(entry->key));
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
