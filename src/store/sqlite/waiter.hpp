// How whoever waits for due tickets of a shared file learns of them.
#pragma once

#include <condition_variable>
#include <itr/time.hpp>
#include <mutex>

namespace itr::store::sqlite {

/// SQLite tells no process what another has written: it is looked for again after a short while. What this
/// process writes is told at once.
class Waiter {
  public:
    /// From now on what is announced is remembered: to be called before asking what is due.
    void begin();
    /// True: something earlier than `known` was announced since begin(). Less than `at_most` where another
    /// process may have written, and when it is interrupted.
    [[nodiscard]] bool wait(Instant known, Duration at_most);
    /// The running or else the next wait() returns false at once.
    void interrupt() noexcept;
    void announce(Instant due) noexcept;

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    Instant earliest_ = never;  ///< announced since begin()
    bool interrupted_ = false;
};

}  // namespace itr::store::sqlite
