// What deciding and evolving costs: a lifecycle of twelve events in memory, its journal events made, beside
// the bare programs of lifecycle_limit.hpp, by turns in the same run and in CPU time, so that a busy machine
// slows both.
//   hot        one ticket again and again; limit: 1/20 of the named program's speed, aim 1/10
//   shuffled   each event over all tickets in shuffled order; limit: 1/4 of the named program's, aim 1/2
//   curve      the same by number of tickets. As in a batch of an engine, the next ticket is fetched ahead.
//   codec      the journal's and the snapshot's text of the same lifecycle, apart
// Counters: `ns` per event, `named_ns` and `switch_ns` of the bare programs, `share` = named_ns / ns.
#include <benchmark/benchmark.h>
#include <time.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <new>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "lifecycle_limit.hpp"
#include "lifecycle_pack.hpp"

namespace {

using namespace itr;
using bench::Lifecycle;

constexpr std::size_t events = bench::lifecycle_events;

double cpu_seconds() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

/// The least of what a turn took so far, in nanoseconds an event.
class Least {
  public:
    template <typename Work>
    void turn(std::size_t event_count, Work work) {
        const double begin = cpu_seconds();
        work();
        offer((cpu_seconds() - begin) * 1e9 / static_cast<double>(event_count));
    }
    void offer(double ns) { least_ = std::min(least_, ns); }
    [[nodiscard]] double ns() const noexcept { return least_; }

  private:
    double least_ = std::numeric_limits<double>::max();
};

std::vector<std::uint32_t> shuffled(std::size_t count) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::shuffle(order.begin(), order.end(), std::mt19937(1));
    return order;
}

/// Tickets that live through the lifecycle together: an event comes to each of them before the next does.
class Ours {
  public:
    explicit Ours(std::size_t count) : order_(shuffled(count)), pack_(bench::lifecycle_pack()) {
        tickets_.reserve(count);
        for (std::size_t i = 0; i < count; ++i)
            tickets_.push_back(blank_ticket(pack_, 0, TenantId("t"), TicketId("T-" + std::to_string(i))));
    }

    void open() {
        for (const std::uint32_t i : order_) {
            decide_on(nullptr, script_.opening, script_.start);
            reset(tickets_[i]);
            evolve(tickets_[i], decision_);
        }
    }
    void live() {
        for (std::size_t e = 0; e < events; ++e) live(e, order_);
    }
    void live(std::size_t event, std::span<const std::uint32_t> which) {
        for (std::size_t n = 0; n < which.size(); ++n) {
            if (n + 1 < which.size()) fetch_ahead(tickets_[which[n + 1]]);
            Ticket& ticket = tickets_[which[n]];
            decide_on(&ticket, script_.events[event], script_.at(event));
            evolve(ticket, decision_);
        }
    }

    [[nodiscard]] std::span<const std::uint32_t> order() const noexcept { return order_; }
    [[nodiscard]] const Ticket& ticket(std::size_t i) const { return tickets_[i]; }
    [[nodiscard]] const Commit& commit() const noexcept { return decision_.commit; }
    [[nodiscard]] std::size_t refused() const noexcept { return refused_; }

  private:
    /// Where it stands, as the bare programs do it.
    void reset(Ticket& ticket) const {
        TenantId tenant = std::move(ticket.tenant);
        TicketId id = std::move(ticket.id);
        std::destroy_at(&ticket);
        new (&ticket) Ticket(blank_ticket(pack_, 0, std::move(tenant), std::move(id)));
    }
    void decide_on(const Ticket* ticket, const Command& command, Instant now) {
        around_.now = now;
        refused_ += decide(pack_, ticket, command, around_, decision_) == Verdict::decided ? 0U : 1U;
    }

    Lifecycle script_;
    std::vector<std::uint32_t> order_;
    std::shared_ptr<const Pack> pack_;
    std::vector<Ticket> tickets_;
    Surroundings around_;
    Decision decision_;
    std::size_t refused_ = 0;
};

template <typename Program>
class Bare {
  public:
    explicit Bare(std::size_t count) : order_(shuffled(count)), tickets_(count), wheel_(1000) {}

    void open() {
        for (const std::uint32_t i : order_) Program::reset(tickets_[i]);
    }
    void live() {
        for (std::size_t e = 0; e < events; ++e)
            for (const std::uint32_t i : order_) refused_ += Program::step(tickets_[i], e, wheel_) ? 0U : 1U;
    }
    [[nodiscard]] std::size_t refused() const noexcept { return refused_; }

  private:
    std::vector<std::uint32_t> order_;
    std::vector<typename Program::Ticket> tickets_;
    limit::Wheel wheel_;
    std::size_t refused_ = 0;
};

/// The three programs by turns. Opening is timed but not counted as an event, as the limits do it.
void compare(benchmark::State& state, std::size_t count, std::size_t rounds) {
    Ours ours(count);
    Bare<limit::Named> named(count);
    Bare<limit::Switched> switched(count);
    Least our_time, opening_time, named_time, switch_time;
    const std::size_t turn = count * events * rounds;
    const auto run = [&](auto& program) {
        for (std::size_t r = 0; r < rounds; ++r) {
            program.open();
            program.live();
        }
    };
    for (auto _ : state) {
        our_time.turn(turn, [&] { run(ours); });
        named_time.turn(turn, [&] { run(named); });
        switch_time.turn(turn, [&] { run(switched); });
        opening_time.turn(count * rounds, [&] {
            for (std::size_t r = 0; r < rounds; ++r) ours.open();
        });
        state.SetIterationTime(our_time.ns() * 1e-9 * static_cast<double>(turn));
    }
    if (ours.refused() + named.refused() + switched.refused() > 0)
        state.SkipWithError("an event was refused");
    state.counters["ns"] = our_time.ns();
    state.counters["opening_ns"] = opening_time.ns();
    state.counters["named_ns"] = named_time.ns();
    state.counters["switch_ns"] = switch_time.ns();
    state.counters["share"] = named_time.ns() / our_time.ns();
}

void hot(benchmark::State& state) { compare(state, 1, 1000); }
BENCHMARK(hot)->UseManualTime()->Unit(benchmark::kMillisecond);

void one_hundred_thousand_shuffled(benchmark::State& state) { compare(state, 100'000, 1); }
BENCHMARK(one_hundred_thousand_shuffled)->UseManualTime()->Unit(benchmark::kMillisecond);

/// The first events of a sample that no cache holds, among so many live tickets.
void curve(benchmark::State& state) {
    constexpr std::size_t sample = 200'000;
    constexpr std::size_t measured = 4;
    const auto count = static_cast<std::size_t>(state.range(0));
    Ours ours(count);
    const auto some = ours.order().first(std::min(sample, count));
    const std::size_t rounds = std::max<std::size_t>(1, 20'000 / count);
    Least time;
    for (auto _ : state) {
        double seconds = 0;
        for (std::size_t r = 0; r < rounds; ++r) {
            ours.open();
            const double begin = cpu_seconds();
            for (std::size_t e = 0; e < measured; ++e) ours.live(e, some);
            seconds += cpu_seconds() - begin;
        }
        time.offer(seconds * 1e9 / static_cast<double>(rounds * measured * some.size()));
        state.SetIterationTime(seconds);
    }
    if (ours.refused() > 0) state.SkipWithError("an event was refused");
    state.counters["ns"] = time.ns();
}
BENCHMARK(curve)
    ->ArgName("tickets")
    ->RangeMultiplier(10)
    ->Range(1'000, 1'000'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

/// A lifecycle's commits and the state after each.
struct Recorded {
    Recorded() {
        Ours ours(1);
        ours.open();
        for (std::size_t e = 0; e < events; ++e) {
            ours.live(e, ours.order());
            commits.push_back(ours.commit());
            tickets.push_back(ours.ticket(0));
        }
    }
    std::vector<Commit> commits;
    std::vector<Ticket> tickets;
};

void write_journal(benchmark::State& state) {
    const Recorded recorded;
    const auto pack = bench::lifecycle_pack();
    std::string text;
    std::size_t i = 0, bytes = 0;
    for (auto _ : state) {
        text.clear();
        write_commit(text, *pack, recorded.commits[i++ % events]);
        bytes += text.size();
    }
    state.counters["bytes"] =
        benchmark::Counter(static_cast<double>(bytes), benchmark::Counter::kAvgIterations);
}
BENCHMARK(write_journal);

void write_state(benchmark::State& state) {
    const Recorded recorded;
    std::string text;
    std::size_t i = 0, bytes = 0;
    for (auto _ : state) {
        text.clear();
        write_snapshot(text, recorded.tickets[i++ % events]);
        bytes += text.size();
    }
    state.counters["bytes"] =
        benchmark::Counter(static_cast<double>(bytes), benchmark::Counter::kAvgIterations);
}
BENCHMARK(write_state);

struct OnePack final : PackSource {
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash&) const override {
        return bench::lifecycle_pack();
    }
};

void read_journal(benchmark::State& state) {
    const Recorded recorded;
    const OnePack packs;
    Vocabulary vocabulary{bench::lifecycle_pack(), 0};
    std::vector<std::string> texts(events);
    for (std::size_t i = 0; i < events; ++i) write_commit(texts[i], *vocabulary.pack, recorded.commits[i]);
    std::size_t i = 0;
    for (auto _ : state) {
        auto commit = read_commit(texts[i++ % events], packs, vocabulary);
        if (!commit) return state.SkipWithError("a commit cannot be read");
        benchmark::DoNotOptimize(commit);
    }
}
BENCHMARK(read_journal);

}  // namespace
