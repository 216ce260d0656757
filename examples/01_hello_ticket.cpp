#include <cstdio>
#include <itr/engine.hpp>
#include <itr/loader.hpp>
#include <itr/stores/memory.hpp>

int main() {
    using namespace itr;
    auto loaded = loader::load_folder("examples/packs/hello");
    for (const auto& mistake : loaded.diagnostics) std::puts(to_string(mistake).c_str());
    const auto zones = calendar::ZoneDatabase::load_system().value();
    const auto pack = Pack::compile(loaded.pack.value(), zones, loaded.diagnostics);
    const auto engine = Engine::open({.store = store::make_memory_store()}).value();

    const TenantId acme{"acme"};
    const TicketId ticket{"T-1"};
    const Actor desk{"desk", {"desk"}, {}}, host{"host", {"system"}, {}};
    const Instant nine = parse_instant("2026-03-02T09:00:00Z").value();  // the host says what time it is
    if (!engine->deploy(pack, nine, host)) return 1;
    const command::Open question{"question", {{"text", Value("Where is the manual?")}}};
    if (!engine->execute({acme, ticket, desk, question}, nine)) return 1;
    std::printf("due %s\n", to_string(engine->get(acme, ticket, desk, nine)->clocks[0].due).c_str());
    const command::Send answer{"answer", {{"reply", Value("On the last page.")}}};
    if (!engine->execute({acme, ticket, desk, answer}, nine + minutes(20))) return 1;
    const TicketView view = engine->get(acme, ticket, desk, nine + minutes(20)).value();
    std::printf("%s after %s\n", view.states[0].c_str(), to_string(view.clocks[0].elapsed).c_str());
    return view.states[0] == "answered" ? 0 : 1;
}
