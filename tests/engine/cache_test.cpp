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

constexpr std::string_view cache_monday = "2026-03-02T01:00:00Z";
constexpr int many_tickets = 300;

TicketId numbered(int n) { return TicketId("T-" + std::to_string(n)); }

std::unique_ptr<Engine> engine_that_keeps(std::size_t bytes) {
    EngineOptions options;
    options.store = store::make_memory_store();
    options.zones = zones();
    options.cache_bytes = bytes;
    auto engine = Engine::open(std::move(options));
    REQUIRE(engine);
    REQUIRE((*engine)->deploy(desk_pack(), at("2026-03-01T00:00:00Z"), host));
    return *std::move(engine);
}

/// All that can be read of a ticket.
std::string all_of(Engine& engine, const TicketId& id) {
    const auto view = engine.get(tenant, id, agent, at(cache_monday));
    const auto history = engine.history(tenant, id, agent);
    REQUIRE(view);
    REQUIRE(history);
    std::string text = view->number + " " + view->owner + " " + view->team + " " + to_string(view->next_due);
    for (const std::string& state : view->states) text += "\n" + state;
    for (const auto& [name, value] : view->data) text += "\n" + name + " = " + to_json(value);
    for (const ClockView& clock : view->clocks)
        text += "\n" + clock.name + " due " + to_string(clock.due) + " after " + to_string(clock.elapsed);
    for (const Value& commit : *history) text += "\n" + to_json(commit);
    return text;
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

TEST_CASE("the cache stays within its limit, and a ticket that was dropped reads as before") {
    constexpr std::size_t limit = std::size_t{64} << 10;
    const auto engine = engine_that_keeps(limit);
    std::vector<std::string> written;
    for (int n = 0; n < many_tickets; ++n) {
        REQUIRE(engine->execute({tenant, numbered(n), agent, open_request(), {}, {}, {}}, at(cache_monday)));
        const command::Send dispatch{"dispatch", {{"team", Value("team " + std::to_string(n))}}};
        REQUIRE(engine->execute({tenant, numbered(n), agent, dispatch, {}, {}, {}}, at(cache_monday)));
        written.push_back(all_of(*engine, numbered(n)));
        CHECK(engine->counters().cache_bytes <= limit);
    }
    const EngineCounters full = engine->counters();
    CHECK(full.cached_tickets > 0);
    CHECK(full.cached_tickets < many_tickets);
    CHECK(full.cache_bytes > limit / 2);
    for (int n = 0; n < many_tickets; ++n) CHECK(all_of(*engine, numbered(n)) == written[std::size_t(n)]);
    const EngineCounters after = engine->counters();
    CHECK(after.cache_misses_total > full.cache_misses_total);
    CHECK(after.cache_bytes <= limit);
}

TEST_CASE("a cache without room keeps nothing, and everything goes on") {
    const auto engine = engine_that_keeps(0);
    run(*engine, agent, open_request(), cache_monday);
    CHECK(engine->counters().cached_tickets == 0);
    CHECK(engine->counters().cache_bytes == 0);
    run(*engine, agent, command::Send{"dispatch", {{"team", Value("net")}}}, cache_monday);
    CHECK(engine->get(tenant, ticket, agent, at(cache_monday))->team == "net");
    CHECK(engine->counters().cache_hits_total == 0);
}
