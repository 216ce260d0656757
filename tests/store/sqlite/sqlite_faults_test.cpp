// The disk fails at every write of a story, in every way: what was acknowledged is there, what was not is
// there wholly or not at all, and the file opens again.
#include <doctest/doctest.h>

#include <itr/stores/sqlite.hpp>
#include <string>

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

constexpr const char* faulty_ticket = "T-1";
constexpr Version commits_before = 2;
constexpr Version commits_in_story = 3;

struct Told {
    Version acknowledged = commits_before;
    std::string code;  ///< of the first failure
};

/// Appends one by one until the first failure.
Told tell_story(Store& store) {
    Told told;
    while (told.acknowledged < commits_before + commits_in_story) {
        const Append append = step(acme, faulty_ticket, told.acknowledged);
        if (const auto ok = store.append(std::span(&append, 1)); !ok) {
            told.code = ok.error().code.text();
            break;
        }
        ++told.acknowledged;
    }
    return told;
}

/// A closed file with the first commits.
std::string before_story(const TempDir& directory) {
    const std::string path = directory.file("tickets.db");
    const auto store = open_sqlite_store(path).value();
    for (Version v = 0; v < commits_before; ++v) contract::add(*store, step(acme, faulty_ticket, v));
    return path;
}

/// How many commits there are; each is the one that was appended.
Version commits_of(Store& store) {
    const auto history = store.history(key(acme, faulty_ticket), 0, 100);
    REQUIRE_MESSAGE(history.has_value(), (history ? "" : history.error().message));
    for (Version v = 0; v < history->size(); ++v)
        CHECK((*history)[v].text == step(acme, faulty_ticket, v).commit);
    return history->size();
}

/// The story with a fault at its nth write; returns false when it has fewer.
bool survive_fault(FaultVfs& disk, Fault fault, std::uint64_t nth) {
    CAPTURE(nth);
    const TempDir directory;
    const std::string path = before_story(directory);
    auto store = open_sqlite_store(path).value();
    disk.arm(fault, nth);
    const Told told = tell_story(*store);
    CHECK((told.code.empty() || told.code == "store.io" || told.code == "store.full"));
    if (told.code == "store.full") CHECK(commits_of(*store) == told.acknowledged);
    store.reset();  // writes, too: what lies beside the file goes into it
    const bool met = disk.writes() >= nth;
    disk.disarm();

    const auto again = open_sqlite_store(path);
    REQUIRE_MESSAGE(again.has_value(), (again ? "" : again.error().message));
    const Version there = commits_of(**again);
    CHECK(there >= told.acknowledged);
    CHECK(there <= told.acknowledged + Version{told.code.empty() ? 0U : 1U});
    contract::add(**again, step(acme, faulty_ticket, there));
    return met;
}

}  // namespace

TEST_CASE(
    "whichever write fails, and however, nothing that was acknowledged is lost and nothing is half there") {
    FaultVfs disk;
    for (const Fault fault : {Fault::write_error, Fault::short_write, Fault::disk_full, Fault::stop}) {
        CAPTURE(static_cast<int>(fault));
        std::uint64_t nth = 1;
        while (survive_fault(disk, fault, nth)) ++nth;
        CHECK(nth > commits_in_story * 3);  // there was something to fail
    }
}

TEST_CASE("after a write that failed a store goes on, or says that it must be opened again") {
    FaultVfs disk;
    std::size_t went_on = 0, broken = 0;
    for (const Fault fault : {Fault::write_error, Fault::short_write, Fault::disk_full}) {
        CAPTURE(static_cast<int>(fault));
        std::uint64_t nth = 1;
        for (bool failed = true; failed; ++nth) {
            CAPTURE(nth);
            const TempDir directory;
            const std::string path = before_story(directory);
            auto store = open_sqlite_store(path).value();
            disk.arm(fault, nth);
            const Told told = tell_story(*store);
            failed = !told.code.empty();
            disk.disarm();
            const Append next = step(acme, faulty_ticket, commits_of(*store));
            auto appended = store->append(std::span(&next, 1));
            if (appended) {
                went_on += failed ? 1U : 0U;
                CHECK(commits_of(*store) >= told.acknowledged + 1);
                continue;
            }
            ++broken;
            CHECK(appended.error().code.text() == "store.io");
            CHECK(appended.error().message.find("opened again") != std::string::npos);
            CHECK_FALSE(store->append(std::span(&next, 1)));
            CHECK(commits_of(*store) >= told.acknowledged);
            store.reset();
            const auto again = open_sqlite_store(path).value();
            const Version there = commits_of(*again);
            CHECK(there >= told.acknowledged);
            contract::add(*again, step(acme, faulty_ticket, there));
        }
        CHECK(nth > commits_in_story);
    }
    CHECK(went_on > 0);
    CHECK(broken > 0);
}

TEST_CASE("a read that fails is reported, and the next one finds everything") {
    FaultVfs disk;
    const TempDir directory;
    const std::string path = before_story(directory);
    std::uint64_t nth = 1, failed = 0;
    for (bool met = true; met; ++nth) {
        CAPTURE(nth);
        const auto store = open_sqlite_store(path).value();
        disk.arm(Fault::read_error, nth);
        const auto loaded = store->load(key(acme, faulty_ticket));
        met = disk.reads() >= nth;
        disk.disarm();
        if (!loaded) CHECK(loaded.error().code.text() == "store.io");
        failed += loaded ? 0U : 1U;
        CHECK(commits_of(*store) == commits_before);
    }
    CHECK(failed > 0);
}

TEST_CASE("a file that cannot be written when it is opened is reported, and opens later") {
    FaultVfs disk;
    const TempDir directory;
    std::uint64_t nth = 1;
    for (bool failed = true; failed; ++nth) {
        CAPTURE(nth);
        const std::string path = directory.file("new" + std::to_string(nth) + ".db");
        disk.arm(Fault::stop, nth);
        const auto opened = open_sqlite_store(path);
        failed = !opened;
        disk.disarm();
        if (failed) {
            CHECK(opened.error().code.text() == "store.io");
            REQUIRE(open_sqlite_store(path).has_value());
        }
    }
    CHECK(nth > 3);
}
