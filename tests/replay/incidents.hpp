// The log of real incidents, and an engine to run it through.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <itr/engine.hpp>
#include <itr/import.hpp>
#include <itr/insight.hpp>
#include <itr/loader.hpp>
#include <itr/stores/memory.hpp>
#include <memory>
#include <string>
#include <vector>

#include "support/engine_target.hpp"
#include "support/shared.hpp"

namespace itr::test {

inline const TenantId desk_tenant{"desk"};
inline const Actor system_actor{"host", {"system"}, {}};

inline const std::shared_ptr<const calendar::ZoneDatabase>& zones() {
    static const auto loaded = *calendar::ZoneDatabase::load_system();
    return loaded;
}

inline std::filesystem::path examples() { return std::filesystem::path(ITR_SOURCE_DIR) / "examples"; }

inline std::shared_ptr<const Pack> three_lines() {
    static const auto pack = [] {
        auto loaded = loader::load_folder(examples() / "packs" / "three-lines");
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
    const auto path = examples() / "maps" / ("three-lines." + workflow + ".yaml");
    const auto text = event_log::read_file(path.string());
    REQUIRE(text);
    auto read = event_log::read_mapping(*text, path.string());
    for (const Diagnostic& diagnostic : read.diagnostics) MESSAGE(to_string(diagnostic));
    REQUIRE(read.mapping);
    return *std::move(read.mapping);
}

using Happenings = std::vector<event_log::Happening>;

/// All that happened; empty where the log is not there.
inline const Happenings& incidents() {
    static const auto log = [] {
        const auto path = shared("data/bpic2013_incidents.csv.gz");
        if (!path) return Happenings();
        const auto text = event_log::read_file(path->string());
        REQUIRE(text);
        auto read = event_log::read_log(*text, path->string(), mapping("practice"));
        REQUIRE(read.diagnostics.empty());
        return std::move(read.happenings);
    }();
    return log;
}

/// An engine on a store, with the pack deployed.
inline std::unique_ptr<Engine> engine_on(std::shared_ptr<store::Store> store) {
    EngineOptions options;
    options.store = std::move(store);
    options.zones = zones();
    options.entropy = [] { return std::string(32, 'e'); };
    auto opened = Engine::open(std::move(options));
    REQUIRE(opened);
    REQUIRE((*opened)->deploy(three_lines(), Instant{0}, system_actor));
    return *std::move(opened);
}

/// What is left of a replay.
struct Replay {
    std::shared_ptr<store::Store> store;
    event_log::Replayed done;
};

inline Replay replay(const std::string& workflow, std::shared_ptr<store::Store> store) {
    const auto engine = engine_on(store);
    EngineTarget target(*engine);
    auto done = event_log::replay(incidents(), mapping(workflow), desk_tenant, target);
    REQUIRE(done);
    return {std::move(store), *std::move(done)};
}

/// Made once, for all tests.
inline const Replay& practice() {
    static const Replay made = replay("practice", store::make_memory_store());
    return made;
}

class OnePack final : public PackSource {
  public:
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override {
        return hash == three_lines()->hash() ? three_lines() : nullptr;
    }
};

/// Of the journals alone.
inline insight::Figures figures(const Replay& of, const std::string& workflow) {
    auto report = insight::report(*of.store, desk_tenant, OnePack());
    REQUIRE_MESSAGE(report, (report ? "" : report.error().message));
    return report->workflows.at(workflow);
}
inline const insight::Figures& practice_figures() {
    static const auto read = figures(practice(), "practice");
    return read;
}

}  // namespace itr::test
