#include <doctest/doctest.h>

#include <itr/stores/sqlite.hpp>

#include "store/contract/checks.hpp"
#include "store/sqlite/raw_sqlite.hpp"
#include "support/temp_dir.hpp"

using namespace itr::store;
using itr::store::contract::acme;
using itr::store::contract::step;
using Rows = std::vector<std::string>;

TEST_CASE("a person reads a running store with the sqlite3 shell") {
    const itr::test::TempDir directory;
    const std::string path = directory.file("tickets.db");
    const auto store = open_sqlite_store(path).value();
    for (Version version = 0; version < 3; ++version)
        for (const char* ticket : {"T-1", "T-2"}) {
            Append append = step(acme, ticket, version);
            append.commit =
                R"({"steps":[{"cause":"command","event":"go","events":[{"type":"sent"},{"type":"set"}]},)"
                R"({"cause":"deadline","events":[{"type":"warned"}]}]})";
            append.summary.number = std::string("R-") + ticket;
            append.summary.open = ticket != std::string("T-2") || version < 2;
            append.next_due = append.summary.open ? append.at + itr::hours(1) : itr::never;
            REQUIRE(store->append(std::span(&append, 1)));
        }
    itr::test::RawSqlite shell(path);
    CHECK(shell.run("SELECT ticket, number, states, opened, due FROM open_tickets") ==
          Rows{"T-1|R-T-1|[\"handle.locating\"]|2026-01-01T00:00:00.000Z|2026-01-01T01:00:02.000Z"});
    CHECK(shell.run("SELECT due, ticket FROM tickets_at_risk") == Rows{"2026-01-01T01:00:02.000Z|T-1"});
    Rows history;
    for (const char* version : {"1", "2", "3"})
        for (const char* event :
             {"|command|go|sent|{\"type\":\"sent\"}", "|command|go|set|{\"type\":\"set\"}",
              "|deadline||warned|{\"type\":\"warned\"}"})
            history.push_back(std::string(version) + event);
    CHECK(shell.run("SELECT version, cause, sent, type, event FROM ticket_history"
                    " WHERE tenant = 'acme' AND ticket = 'T-2'") == history);
    CHECK(shell.run("PRAGMA integrity_check") == Rows{"ok"});
    CHECK(shell.run("SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%-- one row a ticket%'") ==
          Rows{"1"});
}

TEST_CASE("clocks at risk are read from the file, the most urgent first") {
    const itr::test::TempDir directory;
    const std::string path = directory.file("tickets.db");
    const auto store = open_sqlite_store(path).value();
    const auto open_with = [&](const char* ticket, const char* clocks, bool open) {
        Append append = step(acme, ticket, 0);
        append.snapshot = std::string(R"({"clocks":[)") + clocks + "]}";
        append.summary.open = open;
        REQUIRE(store->append(std::span(&append, 1)));
    };
    open_with("T-1",
              R"({"clock":"gold.resolve","due":"2026-01-01T12:00:00Z","phase":"running"},)"
              R"({"clock":"gold.respond","due":"2026-01-01T08:00:00Z","breached":true,"phase":"running"},)"
              R"({"clock":"gold.confirm","due":"2026-01-01T07:00:00Z","phase":"paused"})",
              true);
    open_with("T-2", R"({"clock":"gold.resolve","due":"2026-01-01T09:00:00Z","phase":"running"})", true);
    open_with("T-3", R"({"clock":"gold.resolve","due":"2026-01-01T01:00:00Z","phase":"running"})", false);
    CHECK(itr::test::RawSqlite(path).run("SELECT due, ticket, clock, breached, as_of FROM clocks_at_risk") ==
          Rows{"2026-01-01T08:00:00Z|T-1|gold.respond|1|1", "2026-01-01T09:00:00Z|T-2|gold.resolve|0|1",
               "2026-01-01T12:00:00Z|T-1|gold.resolve|0|1"});
}

TEST_CASE("incidents are read from the file, with their tickets") {
    const itr::test::TempDir directory;
    const std::string path = directory.file("tickets.db");
    const auto store = open_sqlite_store(path).value();
    Append append = step(acme, "T-1", 0);
    append.summary.number = "17";
    append.effects = {{"T-1:1", "notify", "{}", append.at}};
    REQUIRE(store->append(std::span(&append, 1)));
    REQUIRE(
        store->fail_effect(acme, "T-1:1", {}, std::nullopt, "no answer", itr::Instant{1'767'225'600'000}));
    CHECK(itr::test::RawSqlite(path).run(
              "SELECT ticket, number, key, attempts, reason, since FROM incidents") ==
          Rows{"T-1|17|T-1:1|1|no answer|2026-01-01T00:00:00.000Z"});
}

TEST_CASE("a lifecycle of twelve commands takes at most 900 bytes of file a command") {
    const itr::test::TempDir directory;
    const std::string path = directory.file("tickets.db");
    constexpr Version commands = 12;
    constexpr int tickets = 300;
    {
        const auto store = open_sqlite_store(path, {.synchronous = Synchronous::off}).value();
        for (int i = 0; i < tickets; ++i) {
            std::vector<Append> batch;
            for (Version version = 0; version < commands; ++version) {
                Append append = step(acme, "01jb7k3v5h8x9q2m4n6p0r" + std::to_string(1000 + i), version);
                append.commit.append(350, 'c');
                append.snapshot.assign(900, 's');
                append.summary.number = "R-" + std::to_string(i);
                append.summary.owner = "engineer-" + std::to_string(i % 20);
                append.summary.open = version + 1 < commands;
                append.next_due = append.summary.open ? append.at + itr::hours(4) : itr::never;
                batch.push_back(append);
            }
            REQUIRE(store->append(batch));
        }
    }
    itr::test::RawSqlite(path).run("VACUUM");
    const auto bytes = std::filesystem::file_size(path) / (tickets * commands);
    MESSAGE("bytes of file a command: " << bytes);
    CHECK(bytes <= 900);
}
