// A thread that does what is due on a database that other nodes write to.
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>

#include "engine/background_run.hpp"
#include "engine/desk.hpp"
#include "store/postgres/test_server.hpp"
#include "support/forwarding_store.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// Counts what a run asks of the database.
struct CountingStore final : ForwardingStore {
    using ForwardingStore::ForwardingStore;
    Result<std::vector<store::DueTicket>> claim_due(Instant now, Duration lease, std::size_t limit) override {
        ++claims;
        return ForwardingStore::claim_due(now, lease, limit);
    }
    Result<Instant> next_claim(Instant now) override {
        ++questions;
        return ForwardingStore::next_claim(now);
    }
    Result<bool> wait_for_work(Instant now, Duration at_most) override {
        ++waits;
        return ForwardingStore::wait_for_work(now, at_most);
    }
    std::atomic<int> claims = 0, questions = 0, waits = 0;
};

}  // namespace

TEST_CASE("a run asks the database nothing while nothing is due, and wakes for another node and to stop") {
    const TestSchema schema;
    const std::shared_ptr<store::Store> database = schema.open();
    const auto counting = std::make_shared<CountingStore>(*database);
    const auto engine = desk_engine(counting);
    const auto other = make_engine(schema.open());
    BackgroundRun background(*engine, at("2026-03-02T01:00:00Z"));
    background.wait_until_asleep();
    CHECK_FALSE(background.works_within(std::chrono::milliseconds(1500)));
    CHECK(counting->claims <= 2);
    CHECK(counting->questions <= 2);
    CHECK(counting->waits <= 2);
    background.set_clock(at("2026-03-02T02:00:00Z"));
    run(*other, agent, open_request(), "2026-03-02T01:00:00Z");
    background.wait_for_deadline();
    CHECK(counting->claims <= 6);
    background.stop();
    CHECK(counting->waits <= 6);
}

TEST_CASE("a host's transaction that sees one state from its beginning wakes a run, too") {
    const TestSchema schema;
    const auto engine = desk_engine(schema.open());
    RawPostgres host;
    host.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL search_path TO " + schema.name() +
             ", pg_catalog");
    // What is announced from here on it does not see.
    host.run("SELECT announced FROM wake");
    BackgroundRun background(*engine, at("2026-03-02T01:00:00Z"));
    background.wait_until_asleep();
    const int looks = background.looks();
    host.run("SELECT wake_before(0)");
    host.run("COMMIT");
    while (background.looks() == looks) std::this_thread::yield();
    background.stop();
}

TEST_CASE("a run stops at once, also while a host's transaction is open") {
    const TestSchema schema;
    const auto engine = desk_engine(schema.open());
    RawPostgres host, watcher;
    host.run("BEGIN; SET LOCAL search_path TO " + schema.name() + ", pg_catalog");
    host.run("SELECT wake_before(0)");
    BackgroundRun background(*engine, at("2026-03-02T01:00:00Z"));
    background.wait_until_asleep();
    // It sleeps, or it waits for the host's transaction.
    const auto waits = [&] {
        return watcher.run("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").size() > 0;
    };
    while (background.looks() < 2 && !waits()) std::this_thread::yield();
    auto stopped = std::async(std::launch::async, [&] { background.stop(); });
    CHECK(stopped.wait_for(std::chrono::seconds(5)) == std::future_status::ready);
    host.run("COMMIT");
    stopped.wait();
}
