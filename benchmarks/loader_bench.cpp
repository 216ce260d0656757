// From the YAML of the standard pack and its calendar to something that can be used, beside yaml-cpp's bare
// parse of the same texts: 1,000 lines with every kind of document that a pack has, but for scenarios. The
// counters are times by the bare parse, measured by turns: `x_load` of loading alone, `x_limit` of load,
// validate and lower, with whether the promises can be kept on their calendars (limit: 1.5), `x_plain` of the
// same without what needs calendars, `x_pack` with the compiled Pack that an engine takes.
#include <benchmark/benchmark.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <itr/loader.hpp>
#include <itr/pack.hpp>
#include <itr/validation.hpp>
#include <optional>
#include <string>
#include <vector>

namespace {

using itr::loader::SourceText;
using Texts = std::vector<SourceText>;

Texts texts_of(const std::string& pack) {
    const std::filesystem::path folder = std::filesystem::path(ITR_SOURCE_DIR) / "examples/packs" / pack;
    Texts texts;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".yaml") continue;
        std::ifstream in(entry.path(), std::ios::binary);
        texts.push_back(
            {entry.path().string(), {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}});
    }
    std::ranges::sort(texts, {}, &SourceText::path);
    return texts;
}

struct StandardPack {
    Texts own = texts_of("itr-standard"), calendars = texts_of("calendars-cn");
    std::shared_ptr<const itr::calendar::ZoneDatabase> zones =
        itr::calendar::ZoneDatabase::load_system().value();

    void parse() const {
        for (const Texts* texts : {&own, &calendars})
            for (const SourceText& text : *texts) {
                auto documents = YAML::LoadAll(text.text);
                benchmark::DoNotOptimize(documents);
            }
    }
    [[nodiscard]] itr::model::Pack load() const {
        auto loaded = itr::loader::load(own, [&](std::string_view) { return std::optional(calendars); });
        if (!loaded.pack) std::abort();
        return *std::move(loaded.pack);
    }
    [[nodiscard]] long lines() const {
        long count = 0;
        for (const Texts* texts : {&own, &calendars})
            for (const SourceText& text : *texts) count += std::ranges::count(text.text, '\n');
        return count;
    }
};

void check(const itr::Diagnostics& diagnostics) {
    if (itr::has_errors(diagnostics)) std::abort();
}

/// The least of the times that it took so far: what else runs on the machine only adds.
class Stopwatch {
  public:
    template <typename Work>
    auto time(const Work& work) {
        const auto begin = std::chrono::steady_clock::now();
        auto result = work();
        least_ = std::min(least_, std::chrono::steady_clock::now() - begin);
        return result;
    }
    [[nodiscard]] double seconds() const { return std::chrono::duration<double>(least_).count(); }

  private:
    std::chrono::steady_clock::duration least_ = std::chrono::steady_clock::duration::max();
};

void standard_pack(benchmark::State& state) {
    const StandardPack pack;
    Stopwatch parse, load, plain, whole, compile;
    for (auto _ : state) {
        parse.time([&] { return pack.parse(), 0; });
        itr::model::Pack model = load.time([&] { return pack.load(); });
        // Without zones nothing is reckoned on calendars; the charts are lowered.
        check(plain.time([&] { return itr::validation::validate(model); }));
        check(whole.time([&] { return itr::validation::validate(model, pack.zones); }));
        itr::Diagnostics diagnostics;
        const auto compiled =
            compile.time([&] { return itr::Pack::compile(std::move(model), pack.zones, diagnostics); });
        check(diagnostics);
        if (!compiled) std::abort();
    }
    const double bare = parse.seconds();
    state.counters["lines"] = static_cast<double>(pack.lines());
    state.counters["bare_ms"] = bare * 1e3;
    state.counters["x_load"] = load.seconds() / bare;
    state.counters["x_plain"] = (load.seconds() + plain.seconds()) / bare;
    state.counters["x_limit"] = (load.seconds() + whole.seconds()) / bare;
    state.counters["x_pack"] = (load.seconds() + whole.seconds() + compile.seconds()) / bare;
}

void bare_parse(benchmark::State& state) {
    const StandardPack pack;
    for (auto _ : state) pack.parse();
}

/// For a profiler: what `x_limit` counts, and nothing else.
void load_validate_lower(benchmark::State& state) {
    const StandardPack pack;
    for (auto _ : state) check(itr::validation::validate(pack.load(), pack.zones));
}

BENCHMARK(standard_pack)->Unit(benchmark::kMillisecond);
BENCHMARK(bare_parse)->Unit(benchmark::kMillisecond);
BENCHMARK(load_validate_lower)->Unit(benchmark::kMillisecond);

}  // namespace
