// The event scripts of a public SCXML suite, through YAML, the loader and lowering.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <itr/loader.hpp>
#include <nlohmann/json.hpp>

#include "chart/run.hpp"
#include "chart/scxml_case.hpp"
#include "support/shared.hpp"

using namespace itr;
using namespace itr::test;

namespace {

/// Names of the active atomic states, sorted as the cases have them.
[[nodiscard]] std::vector<std::string> active_names(const Run& run) {
    std::vector<std::string> names;
    for (const std::string& id : run.active()) names.push_back(id.substr(id.rfind('.') + 1));
    std::sort(names.begin(), names.end());
    return names;
}

[[nodiscard]] std::shared_ptr<const chart::Chart> load(const ScxmlCase& from) {
    const loader::SourceText text{"case.yaml", from.pack};
    const loader::Loaded loaded = loader::load(std::span(&text, 1));
    for (const Diagnostic& d : loaded.diagnostics) MESSAGE(to_string(d));
    if (!loaded.pack) return nullptr;
    return lowered(loaded.pack->workflows.at(0));
}

}  // namespace

TEST_CASE("the public statechart suite runs as its scripts say") {
    const auto path = shared("conformance/statecharts.json");
    if (!path) return;
    const auto file = nlohmann::json::parse(std::ifstream(*path));
    std::size_t run_cases = 0;
    for (const auto& json : file.at("cases")) {
        const ScxmlCase each = convert(json);
        CAPTURE(each.id);
        CAPTURE(each.pack);
        const auto chart = load(each);
        REQUIRE(chart != nullptr);
        Run run(chart);
        REQUIRE(run.start());
        CHECK(active_names(run) == each.initially_active);
        for (const auto& step : each.steps) {
            CAPTURE(step.event);
            REQUIRE(run.pass(seconds(step.after_seconds)));
            CHECK(run.send(step.event));
            CHECK(active_names(run) == step.active);
        }
        ++run_cases;
    }
    CHECK(run_cases == 61);
}
