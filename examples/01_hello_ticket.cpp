#include <cstdio>
#include <itr/engine.hpp>
#include <itr/loader.hpp>
#include <itr/stores/memory.hpp>

int main() {
    using namespace itr;
    const loader::SourceText yaml{"hello.yaml", R"yaml(
pack: hello
version: 1.0.0
---
workflow: question
events: {answer: {role: desk}}
states: {asked: {on: {answer: closed}}, closed: {type: final}}
---
agreement: support
clocks: {answer: {stop: "inState('closed')"}}
goals: [{answer: 1h, calendar: 24x7}]
---
roles: {desk: {rights: [open, view]}}
)yaml"};
    auto loaded = loader::load(std::span(&yaml, 1));
    for (const auto& mistake : loaded.diagnostics) std::puts(to_string(mistake).c_str());
    const auto pack =
        Pack::compile(loaded.pack.value(), *calendar::ZoneDatabase::load_system(), loaded.diagnostics);
    const auto engine = Engine::open({.store = store::make_memory_store()}).value();

    const TenantId acme{"acme"};
    const TicketId ticket{"T-1"};
    const Actor desk{"desk", {"desk"}, {}}, host{"host", {"system"}, {}};
    const Instant nine = parse_instant("2026-03-02T09:00:00Z").value();  // the host says what time it is
    if (!engine->deploy(pack, nine, host)) return 1;
    if (!engine->execute({acme, ticket, desk, command::Open{"question"}}, nine)) return 1;
    std::printf("due %s\n", to_string(engine->get(acme, ticket, desk, nine)->clocks[0].due).c_str());
    if (!engine->execute({acme, ticket, desk, command::Send{"answer"}}, nine + minutes(20))) return 1;
    const TicketView view = engine->get(acme, ticket, desk, nine + minutes(20)).value();
    std::printf("%s after %s\n", view.states[0].c_str(), to_string(view.clocks[0].elapsed).c_str());
    return view.open ? 1 : 0;
}
