// Ladders and tables speak of the data of those workflows whose tickets can come to them.
#include <itr/stores/memory.hpp>

#include "engine/desk.hpp"
#include "support/packs.hpp"

using namespace itr;
using namespace itr::test;

namespace {

constexpr const char* two_flows = R"yaml(
pack: two
version: 1.0.0
---
workflow: fault
data: {site: {type: string, default: north}}
events: {mend: {role: agent}}
initial: open
states: {open: {on: {mend: closed}}, closed: {type: final}}
---
workflow: wish
data: {price: {type: int, default: 1}}
events: {fulfil: {role: agent}}
initial: open
states: {open: {on: {fulfil: closed}}, closed: {type: final}}
---
agreement: faults
workflows: [fault]
clocks: {mend: {stop: "inState('closed')"}}
goals: [{mend: 1h}]
thresholds: {mend: {"50%": {assign: {table: crew}}, "100%": {ladder: first}}}
---
table: crew
hit: first
inputs: ["ticket.site"]
outputs: {team: string}
rows: [[north, team-north], [_, others]]
---
ladder: first
levels: [{notify: agent, when: "ticket.site == 'north'"}, {ladder: second, after: 30m}]
---
ladder: second
levels: [{notify: agent, when: "ticket.site != ''"}]
---
roles: {agent: {rights: [open, view]}}
)yaml";

std::string mistakes_of(std::string yaml) {
    const loader::Loaded loaded = load_text(yaml);
    if (!loaded.pack) return report(loaded.diagnostics);
    Diagnostics diagnostics;
    (void)Pack::compile(*loaded.pack, zones(), diagnostics);
    return codes(diagnostics);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
    return text;
}

}  // namespace

TEST_CASE("a ladder is no mistake in a workflow whose tickets never come to it") {
    CHECK(mistakes_of(two_flows) == "");
    const auto pack = compile(two_flows);
    CHECK(pack->flow("fault")->ladders[0].levels.size() == 2);
    CHECK(pack->flow("fault")->ladders[1].levels.size() == 1);
    CHECK(pack->flow("wish")->ladders[0].levels.empty());
    CHECK(pack->flow("wish")->tables.empty());
}

TEST_CASE("a ladder is a mistake in a workflow that raises it, directly or through another ladder") {
    const auto raised =
        replaced(two_flows, "{on: {fulfil: closed}}", "{entry: {ladder: first}, on: {fulfil: closed}}");
    CHECK(mistakes_of(raised) == "30:40 expression.no_such_field\n33:40 expression.no_such_field");
}

TEST_CASE("a threshold may ask a table that no workflow names") {
    const auto engine = make_engine(store::make_memory_store());
    REQUIRE(engine->deploy(compile(two_flows), at("2026-03-01T00:00:00Z"), host));
    command::Open open;
    open.workflow = "fault";
    run(*engine, agent, open, "2026-03-02T09:00:00Z");
    REQUIRE(engine->advance(at("2026-03-02T11:00:00Z")));
    CHECK(engine->get(tenant, ticket, agent, at("2026-03-02T11:00:00Z"))->team == "team-north");
}
