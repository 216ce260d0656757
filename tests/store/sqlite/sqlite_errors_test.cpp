#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <itr/stores/sqlite.hpp>

#include "store/contract/checks.hpp"
#include "store/sqlite/raw_sqlite.hpp"
#include "support/child_process.hpp"
#include "support/fault_vfs.hpp"
#include "support/temp_dir.hpp"

using namespace itr::store;
using itr::store::contract::acme;
using itr::store::contract::key;
using itr::store::contract::step;
using itr::test::RawSqlite;
using itr::test::TempDir;

namespace {

constexpr const char* ticket = "T-1";

std::string code_of_opening(const std::string& path, const SqliteOptions& options = {}) {
    const auto store = open_sqlite_store(path, options);
    return store ? "opened" : std::string(store.error().code.text());
}

std::string code_of(const itr::Status& status) {
    return status ? "ok" : std::string(status.error().code.text());
}

itr::Status append(Store& store, const Append& append) { return store.append(std::span(&append, 1)); }

/// A closed store with one ticket of `commits` commits.
std::string make_store(const TempDir& directory, itr::store::Version commits) {
    const std::string path = directory.file("tickets.db");
    const auto store = open_sqlite_store(path).value();
    for (Version version = 0; version < commits; ++version)
        REQUIRE(append(*store, step(acme, ticket, version)));
    return path;
}

}  // namespace

TEST_CASE("a file that is not there is made, or missed, as one likes") {
    const TempDir directory;
    CHECK(code_of_opening(directory.file("a.db"), {.create = false}) == "store.not_found");
    CHECK(code_of_opening(directory.file("a.db"), {.read_only = true}) == "store.not_found");
    CHECK(code_of_opening(directory.file("nowhere/a.db")) == "store.not_found");
    CHECK(code_of_opening(directory.file("a.db")) == "opened");
    CHECK(code_of_opening(directory.file("a.db"), {.create = false}) == "opened");
    CHECK(code_of_opening(directory.path().string()) == "store.io");
}

TEST_CASE("another program's file is refused and left alone") {
    const TempDir directory;
    const std::string text = directory.file("letter.txt");
    std::ofstream(text) << std::string(5000, 'x');
    CHECK(code_of_opening(text) == "store.not_a_store");
    const std::string foreign = directory.file("foreign.db");
    RawSqlite(foreign).run("CREATE TABLE notes(text)");
    const auto size = std::filesystem::file_size(foreign);
    CHECK(code_of_opening(foreign) == "store.not_a_store");
    CHECK(code_of_opening(foreign, {.read_only = true}) == "store.not_a_store");
    CHECK(std::filesystem::file_size(foreign) == size);
    CHECK_FALSE(std::filesystem::exists(foreign + "-owner"));
    const std::string empty = directory.file("empty.db");
    std::ofstream{empty};
    CHECK(code_of_opening(empty, {.read_only = true}) == "store.not_a_store");
    CHECK(code_of_opening(empty) == "opened");
}

TEST_CASE("a file of a newer format is refused") {
    const TempDir directory;
    const std::string path = make_store(directory, 1);
    RawSqlite(path).run("PRAGMA user_version=99");
    CHECK(code_of_opening(path) == "store.newer_format");
    CHECK(code_of_opening(path, {.read_only = true}) == "store.newer_format");
    RawSqlite(path).run("PRAGMA user_version=0");
    CHECK(code_of_opening(path) == "store.corrupt");
}

TEST_CASE("a damaged file is reported, not read") {
    const TempDir directory;
    const std::string path = make_store(directory, 60);
    SUBCASE("a cut tail") {
        std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
        CHECK(code_of_opening(path) == "store.corrupt");
    }
    SUBCASE("garbage in the middle") {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        const auto size = std::filesystem::file_size(path);
        file.seekp(4096);
        for (std::uintmax_t i = 4096; i < size; ++i) file.put('\x5a');
        file.close();
        const auto store = open_sqlite_store(path);
        const bool refused = !store && store.error().code.text() == "store.corrupt";
        const bool reported =
            store && (*store)->load(key(acme, ticket)).error().code.text() == "store.corrupt";
        CHECK((refused || reported));
    }
    SUBCASE("a missing table") {
        RawSqlite(path).run("DROP TABLE personal");
        const auto store = open_sqlite_store(path).value();
        CHECK(store->load(key(acme, ticket)).error().code.text() == "store.corrupt");
    }
    SUBCASE("a broken chain") {
        RawSqlite(path).run("UPDATE journal SET previous = 7 WHERE version = 30");
        const auto store = open_sqlite_store(path).value();
        const auto history = store->history(key(acme, ticket), 0, 99);
        REQUIRE_FALSE(history.has_value());
        CHECK(history.error().code.text() == "store.corrupt");
        CHECK(history.error().message.find("version 29") != std::string::npos);
    }
}

TEST_CASE("a file belongs to one process, and the refusal names it") {
    const TempDir directory;
    const std::string path = make_store(directory, 1);
    itr::test::ChildProcess child([&](int pipe) {
        const auto store = open_sqlite_store(path);
        itr::test::write_line(pipe, store ? "opened" : store.error().message);
        if (store) pause();
    });
    REQUIRE(child.line() == "opened");
    const auto refused = open_sqlite_store(path);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code.text() == "store.locked");
    CAPTURE(refused.error().message);
    CHECK(refused.error().message.find("process " + std::to_string(child.pid()) + " on ") !=
          std::string::npos);
    const auto reader = open_sqlite_store(path, {.read_only = true});
    REQUIRE(reader.has_value());
    CHECK((*reader)->load(key(acme, ticket)).value().has_value());
    child.kill_and_wait();
    CHECK(code_of_opening(path) == "opened");
}

TEST_CASE("a file belongs to one store within a process, too") {
    const TempDir directory;
    const std::string path = make_store(directory, 1);
    const auto owner = open_sqlite_store(path).value();
    CHECK(code_of_opening(path) == "store.locked");
    const std::string link = directory.file("link.db");
    std::filesystem::create_symlink(path, link);
    CHECK(code_of_opening(link) == "store.locked");
}

TEST_CASE("a file is shared by all who have it open, or by nobody") {
    const TempDir directory;
    const std::string path = make_store(directory, 1);
    const auto message_of = [&](const SqliteOptions& options) {
        const auto store = open_sqlite_store(path, options);
        if (store) return std::string("opened");
        CHECK(store.error().code.text() == "store.locked");
        return store.error().message;
    };
    {
        const auto owner = open_sqlite_store(path).value();
        const std::string refusal = message_of({.shared = true});
        CHECK(refusal.find("process " + std::to_string(getpid()) + " on ") != std::string::npos);
        CHECK(code_of(append(*owner, step(acme, ticket, 1))) == "ok");
    }
    {
        const auto one = open_sqlite_store(path, {.shared = true}).value();
        const auto two = open_sqlite_store(path, {.shared = true}).value();
        CHECK(message_of({}).find("opened as shared") != std::string::npos);
        CHECK(code_of(compact_sqlite(path)) == "store.locked");
        CHECK(code_of_opening(path, {.read_only = true}) == "opened");
        CHECK(code_of(append(*two, step(acme, ticket, 2))) == "ok");
    }
    CHECK(code_of_opening(path) == "opened");
}

TEST_CASE("a host's own connection joins beside stores that share the file, and not beside an owner") {
    const TempDir directory;
    const std::string path = make_store(directory, 1);
    const RawSqlite host(path);
    {
        const auto owner = open_sqlite_store(path).value();
        const auto joined = join_sqlite_store(host.handle());
        REQUIRE_FALSE(joined.has_value());
        CHECK(joined.error().code.text() == "store.locked");
    }
    const auto joined = join_sqlite_store(host.handle()).value();
    CHECK(code_of_opening(path) == "store.locked");
    CHECK(code_of_opening(path, {.shared = true}) == "opened");
}

TEST_CASE("whoever has a file is named, whatever the file is called") {
    const TempDir directory;
    const std::string path = directory.file("a b%20?c#d.db");
    const auto owner = open_sqlite_store(path).value();
    const auto refused = open_sqlite_store(path);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message.find("process " + std::to_string(getpid())) != std::string::npos);
}

TEST_CASE("a shared file is written by several processes") {
    const TempDir directory;
    const std::string path = make_store(directory, 0);
    constexpr Version each = 40;
    const auto write = [&](const std::string& name) {
        const auto store = open_sqlite_store(path, {.shared = true});
        if (!store) return store.error().message;
        for (Version version = 0; version < each; ++version)
            if (auto ok = append(**store, step(acme, name, version)); !ok) return ok.error().message;
        return std::string("written");
    };
    itr::test::ChildProcess child([&](int pipe) { itr::test::write_line(pipe, write("theirs")); });
    CHECK(write("mine") == "written");
    CHECK(child.line() == "written");
    const auto store = open_sqlite_store(path, {.read_only = true}).value();
    CHECK(store->history(key(acme, "mine"), 0, 99)->size() == each);
    CHECK(store->history(key(acme, "theirs"), 0, 99)->size() == each);
}

TEST_CASE("a shared file that is being written too long is locked") {
    const TempDir directory;
    const std::string path = make_store(directory, 1);
    const auto store =
        open_sqlite_store(path, {.shared = true, .busy_timeout = itr::milliseconds(1)}).value();
    RawSqlite other(path);
    other.run("BEGIN IMMEDIATE");
    CHECK(code_of(append(*store, step(acme, ticket, 1))) == "store.locked");
    CHECK(store->load(key(acme, ticket)).value().has_value());
    other.run("ROLLBACK");
    CHECK(code_of(append(*store, step(acme, ticket, 1))) == "ok");
}

TEST_CASE("a store opened read-only reads and does not write") {
    const TempDir directory;
    const std::string path = make_store(directory, 3);
    const auto store = open_sqlite_store(path, {.read_only = true}).value();
    CHECK(store->load(key(acme, ticket)).value()->tail.size() == 3);
    CHECK(code_of(append(*store, step(acme, ticket, 3))) == "store.read_only");
    CHECK(store->reserve_numbers(acme, 1).error().code.text() == "store.read_only");
}

TEST_CASE("a full store says so, keeps what it has, and goes on when there is room") {
    const TempDir directory;
    const std::string path = directory.file("tickets.db");
    Version written = 0;
    {
        const auto store = open_sqlite_store(path, {.max_file_bytes = 300'000}).value();
        itr::Status status;
        while (status && written < 10'000) {
            Append next = step(acme, ticket, written);
            next.commit.append(2000, ' ');
            status = append(*store, next);
            if (status) ++written;
        }
        CHECK(code_of(status) == "store.full");
        CHECK(written > 10);
        CHECK(store->history(key(acme, ticket), 0, 99'999)->size() == written);
    }
    const auto store = open_sqlite_store(path).value();
    CHECK(store->history(key(acme, ticket), 0, 99'999)->size() == written);
    CHECK(code_of(append(*store, step(acme, ticket, written))) == "ok");
}

TEST_CASE("a path with a character that ends it for the system opens no other file") {
    const TempDir directory;
    const std::string path = directory.file("a.db") + std::string("\0.old", 5);
    CHECK(code_of_opening(path) == "store.invalid");
    CHECK_FALSE(std::filesystem::exists(directory.file("a.db")));
}

TEST_CASE("a file that may not be written is refused, unless it is only to be read") {
    const TempDir directory;
    const std::string path = std::filesystem::canonical(directory.path()) / "tickets.db";
    REQUIRE(append(*open_sqlite_store(path).value(), step(acme, ticket, 0)));
    itr::test::FaultVfs disk;
    disk.unwritable = path;
    CHECK(code_of_opening(path) == "store.read_only");
    CHECK(code_of_opening(path, {.shared = true}) == "store.read_only");
    CHECK(code_of(compact_sqlite(path)) == "store.read_only");
    const auto reader = open_sqlite_store(path, {.read_only = true}).value();
    CHECK(reader->load(key(acme, ticket)).value()->tail.size() == 1);
    CHECK(code_of(append(*reader, step(acme, ticket, 1))) == "store.read_only");
}

TEST_CASE("a host's own connection to a file that may not be written reads tickets, and writes none") {
    const TempDir directory;
    const std::string path = std::filesystem::canonical(directory.path()) / "tickets.db";
    REQUIRE(append(*open_sqlite_store(path).value(), step(acme, ticket, 0)));
    itr::test::FaultVfs disk;
    disk.unwritable = path;
    RawSqlite host(path);
    const auto joined = join_sqlite_store(host.handle()).value();
    host.run("BEGIN");
    CHECK(joined->load(key(acme, ticket)).value().has_value());
    CHECK(code_of(append(*joined, step(acme, ticket, 1))) == "store.read_only");
    host.run("ROLLBACK");
}

TEST_CASE("a text over the limit of the host's connection is refused, not left out") {
    const TempDir directory;
    const std::string path = directory.file("tickets.db");
    const auto store = open_sqlite_store(path, {.shared = true}).value();
    Append append = step(acme, "T-1", 0);
    REQUIRE(store->append(std::span(&append, 1)).has_value());
    RawSqlite host(path);
    const auto joined = join_sqlite_store(host.handle()).value();
    sqlite3_limit(host.handle(), SQLITE_LIMIT_LENGTH, 4'000);
    append = step(acme, "T-1", 1);
    append.snapshot = std::string(5'000, 'x');
    host.run("BEGIN IMMEDIATE");
    CHECK(joined->append(std::span(&append, 1)).error().code.text() == "store.invalid");
    host.run("ROLLBACK");
    CHECK(store->history({acme, itr::TicketId("T-1")}, 0, 10)->size() == 1);
}
