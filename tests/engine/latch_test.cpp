#include "engine/cache.hpp"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

using itr::engine::Cache;

TEST_CASE("who waits for a ticket is served in the order of coming") {
    Cache::Latch latch;
    std::vector<std::uint32_t> served;
    std::vector<std::thread> threads;
    latch.lock();
    for (std::uint32_t n = 1; n <= 8; ++n) {
        threads.emplace_back([&, n] {
            latch.lock();
            served.push_back(n);
            latch.unlock();
        });
        while (latch.queue() <= n) std::this_thread::yield();
    }
    latch.unlock();
    for (std::thread& thread : threads) thread.join();
    CHECK(served == std::vector<std::uint32_t>{1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(latch.queue() == 0);
}

TEST_CASE("a ticket is held by one at a time, however often it changes hands") {
    constexpr int turns = 40'000;  // more than the numbers that are drawn, over all threads
    Cache::Latch latch;
    int count = 0;
    std::vector<std::thread> threads;
    for (int n = 0; n < 3; ++n)
        threads.emplace_back([&] {
            for (int turn = 0; turn < turns; ++turn) {
                latch.lock();
                ++count;
                latch.unlock();
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(count == 3 * turns);
}
