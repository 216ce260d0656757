// What an engine tells of itself: a log of what happens without being asked for, counters, and a limit to the
// memory that tickets take.
#include <itr/stores/memory.hpp>

#include "example.hpp"

using namespace itr;
using example::at;
using example::expect;
using example::must;

namespace {

const char* const yaml = R"yaml(
pack: support
version: 1.0.0
---
workflow: request
events: {solve: {role: desk}}
states: {working: {on: {solve: solved}}, solved: {type: final}}
---
roles: {desk: {rights: [open, view]}}
)yaml";

// [metrics]
/// A page of figures as Prometheus reads it.
std::string metrics_of(const Engine& engine) {
    const EngineCounters counted = engine.counters();
    std::string page;
    const auto add = [&](const char* name, std::uint64_t value) {
        page += "itr_" + std::string(name) + " " + std::to_string(value) + "\n";
    };
    add("commands_total", counted.commands_total);
    add("rejections_total", counted.rejections_total);
    add("repeats_total", counted.repeats_total);
    add("deadlines_total", counted.deadlines_total);
    add("conflicts_total", counted.conflicts_total);
    add("cache_hits_total", counted.cache_hits_total);
    add("cache_misses_total", counted.cache_misses_total);
    add("cached_tickets", counted.cached_tickets);
    add("cache_bytes", counted.cache_bytes);
    return page;
}
// [/metrics]

}  // namespace

int main() {
    std::string log;
    // [observed]
    EngineOptions options = example::options_on(store::make_memory_store());
    options.cache_bytes = std::size_t{32} << 10;  // a server gives more: the default is 64 MiB
    options.log = [&](const LogRecord& record) {
        log += std::string(record.event) + ": " + std::string(record.message) + "\n";
    };
    const auto engine = must(Engine::open(std::move(options)));
    // [/observed]
    const Instant nine = at("2026-03-02T09:00:00Z");
    must(engine->deploy(example::compile(yaml), nine, example::host));
    const Actor desk{"desk", {"desk"}, {}};
    constexpr int tickets = 500;
    for (int n = 0; n < tickets; ++n)
        must(engine->execute(
            {TenantId{"t"}, TicketId{"R-" + std::to_string(n)}, desk, command::Open{"request"}}, nine));
    must(engine->get(TenantId{"t"}, TicketId{"R-0"}, desk, nine));  // dropped long ago, and read again

    const std::string page = metrics_of(*engine);
    std::printf("%s%s", log.c_str(), page.c_str());
    const EngineCounters counted = engine->counters();
    expect(log == "pack.deployed: support 1.0.0 by host\n", "the deployment is in the log");
    expect(page.starts_with("itr_commands_total 500\n"), "every command is counted");
    expect(counted.cache_bytes <= std::size_t{32} << 10, "the tickets in memory stay within their limit");
    expect(counted.cached_tickets < tickets, "not all of them are kept");
}
