// Load, validate and lower a pack of 1,000 lines, beside yaml-cpp's bare parse of the same text.
// Limit: all three together at most 1.5 times the bare parse.
#include <benchmark/benchmark.h>
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <itr/loader.hpp>
#include <itr/validation.hpp>
#include <string>

namespace {

/// A chain of states in the shape of shipped packs: titles, entry actions, guarded events.
std::string pack_of(int lines) {
    std::string text =
        "pack: bench\nversion: 1.0.0\n---\nroles:\n  desk: {rights: [open]}\n---\nworkflow: chain\n"
        "data: {severity: {type: enum, values: [major, minor]}, holder: string, priority: int}\nevents:\n  "
        "escalate: {role: desk}\n"
        "  step: {role: desk}\ninitial: state_0\nstates:\n";
    int count = 13;
    int s = 0;
    for (; count < lines - 9; ++s, count += 8) {
        const std::string n = std::to_string(s);
        text += "  state_" + n + ":\n    title: \"Step " + n +
                " of the handling\"\n    entry:\n      - set: {holder: \"'desk'\", priority: \"" +
                std::to_string(s % 5) +
                "\"}\n    on:\n      step:\n        - {when: \"ticket.severity == 'major'\", to: done}\n     "
                "   - {to: state_" +
                std::to_string(s + 1) + ", do: [{comment: {text: \"'next'\"}}], role: desk}\n";
    }
    text += "  state_" + std::to_string(s) + ": {on: {step: done, escalate: done}}\n  done: {type: final}\n";
    for (count += 2; count < lines; ++count) text += "# end\n";
    return text;
}

void bare_parse(benchmark::State& state) {
    const std::string text = pack_of(1000);
    for (auto _ : state) {
        auto documents = YAML::LoadAll(text);
        benchmark::DoNotOptimize(documents);
    }
}

void load_alone(benchmark::State& state) {
    const std::vector<itr::loader::SourceText> sources{{"chain.yaml", pack_of(1000)}};
    for (auto _ : state) {
        auto loaded = itr::loader::load(sources);
        benchmark::DoNotOptimize(loaded);
    }
}

void load_validate_lower(benchmark::State& state) {
    const std::vector<itr::loader::SourceText> sources{{"chain.yaml", pack_of(1000)}};
    for (auto _ : state) {
        auto loaded = itr::loader::load(sources);
        if (!loaded.pack) std::abort();
        auto diagnostics = itr::validation::validate(*loaded.pack);
        if (itr::has_errors(diagnostics)) std::abort();
        benchmark::DoNotOptimize(diagnostics);
    }
}

BENCHMARK(bare_parse)->Unit(benchmark::kMillisecond);
BENCHMARK(load_alone)->Unit(benchmark::kMillisecond);
BENCHMARK(load_validate_lower)->Unit(benchmark::kMillisecond);

}  // namespace
