// How soon an engine serves again after it was killed: a child process writes, is ended by SIGKILL in the
// middle of it, and the parent opens the file and gives one command to a ticket drawn by lot. Every ticket's
// last nine commits are behind its snapshot: as much of a tail as EngineOptions::snapshot_every lets there
// be. Limit: 1 s with 1,000,000 live tickets and 10,000,000 events, the file in the system's cache.
//   first_command/N   `ms` from opening to the first command's commit, the longest of the kills; `open_ms`:
//   of
//                     it, until the engine is there
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <itr/stores/sqlite.hpp>
#include <random>

#include "lifecycle_pack.hpp"
#include "many_tickets.hpp"
#include "support/child_process.hpp"
#include "support/temp_dir.hpp"

namespace {

using namespace itr;
using bench::must;
using Clock = std::chrono::steady_clock;

constexpr std::uint32_t commits_a_snapshot = 10;
constexpr int kills = 5;
constexpr int commands_before_a_kill = 2'000;

EngineOptions deferring() {
    EngineOptions options;
    options.snapshot_every = commits_a_snapshot;
    return options;
}

/// The opening and nine events: ten commits, of which the first has a snapshot.
bench::ManyTickets doubles(const bench::Lifecycle& lifecycle) {
    std::vector<std::pair<Command, Instant>> commands{{lifecycle.opening, lifecycle.at(0)}};
    for (std::size_t event = 1; event < commits_a_snapshot; ++event)
        commands.emplace_back(lifecycle.events[event - 1], lifecycle.at(event));
    return {bench::lifecycle_pack(), std::move(commands), deferring()};
}

Command comment_on(std::size_t n) {
    return {TenantId("t"),
            bench::ManyTickets::nth(n),
            {"host", {"system"}, {}},
            command::Comment{"so", true},
            {},
            {},
            {}};
}

std::unique_ptr<Engine> open_engine(const std::string& path) {
    EngineOptions options = deferring();
    options.store = must(store::open_sqlite_store(path));
    return must(Engine::open(std::move(options)));
}

double ms_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

void first_command(benchmark::State& state) {
    const std::size_t count = bench::count_or(static_cast<std::size_t>(state.range(0)));
    const bench::Lifecycle lifecycle;
    const test::TempDir folder;
    const std::string path = folder.file("tickets.db");
    doubles(lifecycle).write(*must(store::open_sqlite_store(path, {.synchronous = store::Synchronous::off})),
                             count);
    const Instant now = lifecycle.at(commits_a_snapshot);
    std::mt19937_64 random(7);
    double longest = 0, longest_open = 0;
    for (auto _ : state) {
        for (int kill = 0; kill < kills; ++kill) {
            {
                test::ChildProcess node([&](int pipe) {
                    const auto engine = open_engine(path);
                    for (;;) {
                        must(engine->execute(comment_on(random() % count), now));
                        test::write_line(pipe, "1");
                    }
                });
                for (int n = 0; n < commands_before_a_kill; ++n) node.line();
                node.kill_and_wait();
            }
            const std::size_t one = random() % count;
            const auto begin = Clock::now();
            const auto engine = open_engine(path);
            const double opened = ms_since(begin);
            if (must(engine->execute(comment_on(one), now)).rejection) state.SkipWithError("refused");
            longest = std::max(longest, ms_since(begin));
            longest_open = std::max(longest_open, opened);
        }
        state.SetIterationTime(longest / 1000);
    }
    state.counters["ms"] = longest;
    state.counters["open_ms"] = longest_open;
    state.counters["events"] = static_cast<double>(count) * commits_a_snapshot;
}
BENCHMARK(first_command)->Arg(1'000'000)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
