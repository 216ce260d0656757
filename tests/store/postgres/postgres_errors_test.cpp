#include <doctest/doctest.h>

#include <array>
#include <random>
#include <thread>

#include "store/contract/checks.hpp"
#include "store/postgres/test_server.hpp"

using namespace itr::store;
using itr::milliseconds;
using itr::store::contract::acme;
using itr::store::contract::key;
using itr::store::contract::step;
using itr::test::postgres_connection;
using itr::test::RawPostgres;
using itr::test::TestSchema;

namespace {

struct Refusal {
    std::string code, message;
};

Refusal refusal_of(const PostgresOptions& options) {
    const auto store = open_postgres_store(options);
    if (store) return {"opened", {}};
    return {std::string(store.error().code.text()), store.error().message};
}

PostgresOptions with(const TestSchema& schema, const std::string& more) {
    PostgresOptions options = schema.options();
    options.connection += " " + more;
    options.connect_attempts = 1;
    return options;
}

std::string code_of(const itr::Status& status) {
    return status ? "ok" : std::string(status.error().code.text());
}

itr::Status append(Store& store, const Append& one) { return store.append(std::span(&one, 1)); }

constexpr const char* cut_all_off =
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'itr'";

}  // namespace

TEST_CASE("a server that does not answer is tried again with growing pauses") {
    std::vector<std::int64_t> pauses;
    PostgresOptions options;
    options.connection = "host=/nowhere/at/all dbname=x user=x password=wonderland";
    options.connect_attempts = 5;
    options.first_pause = milliseconds(100);
    options.longest_pause = milliseconds(350);
    options.pause = [&](itr::Duration pause) { pauses.push_back(pause.ms); };
    const Refusal refusal = refusal_of(options);
    CHECK(refusal.code == "store.unreachable");
    CHECK(refusal.message.find("after 5 attempts") != std::string::npos);
    CHECK(refusal.message.find("/nowhere/at/all") != std::string::npos);
    CHECK(refusal.message.find("wonderland") == std::string::npos);
    REQUIRE(pauses.size() == 4);
    const std::int64_t whole[] = {100, 200, 350, 350};
    for (std::size_t i = 0; i < pauses.size(); ++i) {
        CHECK(pauses[i] >= whole[i] / 2);
        CHECK(pauses[i] <= whole[i]);
    }
}

TEST_CASE("a wrong password is refused at once, and is in no message") {
    RawPostgres admin;
    admin.run("DROP ROLE IF EXISTS guarded; CREATE ROLE guarded LOGIN PASSWORD 'open sesame'");
    const TestSchema schema;
    const Refusal wrong = refusal_of(with(schema, "user=guarded password='close sesame'"));
    CHECK(wrong.code == "store.denied");
    CHECK(wrong.message.find("guarded") != std::string::npos);
    CHECK(wrong.message.find("sesame") == std::string::npos);
    CHECK(refusal_of(with(schema, "user=guarded")).code == "store.denied");
    // Let in, but without the right to make tables.
    CHECK(refusal_of(with(schema, "user=guarded password='open sesame'")).code == "store.denied");

    PostgresOptions options;
    options.connection = "postgres://guarded:sesame@[somewhere/x";
    const Refusal malformed = refusal_of(options);
    CHECK(malformed.code == "store.invalid");
    CHECK(malformed.message.find("sesame") == std::string::npos);
    admin.run("DROP ROLE guarded");
}

TEST_CASE("what is not there is not found") {
    const TestSchema schema;
    CHECK(refusal_of(with(schema, "dbname=no_such_database")).code == "store.not_found");
    PostgresOptions options = schema.options();
    options.create = false;
    CHECK(refusal_of(options).code == "store.not_found");
    CHECK(RawPostgres().run("SELECT count(*) FROM pg_namespace WHERE nspname = '" + schema.name() + "'") ==
          std::vector<std::string>{"0"});
}

TEST_CASE("options that cannot be are refused") {
    const TestSchema schema;
    PostgresOptions options = schema.options();
    options.schema = "itr\"; DROP SCHEMA public; --";
    CHECK(refusal_of(options).code == "store.invalid");
    options = schema.options();
    options.max_connections = 0;
    CHECK(refusal_of(options).code == "store.invalid");
}

TEST_CASE("tables of another program, of a newer and of an older one are told apart") {
    RawPostgres admin;
    const TestSchema foreign;
    admin.run("CREATE SCHEMA " + foreign.name() + "; CREATE TABLE " + foreign.name() + ".other(x int)");
    CHECK(refusal_of(foreign.options()).code == "store.not_a_store");

    const TestSchema schema;
    static_cast<void>(schema.open());
    admin.run("UPDATE " + schema.name() + ".itr_format SET version = 99");
    CHECK(refusal_of(schema.options()).code == "store.newer_format");
    CHECK(migrate_postgres(schema.options()).error().code.text() == "store.newer_format");

    // Before the first step: the schema is marked, and has no tables yet.
    const TestSchema older;
    admin.run("CREATE SCHEMA " + older.name() + "; CREATE TABLE " + older.name() +
              ".itr_format(version bigint NOT NULL); INSERT INTO " + older.name() + ".itr_format VALUES(0)");
    const Refusal refusal = refusal_of(older.options());
    CHECK(refusal.code == "store.older_format");
    CHECK(refusal.message.find("itr db migrate") != std::string::npos);
    const auto migrated = migrate_postgres(older.options());
    REQUIRE(migrated);
    CHECK(migrated->before == 0);
    CHECK(migrated->now == 3);
    CHECK(refusal_of(older.options()).code == "opened");
    CHECK(migrate_postgres(older.options())->before == 3);
}

TEST_CASE("nodes that start together make the tables once") {
    const TestSchema schema;
    std::array<std::string, 4> told;
    std::vector<std::thread> nodes;
    for (std::string& answer : told)
        nodes.emplace_back([&] {
            const auto store = open_postgres_store(schema.options());
            answer = store ? std::string("opened") : store.error().message;
        });
    for (std::thread& node : nodes) node.join();
    for (const std::string& answer : told) CHECK(answer == "opened");
}

TEST_CASE("connections that were cut off are made anew") {
    const TestSchema schema;
    const auto store = schema.open();
    REQUIRE(append(*store, step(acme, "T-1", 0)));
    RawPostgres admin;
    for (Version version = 1; version < 10; ++version) {
        admin.run(cut_all_off);
        const auto loaded = store->load(key(acme, "T-1"));
        REQUIRE_MESSAGE(loaded.has_value(), (loaded ? "" : loaded.error().message));
        CHECK((*loaded)->tail.size() == version);
        admin.run(cut_all_off);
        // The server's word may be on its way still: then nobody knows whether the append took place.
        if (const auto ok = append(*store, step(acme, "T-1", version)); !ok) {
            CHECK(code_of(ok) == "store.io");
            if (store->history(key(acme, "T-1"), 0, 99)->size() == version)
                REQUIRE(append(*store, step(acme, "T-1", version)));
        }
    }
    CHECK(store->history(key(acme, "T-1"), 0, 99)->size() == 10);
}

TEST_CASE("no more connections are open than allowed") {
    const TestSchema schema;
    PostgresOptions options = schema.options();
    options.connection += " application_name=bounded";
    options.max_connections = 2;
    const auto store = open_postgres_store(options).value();
    std::atomic<int> written = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 6; ++thread)
        threads.emplace_back([&, thread] {
            for (Version version = 0; version < 20; ++version)
                written += append(*store, step(acme, "T-" + std::to_string(thread), version)) ? 1 : 0;
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(written == 120);
    CHECK(
        RawPostgres().run("SELECT count(*) <= 2 FROM pg_stat_activity WHERE application_name = 'bounded'") ==
        std::vector<std::string>{"t"});
}

TEST_CASE("a ticket that another transaction holds is locked when the time limit passes") {
    const TestSchema schema;
    static_cast<void>(append(*schema.open(), step(acme, "T-1", 0)));
    const auto store = open_postgres_store(with(schema, "options='-c lock_timeout=1'")).value();
    RawPostgres other;
    other.run("BEGIN; UPDATE " + schema.name() + ".ticket SET open = open");
    CHECK(code_of(append(*store, step(acme, "T-1", 1))) == "store.locked");
    CHECK(store->load(key(acme, "T-1")).value().has_value());
    other.run("ROLLBACK");
    CHECK(code_of(append(*store, step(acme, "T-1", 1))) == "ok");
}

TEST_CASE("a read-only database reads and does not write") {
    const TestSchema schema;
    static_cast<void>(append(*schema.open(), step(acme, "T-1", 0)));
    const auto store =
        open_postgres_store(with(schema, "options='-c default_transaction_read_only=on'")).value();
    CHECK(store->load(key(acme, "T-1")).value().has_value());
    CHECK(code_of(append(*store, step(acme, "T-1", 1))) == "store.read_only");
}

TEST_CASE("tables that a foreign hand has changed are reported, not read") {
    const TestSchema schema;
    const auto store = schema.open();
    for (Version version = 0; version < 4; ++version) REQUIRE(append(*store, step(acme, "T-1", version)));
    RawPostgres admin;
    admin.run("DELETE FROM " + schema.name() + ".journal WHERE version = 2");
    const auto history = store->history(key(acme, "T-1"), 0, 99);
    REQUIRE_FALSE(history.has_value());
    CHECK(history.error().code.text() == "store.corrupt");
    CHECK(history.error().message.find("version 2") != std::string::npos);
    CHECK(store->load(key(acme, "T-1")).error().code.text() == "store.corrupt");
    admin.run("DROP TABLE " + schema.name() + ".personal");
    CHECK(store->load(key(acme, "T-1")).error().code.text() == "store.corrupt");
}

TEST_CASE("a text that PostgreSQL does not take is refused, and nothing is written") {
    const TestSchema schema;
    const auto store = schema.open();
    Append one = step(acme, "T-1", 0);
    one.commit = std::string("a\0b", 3);
    CHECK(code_of(append(*store, one)) == "store.invalid");
    one = step(acme, "T-1", 0);
    std::mt19937 random(7);
    for (int i = 0; i < 9000; ++i) one.summary.owner.push_back(static_cast<char>('!' + random() % 90));
    CHECK(code_of(append(*store, one)) == "store.invalid");
    CHECK_FALSE(store->load(key(acme, "T-1")).value().has_value());
    CHECK(code_of(append(*store, step(acme, "T-1", 0))) == "ok");
}
