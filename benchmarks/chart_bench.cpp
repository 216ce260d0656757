// What one macrostep costs, without guards and actions: the algorithm alone.
#include <benchmark/benchmark.h>

#include "chart/run.hpp"
#include "chart/sample.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// Does nothing, so that only the algorithm is measured.
class Silent final : public chart::Host {
  public:
    bool holds(const expression::Expression&) override { return true; }
    void execute(const chart::Action&) override {}
    chart::EventIndex next_internal() override { return chart::none; }
    void entered(chart::StateIndex) override {}
    void exited(chart::StateIndex) override {}
    void done(chart::EventIndex) override {}
    bool permitted(const chart::Transition&) override { return true; }
};

/// A state `a` and a state `b` that `go` leads back and forth between.
[[nodiscard]] std::vector<model::State> pair(const std::string& name) {
    return {with(atomic(name + "a"), {on("go", name + "b")}),
            with(atomic(name + "b"), {on("go", name + "a")})};
}

[[nodiscard]] model::Workflow flat() { return workflow(pair(""), {"go"}); }

/// Four levels; each step leaves two and enters two.
[[nodiscard]] model::Workflow hierarchical() {
    const auto branch = [](const std::string& name, const std::string& other) {
        return compound(name, {with(compound(name + "_in", {atomic(name + "_leaf")}), {on("go", other)})});
    };
    return workflow({compound("top", {branch("left", "right_leaf"), branch("right", "left_leaf")})}, {"go"});
}

/// Four regions, all of which move.
[[nodiscard]] model::Workflow parallel_regions() {
    std::vector<model::State> regions;
    for (const char* name : {"p", "q", "r", "s"})
        regions.push_back(compound(std::string(name) + "_region", pair(name)));
    return workflow({parallel("all", std::move(regions))}, {"go"});
}

/// Two hundred states, so that the sets take several words.
[[nodiscard]] model::Workflow large() {
    auto states = pair("");
    for (int i = 0; i < 200; ++i) states.push_back(atomic("s" + std::to_string(i)));
    return workflow(std::move(states), {"go"});
}

void run(benchmark::State& state, const model::Workflow& flow) {
    const auto chart = lowered(flow);
    const auto go = chart->event("go");
    Silent host;
    chart::Configuration configuration;
    chart::Trace trace;
    if (!chart::start(*chart, configuration, host, trace)) state.SkipWithError("start failed");
    for (auto _ : state) {
        auto taken = chart::step(*chart, configuration, go, host, trace);
        benchmark::DoNotOptimize(taken);
    }
    if (trace.view().size() != 1) state.SkipWithError("the step was not taken");
}

}  // namespace

BENCHMARK_CAPTURE(run, flat, flat());
BENCHMARK_CAPTURE(run, hierarchical, hierarchical());
BENCHMARK_CAPTURE(run, parallel_of_four, parallel_regions());
BENCHMARK_CAPTURE(run, two_hundred_states, large());
