#include "store/sqlite/write_queue.hpp"

#include <algorithm>

namespace itr::store::sqlite {

Status WriteQueue::run(const Job& job) {
    Waiting self{};
    self.job = &job;
    std::unique_lock lock(mutex_);
    waiting_.push_back(&self);
    self.turn.wait(lock, [&] { return self.done || waiting_.front() == &self; });
    if (self.done) return self.status;

    const auto group_size = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), max_group));
    const std::vector<Member*> group(waiting_.begin(), waiting_.begin() + group_size);
    lock.unlock();
    transaction_(group);
    lock.lock();

    // Notified under the lock: once it is released, a follower's condition variable may be gone.
    for (std::ptrdiff_t i = 0; i < group_size; ++i) {
        Waiting& member = *waiting_.front();
        waiting_.pop_front();
        member.done = true;
        if (&member != &self) member.turn.notify_one();
    }
    if (!waiting_.empty()) waiting_.front()->turn.notify_one();
    return self.status;
}

}  // namespace itr::store::sqlite
