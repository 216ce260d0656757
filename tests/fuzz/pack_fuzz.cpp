// Any bytes as a whole pack: loaded, checked and compiled. A pack that is free of mistakes compiles, its
// canonical form is the same pack, and its scenarios can be read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <itr/loader.hpp>
#include <itr/pack.hpp>
#include <itr/scenario.hpp>
#include <itr/validation.hpp>
#include <string>
#include <vector>

namespace {

using namespace itr;

constexpr std::size_t most_bytes = 20'000;  ///< what a person writes: limits have their own tests

void require(bool holds) {
    if (!holds) std::abort();
}

const std::shared_ptr<const calendar::ZoneDatabase>& zone_database() {
    static const auto loaded = calendar::ZoneDatabase::load_system().value();
    return loaded;
}

void say_all(const Diagnostics& diagnostics) {
    for (const Diagnostic& each : diagnostics)
        require(!each.message.empty() && each.code.text().find('.') > 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > most_bytes) return 0;
    const std::vector<loader::SourceText> sources{
        {"pack.yaml", std::string(reinterpret_cast<const char*>(data), size)}};
    auto loaded = loader::load(sources);
    say_all(loaded.diagnostics);
    require(loaded.pack.has_value() != has_errors(loaded.diagnostics));
    require(loaded.pack.has_value() != loaded.draft.has_value());
    if (loaded.draft) say_all(validation::validate(*loaded.draft, zone_database()));
    if (!loaded.pack) return 0;
    const Diagnostics found = validation::validate(*loaded.pack, zone_database());
    say_all(found);
    Diagnostics compiling;
    const auto pack = Pack::compile(*loaded.pack, zone_database(), compiling);
    say_all(compiling);
    require((pack != nullptr) != has_errors(compiling));
    if (!pack) return 0;
    const auto again = loader::load_canonical(pack->canonical());
    require(again.has_value() && model::identity(*again) == pack->hash());
    for (const model::Scenario& scenario : pack->model().scenarios) say_all(scenario::check(*pack, scenario));
    return 0;
}
