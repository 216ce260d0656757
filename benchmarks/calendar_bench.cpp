// Adding and measuring working time, beside the least that such a calculation can cost: a table of intervals
// with prefix sums and an index by hours, written out by hand. The counter `x_limit` is our time by the
// limit's, measured in the same run.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <itr/calendar.hpp>
#include <random>

using namespace itr;
using namespace itr::calendar;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::size_t question_count = 4096;

Calendar office(const char* zone) {
    static const auto zones = ZoneDatabase::load_system();
    Definition definition;
    definition.name = "office";
    definition.zone = zone;
    for (std::size_t day = 0; day < 5; ++day) definition.week[day] = {Window{540, 720}, Window{780, 1080}};
    for (std::uint8_t i = 0; i < 20; ++i)
        definition.rules.push_back(
            {.month = static_cast<std::uint8_t>(1 + i % 12), .day = static_cast<std::uint8_t>(1 + i)});
    auto calendar = zones ? Calendar::compile(definition, *zones) : Result<Calendar>(fail(zones.error()));
    if (!calendar) {
        std::fprintf(stderr, "%s\n", calendar.error().message.c_str());
        std::abort();
    }
    return *std::move(calendar);
}

/// The same working time in ten years as a bare table.
struct Limit {
    explicit Limit(const Calendar& calendar) {
        const auto from = *parse_instant("2020-01-01T00:00:00Z");
        for (const auto& interval :
             calendar.intervals(from, *parse_instant("2030-01-01T00:00:00Z"), 100'000)) {
            opens.push_back(interval.from.ms);
            closes.push_back(interval.to.ms);
            sums.push_back(sums.empty() ? 0
                                        : sums.back() + closes[closes.size() - 2] - opens[opens.size() - 2]);
        }
        sums.push_back(sums.back() + closes.back() - opens.back());
        begin = opens.front() / hour_ms * hour_ms;
        std::uint32_t i = 0;
        for (std::int64_t t = begin; t < closes.back(); t += hour_ms) {
            while (closes[i] <= t) ++i;
            by_hour.push_back(i);
        }
        i = 0;
        for (std::int64_t t = 0; t < sums.back(); t += hour_ms) {
            while (sums[i + 1] <= t) ++i;
            by_sum.push_back(i);
        }
    }
    [[nodiscard]] std::int64_t position(std::int64_t t) const {
        std::size_t i = by_hour[static_cast<std::size_t>((t - begin) / hour_ms)];
        while (closes[i] <= t) ++i;
        return sums[i] + std::max<std::int64_t>(0, t - opens[i]);
    }
    [[nodiscard]] std::int64_t add(std::int64_t t, std::int64_t length) const {
        const std::int64_t target = position(t) + length;
        std::size_t i = by_sum[static_cast<std::size_t>((target - 1) / hour_ms)];
        while (sums[i + 1] < target) ++i;
        return opens[i] + (target - sums[i]);
    }

    std::vector<std::int64_t> opens, closes, sums;
    std::vector<std::uint32_t> by_hour, by_sum;
    std::int64_t begin = 0;
};

struct Setting {
    explicit Setting(const char* zone) : calendar(office(zone)), limit(calendar) {
        std::mt19937_64 random(3);
        for (std::size_t i = 0; i < question_count; ++i)
            questions.push_back(
                Instant{1'600'000'000'000 + static_cast<std::int64_t>(random() % 200'000'000'000)});
    }
    Calendar calendar;
    Limit limit;
    std::vector<Instant> questions;
};

const Setting& setting(std::int64_t zone) {
    static const Setting shanghai("Asia/Shanghai");
    static const Setting new_york("America/New_York");
    return zone == 0 ? shanghai : new_york;
}

template <typename Ask>
double nanoseconds_each(const Setting& in, Ask ask) {
    constexpr std::size_t rounds = 4;
    const auto begin = std::chrono::steady_clock::now();
    std::int64_t sink = 0;
    for (std::size_t i = 0; i < rounds * question_count; ++i)
        sink ^= ask(in.questions[i % question_count].ms, in.questions[(i + 1) % question_count].ms);
    benchmark::DoNotOptimize(sink);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    return took.count() / static_cast<double>(rounds * question_count);
}

/// Runs ours under the benchmark's clock, and both by turns under our own for the ratio: the least of each
/// counts.
template <typename Ours, typename Theirs>
void compare(benchmark::State& state, const Setting& in, Ours ours, Theirs limit) {
    constexpr int turns = 301;
    double least_ours = 1e9;
    double least_limit = 1e9;
    for (int i = 0; i < turns; ++i) {
        least_limit = std::min(least_limit, nanoseconds_each(in, limit));
        least_ours = std::min(least_ours, nanoseconds_each(in, ours));
    }
    std::size_t i = 0;
    std::int64_t sink = 0;
    for (auto _ : state) {
        sink ^= ours(in.questions[i % question_count].ms, in.questions[(i + 1) % question_count].ms);
        ++i;
    }
    benchmark::DoNotOptimize(sink);
    state.counters["ns"] = least_ours;
    state.counters["limit_ns"] = least_limit;
    state.counters["x_limit"] = least_ours / least_limit;
}

void add_working_time(benchmark::State& state) {
    const Setting& in = setting(state.range(0));
    const Duration length = hours(state.range(1));
    for (const Instant from : in.questions)
        if (in.calendar.advance(from, length).ms != in.limit.add(from.ms, length.ms))
            return state.SkipWithError("wrong sum");
    compare(
        state, in, [&](std::int64_t t, std::int64_t) { return in.calendar.advance(Instant{t}, length).ms; },
        [&](std::int64_t t, std::int64_t) { return in.limit.add(t, length.ms); });
}
BENCHMARK(add_working_time)->ArgNames({"zone", "hours"})->ArgsProduct({{0, 1}, {4, 400}});

void subtract_working_time(benchmark::State& state) {
    const Setting& in = setting(state.range(0));
    const Duration length = hours(state.range(1));
    compare(
        state, in, [&](std::int64_t t, std::int64_t) { return in.calendar.retreat(Instant{t}, length).ms; },
        [&](std::int64_t t, std::int64_t) { return in.limit.add(t, -length.ms); });
}
BENCHMARK(subtract_working_time)->ArgNames({"zone", "hours"})->ArgsProduct({{0, 1}, {4, 400}});

void measure_working_time(benchmark::State& state) {
    const Setting& in = setting(state.range(0));
    compare(
        state, in,
        [&](std::int64_t a, std::int64_t b) { return in.calendar.measure(Instant{a}, Instant{b}).ms; },
        [&](std::int64_t a, std::int64_t b) { return in.limit.position(b) - in.limit.position(a); });
}
BENCHMARK(measure_working_time)->ArgNames({"zone"})->Arg(0)->Arg(1);

void two_working_days(benchmark::State& state) {
    const Setting& in = setting(state.range(0));
    std::size_t i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(in.calendar.advance_days(in.questions[i++ % question_count], 2));
}
BENCHMARK(two_working_days)->ArgNames({"zone"})->Arg(0)->Arg(1);

void compile_and_first_question(benchmark::State& state) {
    const char* zone = state.range(0) == 0 ? "Asia/Shanghai" : "America/New_York";
    for (auto _ : state) {
        const Calendar calendar = office(zone);
        benchmark::DoNotOptimize(calendar.advance(Instant{1'700'000'000'000}, hours(4)));
    }
}
BENCHMARK(compile_and_first_question)->ArgNames({"zone"})->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);

}  // namespace
