// What an engine counts of what it did.
#include "engine/desk.hpp"
#include "store/codes.hpp"
#include "support/forwarding_store.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr std::string_view counted_monday = "2026-03-02T01:00:00Z";

/// Is always one commit ahead of the engine, for so many appends: another node is faster.
struct Overtaken final : ForwardingStore {
    using ForwardingStore::ForwardingStore;
    Status append(std::span<const store::Append> batch) override {
        if (times == 0) return ForwardingStore::append(batch);
        --times;
        return fail(store_conflict, "another node was faster");
    }
    int times = 0;
};

/// What has happened since the last look.
struct Difference {
    explicit Difference(const Engine& of) : engine(of), last(of.counters()) {}
    EngineCounters operator()() {
        const EngineCounters now = engine.counters();
        EngineCounters since = now;
        since.commands_total -= last.commands_total;
        since.rejections_total -= last.rejections_total;
        since.repeats_total -= last.repeats_total;
        since.deadlines_total -= last.deadlines_total;
        since.conflicts_total -= last.conflicts_total;
        last = now;
        return since;
    }
    const Engine& engine;
    EngineCounters last;
};

std::string shown(const EngineCounters& c) {
    return "commands " + std::to_string(c.commands_total) + ", rejections " +
           std::to_string(c.rejections_total) + ", repeats " + std::to_string(c.repeats_total) +
           ", deadlines " + std::to_string(c.deadlines_total) + ", conflicts " +
           std::to_string(c.conflicts_total);
}

}  // namespace

TEST_CASE("each thing that happens is counted once") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto store = std::make_shared<Overtaken>(*memory);
    const auto engine = desk_engine(store);
    Difference since(*engine);

    Command open = command_of(agent, open_request());
    open.idempotency_key = "open-1";
    REQUIRE(engine->execute(open, at(counted_monday)));
    CHECK(shown(since()) == "commands 1, rejections 0, repeats 0, deadlines 0, conflicts 0");
    REQUIRE(engine->execute(open, at(counted_monday)));
    CHECK(shown(since()) == "commands 1, rejections 0, repeats 1, deadlines 0, conflicts 0");
    run(*engine, agent, command::Send{"solve", {{"cause", Value("dns")}}}, counted_monday);
    CHECK(shown(since()) == "commands 1, rejections 1, repeats 0, deadlines 0, conflicts 0");

    // The promise breaks after 15 minutes, which is a threshold too; the level after it comes 30 minutes
    // later.
    REQUIRE(engine->advance(at("2026-03-02T01:16:00Z")));
    CHECK(shown(since()) == "commands 1, rejections 0, repeats 0, deadlines 2, conflicts 0");

    // Decided three times, it happens once: the deadline before it too.
    store->times = 2;
    run(*engine, agent, command::Send{"dispatch", {{"team", Value("net")}}}, "2026-03-02T01:46:00Z");
    CHECK(shown(since()) == "commands 1, rejections 0, repeats 0, deadlines 1, conflicts 2");
}

TEST_CASE("a batch is counted as its commands are, and what was not written has not happened") {
    const std::shared_ptr<store::Store> memory = store::make_memory_store();
    const auto store = std::make_shared<Overtaken>(*memory);
    const auto engine = desk_engine(store);
    Command open = command_of(agent, open_request());
    open.idempotency_key = "open-1";
    const Command refused = command_of(agent, command::Send{"answer", {}});
    const std::vector<Command> batch{open, open, refused};
    Difference since(*engine);
    REQUIRE(engine->execute_batch(batch, at(counted_monday)));
    CHECK(shown(since()) == "commands 3, rejections 1, repeats 1, deadlines 0, conflicts 0");

    store->times = 8;  // as often as a batch is tried
    const std::vector<Command> late{command_of(agent, command::Comment{"late", true}), refused};
    REQUIRE_FALSE(engine->execute_batch(late, at("2026-03-02T01:16:00Z")));
    CHECK(shown(since()) == "commands 2, rejections 0, repeats 0, deadlines 0, conflicts 7");
    store->times = 1;
    REQUIRE(engine->execute_batch(late, at("2026-03-02T01:16:00Z")));
    CHECK(shown(since()) == "commands 2, rejections 1, repeats 0, deadlines 2, conflicts 1");
}

TEST_CASE("the tickets in memory are counted, and how often one was not there") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), counted_monday);
    const EngineCounters opened = engine->counters();
    CHECK(opened.cached_tickets == 1);
    CHECK(opened.cache_misses_total == 1);
    CHECK(opened.cache_bytes > 0);
    REQUIRE(engine->get(tenant, ticket, agent, at(counted_monday)));
    CHECK(engine->counters().cache_hits_total == opened.cache_hits_total + 1);
    CHECK(engine->counters().cache_misses_total == opened.cache_misses_total);
}
