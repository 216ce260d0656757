// A run in a thread of its own, on a clock that the test sets. It ends with its object.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <itr/engine.hpp>
#include <mutex>
#include <stop_token>
#include <thread>

namespace itr::test {

class BackgroundRun {
  public:
    BackgroundRun(Engine& engine, Instant now)
        : now_(now.ms), thread_([this, &engine](const std::stop_token& stop) {
              CHECK(engine.run(stop, options_of(engine)));
          }) {}

    void set_clock(Instant now) { now_ = now.ms; }
    /// Until it has looked for work once.
    void wait_until_asleep() { asleep_.get_future().wait(); }
    /// Until it has worked off a deadline.
    void wait_for_deadline() { worked_.wait(); }
    [[nodiscard]] bool works_within(std::chrono::milliseconds time) {
        return worked_.wait_for(time) == std::future_status::ready;
    }
    [[nodiscard]] int looks() const { return looks_; }
    void stop() {
        thread_.request_stop();
        thread_.join();
    }

  private:
    RunOptions options_of(Engine& engine) {
        RunOptions options;
        options.clock = [this] { return Instant{now_}; };
        options.longest_pause = hours(1);
        options.after_look = [this, &engine](Instant) {
            if (++looks_ == 1) asleep_.set_value();
            if (engine.counters().deadlines_total > 0)
                std::call_once(once_, [this] { has_worked_.set_value(); });
        };
        return options;
    }

    std::atomic<std::int64_t> now_;
    std::atomic<int> looks_ = 0;
    std::promise<void> asleep_, has_worked_;
    std::future<void> worked_ = has_worked_.get_future();
    std::once_flag once_;
    std::jthread thread_;  // last: it uses all the others
};

}  // namespace itr::test
