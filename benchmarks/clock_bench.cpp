// What clocks cost in a macrostep: those it cannot touch, and one that starts, pauses, resumes or stops.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <itr/clock.hpp>

namespace {

using namespace itr;

enum EventNumber : std::uint32_t { hold = 1, go = 2, restored = 3, broken = 4, other = 9 };

expression::Scope scope() {
    expression::Scope made;
    expression::HostFunction on;
    on.name = "on";
    on.result.of = expression::Type::Of::boolean;
    on.id = chart::function::on;
    on.resolve = [](std::string_view name) -> Result<std::uint32_t> {
        if (name == "hold") return hold;
        if (name == "go") return go;
        return name == "restored" ? restored : broken;
    };
    made.functions.push_back(std::move(on));
    return made;
}

expression::Expression compiled(std::string_view source) {
    static const expression::Scope names = scope();
    Diagnostics diagnostics;
    return expression::Expression::compile(source, names, {}, diagnostics).value();
}

class OneEvent final : public expression::Frame {
  public:
    std::uint32_t event = other;
    [[nodiscard]] const Value& slot(std::uint32_t) const noexcept override { return nothing_; }
    [[nodiscard]] Value call(std::uint32_t, std::uint32_t argument) const override {
        return Value(argument == event);
    }

  private:
    Value nothing_;
};

calendar::Calendar office() {
    calendar::Definition definition;
    for (std::size_t day = 0; day < 5; ++day) definition.week[day] = {{9 * 60, 17 * 60}};
    return calendar::Calendar::compile(definition, calendar::ZoneDatabase::load_system().value()).value();
}

/// The same clock so many times, of 8 working hours, with a pause and a warning.
struct Bench {
    explicit Bench(std::size_t count) {
        source.cycle = model::Cycle::repeat;
        threshold.per_mille = 750;
        clock::Definition one;
        one.agreement = &agreement;
        one.source = &source;
        one.calendar = 0;
        one.start = compiled("on('broken')");
        one.stop = compiled("on('restored')");
        one.resume = compiled("on('go')");
        one.pauses.push_back({compiled("on('hold')"), "customer", {}});
        clock::Goal goal;
        goal.target = calendar::parse_target("8h").value();
        goal.calendar = 0;
        one.goals.push_back(goal);
        one.thresholds.push_back({&threshold, {}, clock::single});
        plan = clock::Plan::of(std::vector(count, one), {office()});
    }

    void happen(std::uint32_t event) {
        frame.event = event;
        clock::Pass pass;
        pass.frame = &frame;
        pass.touched.add_event(static_cast<chart::EventIndex>(event));
        pass.at = now = now + minutes(7);
        events.clear();
        clock::run_pass(*plan, clocks, pass, events, problems);
        for (const clock::Event& change : events) clock::evolve(clocks, change);
    }

    model::Agreement agreement;
    model::ClockDefinition source;
    model::Threshold threshold;
    std::shared_ptr<const clock::Plan> plan;
    OneEvent frame;
    Instant now = parse_instant("2026-03-02T09:00:00Z").value();
    clock::States clocks;
    std::vector<clock::Event> events;
    std::vector<Error> problems;
};

/// Reported per clock.
void untouched_clock(benchmark::State& state) {
    Bench bench(64);
    bench.happen(broken);
    for (auto _ : state) {
        bench.happen(other);
        benchmark::DoNotOptimize(bench.clocks.data());
    }
    state.SetItemsProcessed(state.iterations() * 64);
}
BENCHMARK(untouched_clock);

/// Four macrosteps, each with its condition, its calendar arithmetic, its event and evolve(): reported per
/// macrostep.
void start_pause_resume_stop(benchmark::State& state) {
    Bench bench(1);
    const Instant monday = bench.now;
    for (auto _ : state) {
        for (const std::uint32_t event : {broken, hold, go, restored}) bench.happen(event);
        if (bench.now > monday + hours(24 * 300)) bench.now = monday;
        benchmark::DoNotOptimize(bench.clocks.data());
    }
    state.SetItemsProcessed(state.iterations() * 4);
}
BENCHMARK(start_pause_resume_stop);

void next_fire_of_a_running_clock(benchmark::State& state) {
    Bench bench(1);
    bench.happen(broken);
    for (auto _ : state) benchmark::DoNotOptimize(clock::next_fire(*bench.plan, bench.clocks.front()));
}
BENCHMARK(next_fire_of_a_running_clock);

}  // namespace
