// Several nodes on one database: who works on what, and who wakes whom.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "store/contract/checks.hpp"
#include "store/postgres/test_server.hpp"

using namespace itr::store;
using itr::hours;
using itr::Instant;
using itr::minutes;
using itr::never;
using itr::seconds;
using itr::store::contract::acme;
using itr::store::contract::effect;
using itr::store::contract::key;
using itr::store::contract::start;
using itr::store::contract::step;
using itr::test::RawPostgres;
using itr::test::TestSchema;

namespace {

void set_due(Store& store, const std::string& ticket, Version expected, Instant due) {
    Append append = step(acme, ticket, expected);
    append.next_due = due;
    contract::add(store, append);
}

std::vector<std::string> claim(Store& node, Instant now, std::size_t limit = 100) {
    std::vector<std::string> names;
    const std::vector<DueTicket> claimed = contract::value(node.claim_due(now, minutes(1), limit));
    for (const DueTicket& due : claimed) names.push_back(due.key.ticket.text());
    return names;
}

using Names = std::vector<std::string>;

/// Until the node sleeps, and nobody looks before `announced`.
void await_announcement(const TestSchema& schema, Instant announced) {
    RawPostgres watcher;
    while (watcher.run("SELECT announced FROM " + schema.name() + ".wake") !=
           Names{std::to_string(announced.ms)})
        std::this_thread::yield();
}

/// A host's own transaction that has written a due, and goes on.
class OpenTransaction {
  public:
    explicit OpenTransaction(const TestSchema& schema) {
        host_.run("BEGIN; SET LOCAL search_path TO " + schema.name() + ", pg_catalog");
        host_.run("SELECT wake_before(" + std::to_string(start.ms) + ")");
    }
    void commit() { host_.run("COMMIT"); }

  private:
    RawPostgres host_;
};

}  // namespace

TEST_CASE("each due ticket goes to one node, until it was worked on or the claim ends") {
    const TestSchema schema;
    const auto a = schema.open();
    const auto b = schema.open();
    for (const char* ticket : {"T-1", "T-2", "T-3"}) set_due(*a, ticket, 0, start);
    set_due(*a, "T-4", 0, start + hours(1));
    CHECK(claim(*a, start, 2) == Names{"T-1", "T-2"});
    CHECK(claim(*b, start) == Names{"T-3"});
    CHECK(claim(*a, start).empty());
    CHECK(a->next_claim(start).value() == start + minutes(1));
    CHECK(a->next_due().value() == start);

    // Worked on: due again later, or not at all.
    set_due(*a, "T-1", 1, start + seconds(30));
    set_due(*b, "T-3", 1, never);
    CHECK(b->next_claim(start).value() == start + seconds(30));
    CHECK(claim(*b, start + seconds(30)) == Names{"T-1"});
    // Not worked on: the claim ends, and T-2 goes to whoever asks next.
    CHECK(claim(*b, start + seconds(59)).empty());
    CHECK(claim(*b, start + minutes(1)) == Names{"T-2"});
    // The node that had it and slept cannot write any more what it had in mind.
    set_due(*b, "T-2", 1, never);
    const Append late = step(acme, "T-2", 1);
    CHECK(a->append(std::span(&late, 1)).error().code.text() == "store.conflict");
}

TEST_CASE("nodes that claim at the same time never get the same ticket") {
    const TestSchema schema;
    constexpr int tickets = 120;
    {
        const auto store = schema.open();
        std::vector<Append> batch;
        for (int i = 0; i < tickets; ++i) {
            batch.push_back(step(acme, "T-" + std::to_string(i), 0));
            batch.back().next_due = start;
        }
        contract::value(store->append(batch));
    }
    std::vector<Names> claimed(4);
    std::vector<std::thread> nodes;
    for (Names& mine : claimed)
        nodes.emplace_back([&] {
            const auto node = schema.open();
            for (Names some = claim(*node, start, 3); !some.empty(); some = claim(*node, start, 3))
                mine.insert(mine.end(), some.begin(), some.end());
        });
    for (std::thread& node : nodes) node.join();
    Names all;
    for (const Names& mine : claimed) all.insert(all.end(), mine.begin(), mine.end());
    CHECK(all.size() == tickets);
    std::sort(all.begin(), all.end());
    CHECK(std::unique(all.begin(), all.end()) == all.end());
}

TEST_CASE(
    "on the database's clock a claim and a taken effect do not end because a caller's clock runs ahead") {
    const TestSchema schema;
    PostgresOptions options = schema.options();
    options.lease_clock = LeaseClock::database;
    const auto store = open_postgres_store(options).value();
    Append append = step(acme, "T-1", 0);
    append.next_due = start;
    append.effects = {effect("e1")};
    contract::add(*store, append);
    CHECK(claim(*store, start) == Names{"T-1"});
    CHECK(claim(*store, start + hours(9)).empty());
    CHECK(store->next_claim(start + hours(9)).value() > start + hours(9));
    CHECK(store->next_claim(start + hours(9)).value() <= start + hours(9) + minutes(1));
    CHECK(store->take_effects(start, start + minutes(1), 9)->size() == 1);
    CHECK(store->take_effects(start + hours(9), start + hours(10), 9)->empty());
    // A claim that is over at once.
    set_due(*store, "T-1", 1, start);
    CHECK(store->claim_due(start, seconds(0), 9)->size() == 1);
    CHECK(store->claim_due(start, seconds(0), 9)->size() == 1);
}

TEST_CASE("a sleeping node is woken by an earlier due, and by nothing else") {
    const TestSchema schema;
    const auto sleeper = schema.open();
    const auto writer = schema.open();
    set_due(*writer, "T-1", 0, start + hours(2));
    std::atomic<int> woken = 0;
    std::thread node([&] { woken = sleeper->wait_for_work(start, hours(1)).value() ? 1 : 2; });
    await_announcement(schema, start + hours(2));
    set_due(*writer, "T-2", 0, start + hours(3));
    set_due(*writer, "T-3", 0, never);
    set_due(*writer, "T-1", 1, start + hours(2));
    CHECK(woken == 0);
    sleeper->interrupt();
    node.join();
    CHECK(woken == 2);

    set_due(*writer, "T-1", 2, never);
    std::thread again([&] { woken = sleeper->wait_for_work(start, hours(1)).value() ? 1 : 2; });
    await_announcement(schema, start + hours(3));
    set_due(*writer, "T-2", 1, start + hours(1));
    again.join();
    CHECK(woken == 1);
}

TEST_CASE("only an earlier due is worth a notice") {
    const TestSchema schema;
    const auto store = schema.open();
    set_due(*store, "T-1", 0, start + hours(2));
    RawPostgres listener;
    listener.run("LISTEN " + schema.name() + "_due");
    CHECK(listener.notices() == 0);
    // Nobody sleeps: nobody needs to be woken.
    set_due(*store, "T-2", 0, start);
    set_due(*store, "T-2", 1, never);
    CHECK(listener.notices() == 0);
    store->interrupt();
    CHECK_FALSE(store->wait_for_work(start, hours(1)).value());
    set_due(*store, "T-3", 0, start + hours(2));
    set_due(*store, "T-4", 0, start + hours(3));
    CHECK(listener.notices() == 0);
    set_due(*store, "T-5", 0, start + hours(1));
    CHECK(listener.notices() == 1);
}

TEST_CASE("what is due already does not let a node sleep") {
    const TestSchema schema;
    const auto store = schema.open();
    set_due(*store, "T-1", 0, start);
    CHECK_FALSE(store->wait_for_work(start, hours(1)).value());
}

TEST_CASE("a node that goes to sleep keeps nobody from appending while a host's transaction is open") {
    const TestSchema schema;
    const auto sleeper = schema.open();
    // Who is kept from appending is told so, rather than to wait for the end of this test.
    PostgresOptions impatient = schema.options();
    impatient.connection += " options='-c lock_timeout=2000'";
    const auto writer = open_postgres_store(impatient).value();
    OpenTransaction host(schema);
    std::atomic<bool> slept = false;
    std::thread node([&] {
        CHECK_FALSE(sleeper->wait_for_work(start, hours(1)).value());
        slept = true;
    });
    Version version = 0;
    itr::Status appended;
    while (appended && !slept) {
        Append append = step(acme, "T-1", version++);
        append.next_due = start + hours(2);
        appended = writer->append(std::span(&append, 1));
    }
    CHECK_MESSAGE(appended.has_value(), (appended ? "" : appended.error().message));
    host.commit();
    node.join();
}

TEST_CASE("a node that could not announce looks again, and then sleeps until it is woken") {
    const TestSchema schema;
    const auto sleeper = schema.open();
    {
        OpenTransaction host(schema);
        CHECK_FALSE(sleeper->wait_for_work(start, hours(1)).value());
        CHECK(RawPostgres().run("SELECT announced FROM " + schema.name() + ".wake") ==
              Names{"-9223372036854775808"});
        host.commit();
    }
    std::atomic<bool> woken = false;
    std::thread node([&] { woken = sleeper->wait_for_work(start, hours(1)).value(); });
    await_announcement(schema, never);
    set_due(*schema.open(), "T-1", 0, start + hours(1));
    node.join();
    CHECK(woken);
}
