// What the examples share: giving up with a sentence, and making a pack and an engine ready.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <itr/engine.hpp>
#include <itr/loader.hpp>
#include <string>
#include <utility>

namespace example {

/// Examples are tests too: one that is not as it says it is ends with an error.
inline void expect(bool holds, const std::string& sentence) {
    if (holds) return;
    std::fprintf(stderr, "not so: %s\n", sentence.c_str());
    std::exit(EXIT_FAILURE);
}

/// A real host answers an Error; an example stops.
template <typename T>
T must(itr::Result<T> result) {
    if (!result) expect(false, std::string(result.error().code.text()) + ": " + result.error().message);
    return *std::move(result);
}

inline itr::Instant at(std::string_view text) { return must(itr::parse_instant(text)); }

inline std::shared_ptr<const itr::calendar::ZoneDatabase> zones() {
    static const auto loaded = must(itr::calendar::ZoneDatabase::load_system());
    return loaded;
}

/// Prints every mistake of the pack at once, as an author wants it.
inline std::shared_ptr<const itr::Pack> compile(itr::loader::Loaded loaded) {
    std::shared_ptr<const itr::Pack> pack;
    if (loaded.pack) pack = itr::Pack::compile(*std::move(loaded.pack), zones(), loaded.diagnostics);
    for (const auto& mistake : loaded.diagnostics)
        std::fprintf(stderr, "%s\n", itr::to_string(mistake).c_str());
    expect(pack != nullptr, "the pack can be used");
    return pack;
}

inline std::shared_ptr<const itr::Pack> compile(const std::string& yaml) {
    const itr::loader::SourceText source{"example.yaml", yaml};
    return compile(itr::loader::load(std::span(&source, 1)));
}

/// The host itself: it may do everything, such as deploying packs.
inline const itr::Actor host{"host", {"system"}, {}};

inline itr::EngineOptions options_on(std::shared_ptr<itr::store::Store> store) {
    itr::EngineOptions options;
    options.store = std::move(store);
    options.zones = zones();
    return options;
}

/// A command that the example counts on: refused is wrong.
inline itr::Outcome run(itr::Engine& engine, itr::Command command, itr::Instant now) {
    auto outcome = must(engine.execute(command, now));
    if (outcome.rejection)
        expect(false, std::string(outcome.rejection->code.text()) + ": " + outcome.rejection->message);
    return outcome;
}

}  // namespace example
