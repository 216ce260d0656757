// A thread that does what is due on a database that other nodes write to.
#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <stop_token>
#include <thread>

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
    std::atomic<std::int64_t> now = at("2026-03-02T01:00:00Z").ms;
    std::promise<void> asleep, breached;
    std::once_flag first, once;
    RunOptions options;
    options.clock = [&] { return Instant{now}; };
    options.longest_pause = hours(1);
    options.after_look = [&](Instant) {
        std::call_once(first, [&] { asleep.set_value(); });
        if (engine->counters().deadlines_total > 0) std::call_once(once, [&] { breached.set_value(); });
    };
    std::jthread thread([&](const std::stop_token& stop) { CHECK(engine->run(stop, options)); });
    asleep.get_future().wait();
    auto breach = breached.get_future();
    CHECK(breach.wait_for(std::chrono::milliseconds(1500)) == std::future_status::timeout);
    CHECK(counting->claims <= 2);
    CHECK(counting->questions <= 2);
    CHECK(counting->waits <= 2);
    now = at("2026-03-02T02:00:00Z").ms;
    run(*other, agent, open_request(), "2026-03-02T01:00:00Z");
    breach.wait();
    CHECK(counting->claims <= 6);
    thread.request_stop();
    thread.join();
    CHECK(counting->waits <= 6);
}
