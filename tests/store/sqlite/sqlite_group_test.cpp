// Callers that write at once: they share commits, and what a failing disk does to a commit happens to all of
// them.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <itr/stores/sqlite.hpp>
#include <string>
#include <thread>
#include <vector>

#include "store/contract/checks.hpp"
#include "support/fault_vfs.hpp"
#include "support/temp_dir.hpp"

using namespace itr::store;
using itr::store::contract::acme;
using itr::store::contract::key;
using itr::store::contract::step;
using itr::test::FaultVfs;
using itr::test::TempDir;
using Fault = FaultVfs::Fault;

namespace {

constexpr std::size_t callers = 8;
constexpr Version appends_of_caller = 3;

std::string ticket_of_caller(std::size_t caller) { return "T-" + std::to_string(caller); }

struct Acknowledged {
    Version version = 0;
    std::string code;  ///< of the first failure
};
using All = std::array<Acknowledged, callers>;

/// Each appends to a ticket of its own until the first failure. The first commit is held until all have come:
/// most of those who wait then are one group.
All append_at_once(FaultVfs& disk, Store& store, Version from = 0) {
    All all;
    std::atomic<std::size_t> arrived = 0;
    disk.before_sync = [&] {
        while (arrived < callers) std::this_thread::yield();
    };
    std::vector<std::thread> threads;
    for (std::size_t caller = 0; caller < callers; ++caller)
        threads.emplace_back([&, caller] {
            Acknowledged& mine = all[caller];
            mine.version = from;
            ++arrived;
            while (mine.version < from + appends_of_caller && mine.code.empty()) {
                const Append append = step(acme, ticket_of_caller(caller), mine.version);
                if (const auto ok = store.append(std::span(&append, 1)); !ok)
                    mine.code = ok.error().code.text();
                else
                    ++mine.version;
            }
        });
    for (std::thread& thread : threads) thread.join();
    disk.before_sync = nullptr;
    return all;
}

/// What was acknowledged is there, and of what failed the last one at most.
void check_acknowledged(Store& store, const All& all) {
    for (std::size_t caller = 0; caller < callers; ++caller) {
        CAPTURE(caller);
        const Acknowledged& mine = all[caller];
        CHECK((mine.code.empty() || mine.code == "store.io" || mine.code == "store.full"));
        const auto there = store.history(key(acme, ticket_of_caller(caller)), 0, 100).value();
        CHECK(there.size() >= mine.version);
        CHECK(there.size() <= mine.version + Version{mine.code.empty() ? 0U : 1U});
        for (Version v = 0; v < there.size(); ++v)
            CHECK(there[v].text == step(acme, ticket_of_caller(caller), v).commit);
    }
}

/// A fault at the nth write of a group; returns false when there were fewer. Counts groups of several that
/// failed.
bool survive_fault_together(FaultVfs& disk, Fault fault, std::uint64_t nth, std::size_t& failed_together) {
    CAPTURE(nth);
    const TempDir directory;
    const std::string path = directory.file("tickets.db");
    auto store = open_sqlite_store(path).value();
    disk.arm(fault, nth);
    const All all = append_at_once(disk, *store);
    std::size_t failed = 0;
    for (const Acknowledged& mine : all) failed += mine.code.empty() ? 0U : 1U;
    failed_together += failed > 1 ? 1U : 0U;
    store.reset();
    const bool met = disk.writes() >= nth;
    disk.disarm();
    const auto again = open_sqlite_store(path).value();
    check_acknowledged(*again, all);
    return met;
}

}  // namespace

TEST_CASE("callers that append at once share a commit, and a flush to the disk") {
    FaultVfs disk;
    const TempDir directory;
    const auto store = open_sqlite_store(directory.file("tickets.db")).value();
    disk.disarm();
    std::uint64_t appends = 0;
    for (Version round = 0; round < 10; ++round) {
        const All all = append_at_once(disk, *store, round * appends_of_caller);
        check_acknowledged(*store, all);
        appends += callers * appends_of_caller;
    }
    CHECK(disk.syncs() > 0);
    CHECK(disk.syncs() < appends);
}

TEST_CASE(
    "of callers that share a commit which fails, each is told so, and nothing that was acknowledged is "
    "lost") {
    FaultVfs disk;
    std::size_t failed_together = 0;
    for (const Fault fault : {Fault::write_error, Fault::disk_full}) {
        CAPTURE(static_cast<int>(fault));
        std::uint64_t nth = 1;
        while (survive_fault_together(disk, fault, nth, failed_together)) ++nth;
        CHECK(nth > appends_of_caller);
    }
    CHECK(failed_together > 0);
}
