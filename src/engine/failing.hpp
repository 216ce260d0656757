// Due tickets that could not be worked off: they are left alone for a while, so that they hold up no other.
#pragma once

#include <algorithm>
#include <itr/store.hpp>
#include <map>
#include <mutex>

namespace itr::engine {

/// Thread-safe. In memory only: another engine finds out for itself.
class Failing {
  public:
    void add(const store::TicketKey& key, Instant until) {
        const std::scoped_lock lock(mutex_);
        until_[key] = until;
    }
    /// How many are left alone at `now`; forgets the others.
    [[nodiscard]] std::size_t count(Instant now) {
        const std::scoped_lock lock(mutex_);
        std::erase_if(until_, [&](const auto& one) { return one.second <= now; });
        return until_.size();
    }
    /// When the first of them is looked at again; never.
    [[nodiscard]] Instant earliest() {
        const std::scoped_lock lock(mutex_);
        Instant first = never;
        for (const auto& [key, until] : until_) first = std::min(first, until);
        return first;
    }
    [[nodiscard]] bool has(const store::TicketKey& key) {
        const std::scoped_lock lock(mutex_);
        return until_.contains(key);
    }

  private:
    std::mutex mutex_;
    std::map<store::TicketKey, Instant> until_;
};

}  // namespace itr::engine
