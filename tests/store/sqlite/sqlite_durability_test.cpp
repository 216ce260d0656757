// When a commit reaches the disk.
#include <doctest/doctest.h>

#include <itr/stores/sqlite.hpp>

#include "store/contract/checks.hpp"
#include "support/fault_vfs.hpp"
#include "support/temp_dir.hpp"

using namespace itr::store;
using itr::store::contract::acme;
using itr::store::contract::step;
using itr::test::FaultVfs;
using itr::test::TempDir;

namespace {

/// What is flushed by each of ten commits, one after the other, and then when the store is closed.
struct Flushes {
    std::vector<std::uint64_t> of_commits;
    std::uint64_t of_closing = 0;
};

Flushes flushes(Synchronous synchronous) {
    const TempDir directory;
    FaultVfs disk;
    auto store = open_sqlite_store(directory.file("tickets.db"), {.synchronous = synchronous}).value();
    itr::store::contract::add(*store, step(acme, "T-1", 0));
    Flushes counted;
    for (Version version = 1; version <= 10; ++version) {
        disk.disarm();
        itr::store::contract::add(*store, step(acme, "T-1", version));
        counted.of_commits.push_back(disk.syncs());
    }
    disk.disarm();
    store.reset();
    counted.of_closing = disk.syncs();
    return counted;
}

}  // namespace

TEST_CASE("with full durability each commit is flushed before it is acknowledged") {
    const Flushes counted = flushes(Synchronous::full);
    CHECK(counted.of_commits == std::vector<std::uint64_t>(10, 1));
    CHECK(counted.of_closing > 0);
    CHECK(SqliteOptions{}.synchronous == Synchronous::full);
}

TEST_CASE("with normal durability no commit is flushed, but the log before it is moved into the file") {
    const Flushes counted = flushes(Synchronous::normal);
    CHECK(counted.of_commits == std::vector<std::uint64_t>(10, 0));
    CHECK(counted.of_closing > 0);
}

TEST_CASE("with durability off nothing is ever flushed") {
    const Flushes counted = flushes(Synchronous::off);
    CHECK(counted.of_commits == std::vector<std::uint64_t>(10, 0));
    CHECK(counted.of_closing == 0);
}
