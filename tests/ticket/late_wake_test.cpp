// What is worked off late tells when it was due and when it came.
#include <doctest/doctest.h>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

TEST_CASE(
    "a threshold that is worked off late is recorded with its due instant, and with the one at which it "
    "came") {
    const auto engine = desk_engine();
    run(*engine, agent, open_request(), "2026-03-02T01:00:00Z");
    REQUIRE(engine->advance(at("2026-03-02T01:44:00Z")));
    const auto commits = engine->store().history({tenant, ticket}, 0, 100).value();
    REQUIRE(commits.size() == 2);
    CHECK(commits.back().at == at("2026-03-02T01:44:00Z"));
    std::vector<std::string> fired;
    const Value commit = *parse_json(commits.back().text);
    for (const Value& step : commit.find("steps")->as_list())
        for (const Value& event : step.find("events")->as_list()) {
            const std::string_view type = event.find("type")->as_string();
            if (type != "clock.threshold" && type != "clock.breached") continue;
            fired.push_back(std::string(type) + " " + std::string(event.find("due")->as_string()) +
                            ", step of " + std::string(step.find("at")->as_string()));
        }
    CHECK(fired ==
          std::vector<std::string>{"clock.breached 2026-03-02T01:15:00Z, step of 2026-03-02T01:15:00.001Z",
                                   "clock.threshold 2026-03-02T01:15:00Z, step of 2026-03-02T01:15:00.001Z"});
}
