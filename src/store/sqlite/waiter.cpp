#include "store/sqlite/waiter.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace itr::store::sqlite {

namespace {

/// How late another process's deadlines may be seen.
constexpr Duration longest_sleep = seconds(1);

}  // namespace

void Waiter::begin() {
    const std::scoped_lock lock(mutex_);
    earliest_ = never;
}

bool Waiter::wait(Instant known, Duration at_most) {
    const Duration pause = std::clamp(at_most, Duration{}, longest_sleep);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(pause.ms),
                      [&] { return interrupted_ || earliest_ < known; });
    return !std::exchange(interrupted_, false) && earliest_ < known;
}

void Waiter::interrupt() noexcept {
    {
        const std::scoped_lock lock(mutex_);
        interrupted_ = true;
    }
    changed_.notify_all();
}

void Waiter::announce(Instant due) noexcept {
    {
        const std::scoped_lock lock(mutex_);
        if (due >= earliest_) return;
        earliest_ = due;
    }
    changed_.notify_all();
}

}  // namespace itr::store::sqlite
