// The log of real incidents, and an engine to run it through.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <itr/engine.hpp>
#include <itr/import.hpp>
#include <itr/insight.hpp>
#include <itr/loader.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/shared.hpp"

namespace itr::test {

#ifdef ITR_REPLAY_SAMPLE
inline constexpr std::size_t sample = ITR_REPLAY_SAMPLE;  ///< each so many-th case
#else
inline constexpr std::size_t sample = 1;
#endif

inline const TenantId desk_tenant{"desk"};
inline const Actor system_actor{"host", {"system"}, {}};

inline const std::shared_ptr<const calendar::ZoneDatabase>& zones() {
    static const auto loaded = *calendar::ZoneDatabase::load_system();
    return loaded;
}

inline std::filesystem::path examples() {
    return std::filesystem::path(ITR_SOURCE_DIR) / "examples" / "packs";
}

inline std::shared_ptr<const Pack> three_lines() {
    static const auto pack = [] {
        auto loaded = loader::load_folder(examples() / "three-lines");
        for (const Diagnostic& diagnostic : loaded.diagnostics) MESSAGE(to_string(diagnostic));
        REQUIRE(loaded.pack);
        Diagnostics diagnostics;
        auto compiled = Pack::compile(*std::move(loaded.pack), zones(), diagnostics);
        for (const Diagnostic& diagnostic : diagnostics) MESSAGE(to_string(diagnostic));
        REQUIRE(compiled);
        return compiled;
    }();
    return pack;
}

inline event_log::Mapping mapping(const std::string& workflow) {
    const auto path =
        std::filesystem::path(ITR_SOURCE_DIR) / "tests/replay" / ("three-lines." + workflow + ".map.yaml");
    std::ifstream file(path);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    auto read = event_log::read_mapping(text, path.string());
    for (const Diagnostic& diagnostic : read.diagnostics) MESSAGE(to_string(diagnostic));
    REQUIRE(read.mapping);
    return *std::move(read.mapping);
}

/// Every happening of the log; empty where the log is not there.
inline const std::vector<event_log::Happening>& whole_log() {
    static const auto log = [] {
        const auto path = shared("data/bpic2013_incidents.csv.gz");
        if (!path) return std::vector<event_log::Happening>();
        const auto text = event_log::read_file(path->string());
        REQUIRE(text);
        auto read = event_log::read_log(*text, path->string(), mapping("practice"));
        REQUIRE(read.diagnostics.empty());
        return std::move(read.happenings);
    }();
    return log;
}

/// The cases that are replayed in this build.
inline const std::vector<event_log::Happening>& incidents() {
    static const auto chosen = [] {
        std::map<std::string, std::size_t> order;
        std::vector<event_log::Happening> kept;
        for (const auto& happening : whole_log())
            if (order.try_emplace(happening.ticket, order.size()).first->second % sample == 0)
                kept.push_back(happening);
        return kept;
    }();
    return chosen;
}

/// An engine on a store, as the target of a replay.
class Desk final : public event_log::Target {
  public:
    explicit Desk(std::shared_ptr<store::Store> store) {
        EngineOptions options;
        options.store = std::move(store);
        options.zones = zones();
        options.entropy = [] { return std::string(32, 'e'); };
        auto opened = Engine::open(std::move(options));
        REQUIRE(opened);
        engine = *std::move(opened);
        REQUIRE(engine->deploy(three_lines(), Instant{0}, system_actor));
    }

    Result<std::optional<Rejection>> execute(const Command& command, Instant now) override {
        auto outcome = engine->execute(command, now);
        if (!outcome) return fail(outcome.error());
        return std::move(outcome->rejection);
    }

    event_log::Replayed replay(const std::vector<event_log::Happening>& log, const std::string& workflow) {
        auto done = event_log::replay(log, mapping(workflow), desk_tenant, *this);
        REQUIRE(done);
        return *std::move(done);
    }

    std::unique_ptr<Engine> engine;
};

class OnePack final : public PackSource {
  public:
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override {
        return hash == three_lines()->hash() ? three_lines() : nullptr;
    }
};

inline insight::Figures figures(store::Store& store, const std::string& workflow) {
    auto report = insight::report(store, desk_tenant, OnePack());
    REQUIRE_MESSAGE(report, (report ? "" : report.error().message));
    return report->workflows.at(workflow);
}

}  // namespace itr::test
