// The event scripts of a public SCXML suite as scenarios: through YAML, the pack, the core and its clocks.
#include <doctest/doctest.h>

#include <fstream>
#include <itr/loader.hpp>
#include <itr/scenario.hpp>
#include <nlohmann/json.hpp>

#include "chart/scxml_case.hpp"
#include "support/shared.hpp"

using namespace itr;

namespace {

std::shared_ptr<const Pack> pack_of(const std::vector<loader::SourceText>& sources) {
    static const auto zones = calendar::ZoneDatabase::load_system().value();
    const loader::Loaded loaded = loader::load(sources);
    for (const Diagnostic& d : loaded.diagnostics) MESSAGE(to_string(d));
    REQUIRE(loaded.pack);
    Diagnostics diagnostics;
    auto pack = Pack::compile(*loaded.pack, zones, diagnostics);
    for (const Diagnostic& d : diagnostics) MESSAGE(to_string(d));
    return pack;
}

}  // namespace

TEST_CASE("a ticket goes through every script of the public statechart suite") {
    const auto path = test::shared("conformance/statecharts.json");
    if (!path) return;
    const auto file = nlohmann::json::parse(std::ifstream(*path));
    std::size_t passed = 0;
    for (const auto& json : file.at("cases")) {
        const test::ScxmlCase each = test::convert(json, test::AnyEvent::spelled_out);
        CAPTURE(each.id);
        CAPTURE(each.pack);
        const auto pack = pack_of({{"pack.yaml", each.pack}, {"scenario.yaml", test::scenario_of(each)}});
        REQUIRE(pack);
        REQUIRE(pack->model().scenarios.size() == 1);
        const scenario::Report report = scenario::run(pack, pack->model().scenarios.front());
        for (const Diagnostic& mistake : report.mistakes) FAIL_CHECK(to_string(mistake));
        for (const scenario::Failure& failure : report.failures)
            FAIL_CHECK("step " << failure.step << ": " << failure.message);
        passed += report.passed() ? 1U : 0U;
    }
    CHECK(passed == 61);
}
