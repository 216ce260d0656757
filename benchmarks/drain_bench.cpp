// What a backlog of deadlines does to whoever works beside it: an engine over a SQLite file, every commit
// flushed, works off a great many deadlines that fell due while it was away; another thread gives commands to
// other tickets. Limit: the 99th percentile of those commands is at most 3 times what it is without the
// drain, in the same run.
//   foreground/N   N tickets with a deadline each; `p99_ms` and `p99_alone_ms` of the commands, `x_alone`
//   their
//                  quotient; `drained` deadlines meanwhile, `drained_per_s`. With ITR_BENCH_DRAIN_ALL=1 the
//                  drain goes on to its end, and so do the commands.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <itr/stores/sqlite.hpp>
#include <thread>

#include "lifecycle_pack.hpp"
#include "many_tickets.hpp"
#include "support/temp_dir.hpp"

namespace {

using namespace itr;
using bench::must;
using Clock = std::chrono::steady_clock;

constexpr std::size_t foreground_tickets = 500;
constexpr std::size_t measured_commands = 3'000;
constexpr std::size_t drained_at_a_time = 100;

const TenantId tenant{"t"};
const Actor host{"host", {"system"}, {}};

std::vector<std::pair<Command, Instant>> opened_and_registered(const bench::Lifecycle& lifecycle) {
    return {{lifecycle.opening, lifecycle.at(0)}, {lifecycle.events[0], lifecycle.at(1)}};
}

TicketId nth_foreground(std::size_t n) { return TicketId("F-" + std::to_string(n % foreground_tickets)); }

/// Milliseconds of each command, until there are enough of them.
template <typename Enough>
std::vector<double> give_commands(Engine& engine, Instant now, const Enough& enough) {
    std::vector<double> taken;
    while (!enough(taken.size())) {
        const std::string desk = "desk-" + std::to_string(taken.size());
        const Command command{
            tenant, nth_foreground(taken.size()), host, command::Set{{{"desk", Value(desk)}}}, {}, {}, {}};
        const auto begin = Clock::now();
        if (must(engine.execute(command, now)).rejection) throw std::runtime_error("a command was refused");
        taken.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
    return taken;
}

double p99(std::vector<double> values) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 99 / 100);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

void foreground(benchmark::State& state) {
    const std::size_t count = bench::count_or(static_cast<std::size_t>(state.range(0)));
    const bool to_the_end = std::getenv("ITR_BENCH_DRAIN_ALL") != nullptr;
    const std::size_t commands = std::min(measured_commands, 3 * count);
    const bench::Lifecycle lifecycle;
    const test::TempDir folder;
    const std::string path = folder.file("tickets.db");
    bench::ManyTickets(bench::lifecycle_pack(), opened_and_registered(lifecycle), {})
        .write(*must(store::open_sqlite_store(path, {.synchronous = store::Synchronous::off})), count);
    EngineOptions options;
    options.store = must(store::open_sqlite_store(path));
    const auto engine = must(Engine::open(std::move(options)));
    // The deadlines of all are over; these tickets have not begun.
    const Instant now = lifecycle.start + hours(1);
    for (std::size_t n = 0; n < foreground_tickets; ++n) {
        Command opening = lifecycle.opening;
        opening.ticket = nth_foreground(n);
        must(engine->execute(opening, now));
    }
    for (auto _ : state) {
        const auto alone = give_commands(*engine, now, [&](std::size_t n) { return n >= commands; });
        std::atomic<bool> stop = false, ended = false;
        std::atomic<std::size_t> drained = 0;
        const auto begin = Clock::now();
        std::thread drain([&] {
            for (bool more = true; more && !stop;) {
                const Advanced advanced = must(engine->advance(now, drained_at_a_time));
                drained += advanced.tickets;
                more = advanced.more;
            }
            ended = true;
        });
        const auto beside = give_commands(
            *engine, now, [&](std::size_t n) { return (ended && n > 0) || (!to_the_end && n >= commands); });
        stop = true;
        drain.join();
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        state.SetIterationTime(seconds);
        state.counters["p99_alone_ms"] = p99(alone);
        state.counters["p99_ms"] = p99(beside);
        state.counters["x_alone"] = p99(beside) / p99(alone);
        state.counters["drained"] = static_cast<double>(drained);
        state.counters["drained_per_s"] = static_cast<double>(drained) / seconds;
    }
}
BENCHMARK(foreground)->Arg(1'000'000)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
