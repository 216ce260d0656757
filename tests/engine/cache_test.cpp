#include "engine/cache.hpp"

#include <thread>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr std::size_t plenty = std::size_t{1} << 30;
constexpr std::size_t more_than_stay_ready = 3000;

store::TicketKey key_of(std::size_t number) { return {tenant, TicketId("T-" + std::to_string(number))}; }

/// What a command does, in short: the ticket is there, and something of it changes.
void touch(engine::Cache& cache, const store::TicketKey& key) {
    engine::Cache::Hold hold(cache, key);
    if (!hold.ticket())
        hold.ticket() = std::make_unique<Ticket>(blank_ticket(desk_pack(), 0, key.tenant, key.ticket));
    ++hold.ticket()->effects;
}

std::uint32_t touches_of(engine::Cache& cache, const store::TicketKey& key) {
    engine::Cache::Hold hold(cache, key);
    if (!hold.ticket()) return 0;
    CHECK(hold.ticket()->id == key.ticket);
    CHECK(hold.ticket()->tenant == key.tenant);
    return hold.ticket()->effects;
}

}  // namespace

TEST_CASE("a ticket that nobody has asked for lately is kept compact, and comes back as it was") {
    engine::Cache cache(plenty);
    touch(cache, key_of(0));
    const auto ready = cache.bytes();
    for (std::size_t i = 0; i < more_than_stay_ready; ++i) touch(cache, key_of(i));
    CHECK(cache.tickets() == more_than_stay_ready);
    CHECK(cache.bytes() < ready * more_than_stay_ready * 3 / 4);
    CHECK(touches_of(cache, key_of(0)) == 2);
    CHECK(touches_of(cache, key_of(1)) == 1);
    CHECK(touches_of(cache, key_of(1)) == 1);
}

TEST_CASE("beyond the byte limit those tickets go that nobody has asked for the longest") {
    engine::Cache cache(200'000);
    for (std::size_t i = 0; i < more_than_stay_ready; ++i) touch(cache, key_of(i));
    CHECK(cache.bytes() <= 200'000);
    CHECK(cache.tickets() > 0);
    CHECK(touches_of(cache, key_of(0)) == 0);
    CHECK(touches_of(cache, key_of(more_than_stay_ready - 1)) == 1);
}

TEST_CASE("a ticket that was dropped is not known any more") {
    engine::Cache cache(plenty);
    touch(cache, key_of(0));
    {
        engine::Cache::Hold hold(cache, key_of(0));
        hold.drop();
    }
    for (std::size_t i = 1; i < more_than_stay_ready; ++i) touch(cache, key_of(i));
    CHECK(touches_of(cache, key_of(0)) == 0);
}

TEST_CASE("threads that share more tickets than stay ready lose no change of any") {
    constexpr std::size_t shared = 2000;
    constexpr std::size_t threads = 4;
    REQUIRE(desk_pack());  // before threads ask for it
    engine::Cache cache(plenty);
    std::vector<std::jthread> working;
    working.reserve(threads);
    for (std::size_t t = 0; t < threads; ++t)
        working.emplace_back([&cache, t] {
            for (std::size_t i = 0; i < shared; ++i) touch(cache, key_of((i * (2 * t + 1)) % shared));
        });
    working.clear();
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < shared; ++i) sum += touches_of(cache, key_of(i));
    CHECK(sum == shared * threads);
}
