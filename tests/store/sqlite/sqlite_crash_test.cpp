#include <doctest/doctest.h>

#include <itr/stores/sqlite.hpp>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "store/contract/checks.hpp"
#include "store/sqlite/raw_sqlite.hpp"
#include "support/child_process.hpp"
#include "support/environment.hpp"
#include "support/temp_dir.hpp"

using namespace itr::store;
using itr::store::contract::acme;
using itr::store::contract::effect;
using itr::store::contract::key;
using itr::store::contract::step;

namespace {

constexpr int thread_count = 4;

std::string ticket_name(int round, int thread, const char* which) {
    return std::to_string(round) + "-" + std::to_string(thread) + "-" + which;
}

/// Two tickets taken on together, for ever; a line for each acknowledgement.
void write_for_ever(Store& store, int round, int thread, int pipe) {
    const std::string a = ticket_name(round, thread, "a");
    const std::string b = ticket_name(round, thread, "b");
    for (Version version = 0;; ++version) {
        std::vector<Append> batch{step(acme, a, version), step(acme, b, version)};
        batch[0].effects = {effect(a + "/" + std::to_string(version))};
        if (version % 3 == 0) batch[1].snapshot.assign(700, 's');
        if (!store.append(batch)) _exit(2);
        itr::test::write_line(pipe, std::to_string(thread) + " " + std::to_string(version + 1));
    }
}

void work_until_killed(const std::string& path, int round, int pipe) {
    const auto store = open_sqlite_store(path);
    if (!store) {
        itr::test::write_line(pipe, "error " + store.error().message);
        return;
    }
    std::vector<std::thread> threads;
    for (int thread = 0; thread < thread_count; ++thread)
        threads.emplace_back([&, thread] { write_for_ever(**store, round, thread, pipe); });
    for (std::thread& thread : threads) thread.join();
}

/// What each thread was told to be durable when the child was killed after so many acknowledgements.
std::map<int, Version> kill_after(const std::string& path, int round, std::uint32_t acknowledgements) {
    itr::test::ChildProcess child([&](int pipe) { work_until_killed(path, round, pipe); });
    std::map<int, Version> acknowledged;
    const auto take = [&](const std::string& line) {
        const auto blank = line.find(' ');
        acknowledged[std::stoi(line.substr(0, blank))] = std::stoull(line.substr(blank + 1));
    };
    for (std::uint32_t i = 0; i < acknowledgements; ++i) take(child.line());
    child.kill_and_wait();
    for (std::string line = child.line(); !line.empty(); line = child.line()) take(line);
    return acknowledged;
}

void check_thread(Store& store, int round, int thread, Version acknowledged) {
    CAPTURE(round);
    CAPTURE(thread);
    const auto a = store.history(key(acme, ticket_name(round, thread, "a")), 0, 999'999).value();
    const auto b = store.history(key(acme, ticket_name(round, thread, "b")), 0, 999'999).value();
    CHECK(a.size() >= acknowledged);
    // One append may have been under way.
    CHECK(a.size() <= acknowledged + 1);
    CHECK(a.size() == b.size());
    std::set<std::string> texts;
    for (const Commit& commit : a) texts.insert(commit.text);
    CHECK(texts.size() == a.size());
}

}  // namespace

TEST_CASE("a killed process loses nothing that was acknowledged, and nothing is there twice") {
    const std::uint32_t rounds = itr::test::number_from_environment("ITR_CRASH_ROUNDS", 30);
    const std::uint32_t seed = itr::test::number_from_environment("ITR_SEED", std::random_device{}());
    MESSAGE("ITR_SEED=" << seed);
    CAPTURE(seed);
    std::mt19937 random(seed);
    const itr::test::TempDir directory;
    const std::string path = directory.file("tickets.db");
    for (int round = 0; round < static_cast<int>(rounds); ++round) {
        const auto acknowledged = kill_after(path, round, static_cast<std::uint32_t>(1 + random() % 150));
        const auto store = open_sqlite_store(path).value();
        std::uint64_t commits = 0;
        for (const auto& [thread, versions] : acknowledged) check_thread(*store, round, thread, versions);
        for (int earlier = 0; earlier <= round; ++earlier)
            for (int thread = 0; thread < thread_count; ++thread)
                commits +=
                    store->history(key(acme, ticket_name(earlier, thread, "a")), 0, 999'999).value().size();
        const Counters counters = store->counters().value();
        CHECK(counters.commits == 2 * commits);
        CHECK(counters.effects_waiting == commits);
    }
    CHECK(itr::test::RawSqlite(path).run("PRAGMA integrity_check") == std::vector<std::string>{"ok"});
}
