// Keys and an engine that links what it writes.
#pragma once

#include <itr/audit.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/desk.hpp"

namespace itr::test {

inline const std::string first_key = "k1 " + std::string(64, '1') + "\n";
inline const std::string second_key = "k2 " + std::string(64, '2') + "\n";

inline audit::Keys ring(const std::string& text = first_key) { return audit::Keys::read(text).value(); }

inline EngineOptions linking_options(std::shared_ptr<store::Store> store,
                                     const std::string& keys = first_key) {
    EngineOptions options;
    options.store = std::move(store);
    options.zones = zones();
    options.entropy = [] { return std::string("sixteen bytes..!"); };
    options.audit = std::make_shared<const audit::Keys>(ring(keys));
    return options;
}

/// Without the desk deployed.
inline std::unique_ptr<Engine> linking_engine(std::shared_ptr<store::Store> store,
                                              const std::string& keys = first_key) {
    auto engine = Engine::open(linking_options(std::move(store), keys));
    REQUIRE(engine);
    return *std::move(engine);
}

inline std::unique_ptr<Engine> audited_engine(std::shared_ptr<store::Store> store,
                                              const std::string& keys = first_key) {
    auto engine = linking_engine(std::move(store), keys);
    REQUIRE(engine->deploy(desk_pack(), at("2026-03-01T00:00:00Z"), host));
    return engine;
}

struct DeskPacks final : PackSource {
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override {
        return desk_pack()->hash() == hash ? desk_pack() : nullptr;
    }
};

/// "changed T-1 3" for each finding, one a line.
inline std::string places(const audit::Report& report) {
    std::string lines;
    for (const auto& f : report.findings)
        lines +=
            std::string(to_string(f.fault)) + " " + f.ticket.text() + " " + std::to_string(f.version) + "\n";
    return lines;
}

inline audit::Report verified(store::Store& store, const audit::Keys& keys,
                              const audit::Checkpoint* since = nullptr) {
    audit::Verification verification(tenant, keys, since);
    const DeskPacks packs;
    const auto done = audit::verify(store, tenant, &packs, verification);
    REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().message));
    return verification.finish();
}

}  // namespace itr::test
