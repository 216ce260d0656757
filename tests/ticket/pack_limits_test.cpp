// Mistakes that only the whole pack shows, and actions that fail while a ticket runs.
#include <fmt/format.h>

#include "engine/desk.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr std::string_view limits_monday = "2026-03-02T01:00:00Z";

std::string first_code(const std::string& yaml) {
    const loader::SourceText source{"pack.yaml", yaml};
    const auto loaded = loader::load(std::span(&source, 1));
    REQUIRE(loaded.pack);
    Diagnostics diagnostics;
    const auto pack = Pack::compile(*loaded.pack, zones(), diagnostics);
    CHECK(pack == nullptr);
    return diagnostics.empty() ? "none" : std::string(diagnostics.front().code.text());
}

constexpr const char* routing_yaml = R"yaml(
pack: routing
version: 1.0.0
---
workflow: request
events: {remind: {role: agent}, route: {role: agent}}
initial: open
states:
  open:
    on:
      remind: {do: [{send: {event: remind, after: 1h}}]}
      route: {do: [{assign: {policy: nearest}}]}
---
roles:
  agent: {rights: [open, view]}
)yaml";

std::unique_ptr<Engine> routing_engine(std::shared_ptr<store::Store> store, policy::Policies policies = {}) {
    EngineOptions options;
    options.store = std::move(store);
    options.zones = zones();
    options.policies = std::move(policies);
    auto engine = *Engine::open(std::move(options));
    REQUIRE(engine->deploy(compile(routing_yaml), at(limits_monday), host));
    run(*engine, agent, command::Open{"request", {}, {}, {}, {}, {}, {}, {}}, limits_monday);
    return engine;
}

std::string last_commit(store::Store& store) {
    return store.history({tenant, ticket}, 0, 10'000)->back().text;
}

/// Sends everything to one team.
struct Nearest final : policy::AssignmentPolicy {
    [[nodiscard]] std::optional<policy::Assignment> propose(const policy::Snapshot&) const override {
        return policy::Assignment{"field", std::nullopt, std::nullopt, "it is near"};
    }
};

}  // namespace

TEST_CASE("a pack has at most 64 roles, and calendars that are named exist") {
    std::string roles = "pack: many\nversion: 1.0.0\n---\nroles:\n";
    for (std::size_t i = 0; i <= max_roles; ++i) roles += fmt::format("  role_{}: {{rights: [open]}}\n", i);
    CHECK(first_code(roles) == "pack.too_many_roles");
    CHECK(first_code("pack: p\nversion: 1.0.0\n---\nworkflow: w\ninitial: a\n"
                     "states: {a: {calendar: ofice, after: {4h: b}}, b: {type: final}}\n") ==
          "pack.unknown_calendar");
}

TEST_CASE("a ticket has at most 256 waiting timers; the next one is reported in its journal") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    const auto engine = routing_engine(store);
    for (std::size_t i = 0; i < max_timers; ++i)
        run(*engine, agent, command::Send{"remind", {}}, limits_monday);
    CHECK(last_commit(*store).find("failed") == std::string::npos);
    run(*engine, agent, command::Send{"remind", {}}, limits_monday);
    CHECK(last_commit(*store).find("ticket.too_many_timers") != std::string::npos);
}

TEST_CASE("an assignment policy of the host decides who gets a ticket; one that is missing is reported") {
    const std::shared_ptr<store::Store> store = store::make_memory_store();
    auto engine = routing_engine(store);
    run(*engine, agent, command::Send{"route", {}}, limits_monday);
    CHECK(last_commit(*store).find("action.failed") != std::string::npos);
    CHECK(engine->get(tenant, ticket, agent, at(limits_monday))->team.empty());

    policy::Policies policies;
    policies.assignment.emplace_back("nearest", std::make_shared<Nearest>());
    engine = routing_engine(store::make_memory_store(), std::move(policies));
    run(*engine, agent, command::Send{"route", {}}, limits_monday);
    CHECK(engine->get(tenant, ticket, agent, at(limits_monday))->team == "field");
}
