// What a backlog of deadlines does to whoever works beside it: an engine over a SQLite file, every commit
// flushed, works off a great many deadlines that fell due while it was away, from the first to the last;
// another thread gives commands to other tickets all the while. Limit: the 99th percentile of those commands
// is at most 3 times what it is without the drain, in the same run. The drain pauses ten times for the
// commands without it, so that both are measured over the same time, on the same disk and the same growing
// file.
//   foreground/N   N tickets with a deadline each, all of them drained: `drained`, `seconds` of draining,
//                  `drained_per_s`. `commands` beside the drain, their `p99_ms`, and `p99_worst_ms` in the
//                  worst tenth; `p99_alone_ms` of those without it, and `x_alone`, the quotient.
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
constexpr std::size_t stretches = 10;
constexpr std::size_t commands_alone = 3'000;  ///< in each stretch
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

/// A tenth of the drain, and what was measured in it.
struct Stretch {
    std::vector<double> alone, beside;
    double seconds = 0;
};

/// Works off so many deadlines; how many there were.
std::size_t drain(Engine& engine, Instant now, std::size_t wanted) {
    std::size_t drained = 0;
    for (bool more = true; more && drained < wanted;) {
        const Advanced advanced = must(engine.advance(now, std::min(drained_at_a_time, wanted - drained)));
        drained += advanced.tickets;
        more = advanced.more;
    }
    return drained;
}

Stretch measure(Engine& engine, Instant now, std::size_t deadlines) {
    Stretch stretch;
    const std::size_t commands = std::min(commands_alone, 3 * deadlines);
    stretch.alone = give_commands(engine, now, [&](std::size_t n) { return n >= commands; });
    std::atomic<bool> ended = false;
    std::size_t drained = 0;
    const auto begin = Clock::now();
    std::thread drains([&] {
        drained = drain(engine, now, deadlines);
        ended = true;
    });
    stretch.beside = give_commands(engine, now, [&](std::size_t n) { return ended && n > 0; });
    drains.join();
    stretch.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (drained != deadlines) throw std::runtime_error("not every deadline was drained");
    return stretch;
}

void tell(benchmark::State& state, const std::vector<Stretch>& measured, std::size_t drained) {
    std::vector<double> alone, beside;
    double worst = 0;
    double seconds = 0;
    for (const Stretch& each : measured) {
        alone.insert(alone.end(), each.alone.begin(), each.alone.end());
        beside.insert(beside.end(), each.beside.begin(), each.beside.end());
        worst = std::max(worst, p99(each.beside));
        seconds += each.seconds;
    }
    state.SetIterationTime(seconds);
    state.counters["commands"] = static_cast<double>(beside.size());
    state.counters["p99_alone_ms"] = p99(alone);
    state.counters["p99_ms"] = p99(beside);
    state.counters["p99_worst_ms"] = worst;
    state.counters["x_alone"] = p99(beside) / p99(alone);
    state.counters["drained"] = static_cast<double>(drained);
    state.counters["seconds"] = seconds;
    state.counters["drained_per_s"] = static_cast<double>(drained) / seconds;
}

void foreground(benchmark::State& state) {
    const std::size_t count = bench::count_or(static_cast<std::size_t>(state.range(0)));
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
        std::vector<Stretch> measured;
        for (std::size_t n = 0; n < stretches; ++n)
            measured.push_back(measure(*engine, now, count * (n + 1) / stretches - count * n / stretches));
        if (must(engine->advance(now, 1)).tickets != 0) throw std::runtime_error("more was due than drained");
        tell(state, measured, count);
    }
}
BENCHMARK(foreground)->Arg(1'000'000)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
