#include "engine/alarm.hpp"

#include <algorithm>
#include <chrono>

namespace itr::engine {

void Alarm::set() {
    const std::scoped_lock lock(mutex_);
    earliest_ = never;
    awaited_ = never.ms;
}

void Alarm::wait(const std::stop_token& stop, Instant known, Duration at_most) {
    std::unique_lock lock(mutex_);
    awaited_ = known.ms;
    changed_.wait_for(lock, stop, std::chrono::milliseconds(at_most.ms), [&] { return earliest_ < known; });
}

void Alarm::announce(Instant due) {
    if (due.ms >= awaited_) return;
    {
        const std::scoped_lock lock(mutex_);
        earliest_ = std::min(earliest_, due);
    }
    changed_.notify_one();
}

}  // namespace itr::engine
