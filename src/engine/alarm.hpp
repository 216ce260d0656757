// How a thread that waits for due work learns that something is due earlier than it knew.
#pragma once

#include <atomic>
#include <condition_variable>
#include <itr/time.hpp>
#include <mutex>
#include <stop_token>

namespace itr::engine {

/// One thread waits; any may announce. Costs those who announce one relaxed read while nobody waits.
class Alarm {
  public:
    /// From now on every announcement is remembered: to be called before asking what is due.
    void set();
    /// Waits until something earlier than `known` has been announced since set(), `at_most` has passed, or
    /// stop is requested.
    void wait(const std::stop_token& stop, Instant known, Duration at_most);
    void off() noexcept { awaited_ = lowest; }

    /// Something is due at `due`, and can be seen by others.
    void announce(Instant due);

  private:
    static constexpr std::int64_t lowest = INT64_MIN;

    std::atomic<std::int64_t> awaited_ = lowest;  ///< what is due before this rings
    std::mutex mutex_;
    std::condition_variable_any changed_;
    Instant earliest_ = never;  ///< announced since set()
};

}  // namespace itr::engine
