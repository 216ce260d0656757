#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <itr/stores/sqlite.hpp>
#include <map>
#include <thread>

#include "audit/ring.hpp"
#include "care/lines.hpp"
#include "store/sqlite/raw_sqlite.hpp"
#include "support/temp_dir.hpp"

using namespace itr;
using store::backup_sqlite;
using store::open_sqlite_store;
using store::restore_sqlite;

namespace {

std::string code_of(const Status& status) { return status ? "" : std::string(status.error().code.text()); }

void comment(Engine& engine, int second) {
    test::run(engine, test::agent, command::Comment{"still here", true},
              to_string(test::at("2026-03-02T09:00:01Z") + seconds(second)));
}

}  // namespace

TEST_CASE("a backup of a store in use is whole, in one file, and what the store was") {
    const test::TempDir directory;
    const auto store = std::shared_ptr<store::Store>(open_sqlite_store(directory.file("t.db")).value());
    auto engine = test::audited_engine(store);
    test::run(*engine, test::agent, test::open_request(), "2026-03-02T09:00:00Z");
    for (int i = 0; i < 50; ++i) comment(*engine, i);
    const std::string before = test::exported(*store);
    REQUIRE(backup_sqlite(directory.file("t.db"), directory.file("copy.db")));
    comment(*engine, 99);
    CHECK_FALSE(std::filesystem::exists(directory.file("copy.db-wal")));
    CHECK_FALSE(std::filesystem::exists(directory.file("copy.db.partial")));
    REQUIRE(restore_sqlite(directory.file("copy.db"), directory.file("again.db")));
    CHECK(test::exported(*open_sqlite_store(directory.file("again.db")).value()) == before);
}

TEST_CASE("backups while somebody writes are each a state that was") {
    const test::TempDir directory;
    const std::string path = directory.file("t.db");
    const auto store = std::shared_ptr<store::Store>(
        open_sqlite_store(path, {.synchronous = store::Synchronous::off}).value());
    auto engine = test::audited_engine(store);
    test::run(*engine, test::agent, test::open_request(), "2026-03-02T09:00:00Z");
    std::thread writer([&] {
        for (int i = 0; i < 200; ++i) comment(*engine, i);
    });
    std::vector<Status> made;
    for (int i = 0; i < 4; ++i)
        made.push_back(backup_sqlite(path, directory.file(std::to_string(i) + ".db")));
    writer.join();
    for (int i = 0; i < 4; ++i) {
        CHECK(code_of(made[static_cast<std::size_t>(i)]) == "");
        const auto copy = open_sqlite_store(directory.file(std::to_string(i) + ".db")).value();
        CHECK(test::places(test::verified(*copy, test::ring())) == "");
    }
}

TEST_CASE("nothing is written over, and nothing is put beside what an earlier store left") {
    const test::TempDir directory;
    const std::string path = directory.file("t.db"), copy = directory.file("copy.db");
    { const auto made = open_sqlite_store(path).value(); }
    REQUIRE(backup_sqlite(path, copy));
    CHECK(code_of(backup_sqlite(path, copy)) == "store.exists");
    CHECK(code_of(restore_sqlite(copy, path)) == "store.exists");
    std::filesystem::remove(path);
    std::ofstream(path + "-wal") << "left over";
    CHECK(code_of(restore_sqlite(copy, path)) == "store.exists");
    std::filesystem::remove(path + "-wal");
    CHECK(code_of(restore_sqlite(copy, path)) == "");
    CHECK(code_of(backup_sqlite(directory.file("none.db"), directory.file("x.db"))) == "store.not_found");
}

TEST_CASE("a damaged file is not taken for a backup") {
    const test::TempDir directory;
    const std::string path = directory.file("t.db");
    {
        const auto store = std::shared_ptr<store::Store>(open_sqlite_store(path).value());
        auto engine = test::audited_engine(store);
        test::run(*engine, test::agent, test::open_request(), "2026-03-02T09:00:00Z");
        for (int i = 0; i < 50; ++i) comment(*engine, i);
    }
    CHECK(code_of(store::check_sqlite(path)) == "");
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(4096);
        file << std::string(3 * 4096, 'x');
    }
    CHECK(code_of(store::check_sqlite(path)) == "store.corrupt");
    CHECK(code_of(backup_sqlite(path, directory.file("copy.db"))) == "store.corrupt");
    CHECK_FALSE(std::filesystem::exists(directory.file("copy.db")));
    CHECK_FALSE(std::filesystem::exists(directory.file("copy.db.partial")));
}

TEST_CASE("a commit that belongs to no ticket's chain is found in a file") {
    const test::TempDir directory;
    const std::string path = directory.file("t.db");
    {
        const auto store = std::shared_ptr<store::Store>(open_sqlite_store(path).value());
        test::run(*test::audited_engine(store), test::agent, test::open_request(), "2026-03-02T09:00:00Z");
    }
    test::RawSqlite(path).run("INSERT INTO journal SELECT 77, ticket, 9, NULL, at, text FROM journal");
    CHECK(code_of(store::check_sqlite(path)) == "store.corrupt");
}

TEST_CASE("compaction gives room back, and only to who has the store alone") {
    const test::TempDir directory;
    const std::string path = directory.file("t.db");
    std::string before;
    {
        const auto store = std::shared_ptr<store::Store>(open_sqlite_store(path).value());
        auto engine = test::audited_engine(store);
        test::run(*engine, test::agent, test::open_request(), "2026-03-02T09:00:00Z");
        for (int i = 0; i < 400; ++i) comment(*engine, i);
        const store::Removal removal{{test::tenant, test::ticket}, 401, {}};
        REQUIRE(store->remove(std::span(&removal, 1)));
        CHECK(code_of(store::compact_sqlite(path)) == "store.locked");
        before = test::exported(*store);
    }
    const auto size = std::filesystem::file_size(path);
    CHECK(code_of(store::compact_sqlite(path)) == "");
    CHECK(std::filesystem::file_size(path) < size / 2);
    CHECK(test::exported(*open_sqlite_store(path).value()) == before);
}

TEST_CASE("work on a whole file stops when it is told to, and leaves everything as it was") {
    const test::TempDir directory;
    const std::string path = directory.file("t.db");
    const std::string copy = directory.file("copy.db");
    {
        const auto store = std::shared_ptr<store::Store>(open_sqlite_store(path).value());
        auto engine = test::audited_engine(store);
        test::run(*engine, test::agent, test::open_request(), "2026-03-02T09:00:00Z");
        for (int i = 0; i < 400; ++i) comment(*engine, i);
    }
    REQUIRE(store::backup_sqlite(path, directory.file("kept.db")));
    const std::map<std::string, std::function<Status(const store::KeepGoing&)>> works{
        {"backup", [&](const auto& go_on) { return store::backup_sqlite(path, copy, go_on); }},
        {"restore",
         [&](const auto& go_on) { return store::restore_sqlite(directory.file("kept.db"), copy, go_on); }},
        {"check", [&](const auto& go_on) { return store::check_sqlite(path, go_on); }},
        {"compact", [&](const auto& go_on) { return store::compact_sqlite(path, go_on); }}};
    for (const auto& [name, work] : works) {
        CAPTURE(name);
        // At the first question, and at the last one of as much work as is there the second time.
        int questions = 0;
        for (int time = 0; time < 2; ++time) {
            questions = 0;
            REQUIRE(work([&] { return ++questions > 0; }));
            std::filesystem::remove(copy);
        }
        for (const int stop_at : {1, questions}) {
            int asked = 0;
            CHECK(code_of(work([&] { return ++asked < stop_at; })) == "store.stopped");
            CHECK(asked == stop_at);
            CHECK_FALSE(std::filesystem::exists(copy));
            CHECK_FALSE(std::filesystem::exists(copy + ".partial"));
        }
    }
    CHECK(store::check_sqlite(path));
    CHECK(test::exported(*open_sqlite_store(path).value()) ==
          test::exported(*open_sqlite_store(directory.file("kept.db")).value()));
}
