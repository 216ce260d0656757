#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <itr/calendar.hpp>
#include <itr/expression.hpp>
#include <nlohmann/json.hpp>

#include "support/shared.hpp"

using nlohmann::json;

namespace {

bool same(const json& expected, const json& actual);

/// Maps are lists of pairs in any order.
bool same_pairs(const json& expected, const json& actual) {
    if (expected.size() != actual.size()) return false;
    return std::ranges::all_of(expected, [&](const json& pair) {
        return std::ranges::any_of(
            actual, [&](const json& other) { return same(pair[0], other[0]) && same(pair[1], other[1]); });
    });
}

bool same(const json& expected, const json& actual) {
    if (expected["type"] != actual["type"]) return false;
    const std::string key = expected["type"] == "bytes" ? "value_hex" : "value";
    const json& wanted = expected[key];
    const json& found = actual[key];
    if (expected["type"] == "map") return same_pairs(wanted, found);
    if (expected["type"] == "list")
        return wanted.size() == found.size() && std::equal(wanted.begin(), wanted.end(), found.begin(), same);
    if (wanted.is_number_float() && wanted == 0.0)
        return found == 0.0 && std::signbit(wanted.get<double>()) == std::signbit(found.get<double>());
    return wanted == found;
}

}  // namespace

TEST_CASE("every case of the public CEL suite gives the type, value or error that it demands") {
    const auto path = itr::test::shared("conformance/cel.json");
    if (!path) return;
    const json suite = json::parse(std::ifstream(*path));
    const auto zones = itr::calendar::ZoneDatabase::load_system();
    REQUIRE(zones.has_value());
    std::size_t checked = 0;
    for (const json& test : suite["cases"]) {
        json line{{"id", test["id"]}, {"expr", test["expr"]}};
        for (const char* key : {"bindings", "declared"})
            if (test.contains(key)) line[key] = test[key];
        const std::string answer = itr::expression::evaluate_line(line.dump(), zones->get());
        CAPTURE(line.dump());
        CAPTURE(answer);
        const json result = json::parse(answer);
        CHECK(result["id"] == test["id"]);
        if (test["expected"].contains("error")) {
            CHECK(result.contains("error"));
        } else {
            REQUIRE(result.contains("value"));
            CHECK(same(test["expected"]["value"], result["value"]));
        }
        ++checked;
    }
    CHECK(checked == 762);
}
