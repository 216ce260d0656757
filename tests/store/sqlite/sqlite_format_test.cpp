// Files of every format that was ever released still open.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <itr/stores/sqlite.hpp>

#include "store/sqlite/raw_sqlite.hpp"
#include "support/fault_vfs.hpp"
#include "support/temp_dir.hpp"

using namespace itr::store;
using Rows = std::vector<std::string>;

namespace {

/// As a program of that time left it: a dump, since a file of pages would hide what is in it.
void write_format(int format, const std::string& path) {
    std::ifstream dump(ITR_SOURCE_DIR "/tests/store/sqlite/format-" + std::to_string(format) + ".sql");
    const std::string sql{std::istreambuf_iterator<char>(dump), {}};
    REQUIRE_FALSE(sql.empty());
    itr::test::RawSqlite file(path);
    file.run("PRAGMA journal_mode=WAL");
    file.run(sql);
}

std::string code_of(const itr::Result<std::unique_ptr<Store>>& opened) {
    return opened ? "" : std::string(opened.error().code.text());
}

}  // namespace

TEST_CASE("a file of an older format is brought up to date, and stays beside it as it was") {
    for (const int format : {1, 2, 3, 4, 5}) {
        CAPTURE(format);
        const itr::test::TempDir directory;
        const std::string path = directory.file("tickets.db");
        write_format(format, path);
        CHECK(code_of(open_sqlite_store(path, {.read_only = true})) == "store.older_format");
        {
            const auto store = open_sqlite_store(path).value();
            const Counters counters = store->counters().value();
            CHECK(counters.tickets == 4);
            CHECK(counters.commits == 9);
            CHECK(counters.effects_waiting == 1);
            CHECK(store->tenants().value().size() == 2);
            // Until format 4 whoever took it had a time-out, and no number of the taking: as never taken.
            const auto taken = store->take_effects(itr::never, itr::never, 1).value();
            CHECK(taken.front().taking == (format < 4 ? 1 : 4));
            CHECK_FALSE(store->fail_effect(taken.front().key.tenant, "R-B:1", 0, {}, "", {}).value());
            const itr::TicketId first{"R-A"};
            CHECK(store->history({itr::TenantId("default"), first}, 0, 10).value().size() == 4);
            const Removal removal{{itr::TenantId("default"), first}, 4, "k1"};
            CHECK(store->remove(std::span(&removal, 1)).has_value());
            CHECK(store->counters()->commits == 5);
        }
        itr::test::RawSqlite now(path);
        CHECK(now.run("PRAGMA user_version") == Rows{"6"});
        CHECK_FALSE(now.run("SELECT ticket, as_of FROM clocks_at_risk").empty());
        CHECK(check_sqlite(path).has_value());
        const std::string before = path + ".format-" + std::to_string(format);
        CHECK(itr::test::RawSqlite(before).run("PRAGMA user_version") == Rows{std::to_string(format)});
        CHECK(itr::test::RawSqlite(before).run("SELECT count(*) FROM journal") == Rows{"9"});
        CHECK_FALSE(std::filesystem::exists(before + "-wal"));
        CHECK(code_of(open_sqlite_store(path)) == "");
    }
}

TEST_CASE("the newest format is written down, so that it is tried as an older one when there is a newer") {
    const itr::test::TempDir directory;
    const std::string made = directory.file("made.db"), kept = directory.file("kept.db");
    REQUIRE(open_sqlite_store(made).has_value());
    const Rows newest = itr::test::RawSqlite(made).run("PRAGMA user_version");
    REQUIRE(newest.size() == 1);
    write_format(std::stoi(newest.front()), kept);
    const auto tables = "SELECT name, sql FROM sqlite_schema ORDER BY name";
    CHECK(itr::test::RawSqlite(kept).run(tables) == itr::test::RawSqlite(made).run(tables));
    CHECK(open_sqlite_store(kept).value()->counters()->commits == 9);
    CHECK(itr::test::RawSqlite(kept).run("PRAGMA user_version") == newest);
    CHECK_FALSE(std::filesystem::exists(kept + ".format-" + newest.front()));
    CHECK(check_sqlite(kept).has_value());
}

TEST_CASE("who goes back to an older program, and comes again, keeps both files as they were before") {
    const itr::test::TempDir directory;
    const std::string path = directory.file("tickets.db");
    write_format(1, path);
    REQUIRE(open_sqlite_store(path).has_value());
    std::filesystem::remove(path);
    write_format(1, path);
    const auto rows = [](const std::string& file) {
        return itr::test::RawSqlite(file).run("SELECT name, sql FROM sqlite_schema ORDER BY name");
    };
    const Rows older = rows(path);
    itr::test::RawSqlite(path + ".format-1").run("CREATE TABLE mine(id INTEGER)");
    const Rows mine = rows(path + ".format-1");
    REQUIRE(open_sqlite_store(path).has_value());
    CHECK(rows(path + ".format-1") == mine);
    CHECK(rows(path + ".format-1.2") == older);
}

TEST_CASE("a file of a newer format is refused and left alone") {
    const itr::test::TempDir directory;
    const std::string path = directory.file("tickets.db");
    write_format(1, path);
    itr::test::RawSqlite(path).run("PRAGMA user_version=99");
    CHECK(code_of(open_sqlite_store(path)) == "store.newer_format");
    CHECK(backup_sqlite(path, directory.file("copy.db")).error().code.text() == "store.newer_format");
    CHECK(itr::test::RawSqlite(path).run("PRAGMA user_version") == Rows{"99"});
    CHECK_FALSE(std::filesystem::exists(path + ".format-99"));
}

TEST_CASE(
    "whichever write fails while a file is brought up to date, nothing is lost and the next opening does "
    "it") {
    const itr::test::TempDir directory;
    const std::string older = directory.file("older.db");
    write_format(1, older);
    itr::test::FaultVfs disk;
    std::uint64_t nth = 1;
    for (bool failed = true; failed; ++nth) {
        CAPTURE(nth);
        const std::string path = directory.file(std::to_string(nth) + ".db");
        std::filesystem::copy_file(older, path);
        disk.arm(itr::test::FaultVfs::Fault::stop, nth);
        const std::string code = code_of(open_sqlite_store(path));
        failed = !code.empty();
        disk.disarm();
        if (failed) CHECK(code == "store.io");
        const bool copied = std::filesystem::exists(path + ".format-1");
        const auto store = open_sqlite_store(path);
        REQUIRE_MESSAGE(store.has_value(), (store ? "" : store.error().message));
        CHECK((*store)->counters()->commits == 9);
        CHECK(check_sqlite(path).has_value());
        CHECK(std::filesystem::exists(path + ".format-1"));
        // Only when what failed was the very end, of which nobody knows whether it is on the disk.
        CHECK(std::filesystem::exists(path + ".format-1.2") == (failed && copied));
    }
    CHECK(nth > 10);
}
