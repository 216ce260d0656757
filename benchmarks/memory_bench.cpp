// What a live ticket costs in memory: 100,000 open tickets in an engine over an SQLite store, all in its
// cache, each with ten fields of distinct texts and three running clocks. Counted by the allocator, so that
// everything is in it: ticket, index, order of use, and SQLite's page cache, which holds the queue of
// deadlines and has a limit of its own (32 MiB): its part is shown apart, too. Limit: 1 KiB a ticket, aim 512
// bytes. All but the last that were asked for are compact
// by then; what it costs to make one so and to have it back is timed apart, and so is one that is ready.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <filesystem>
#include <itr/engine.hpp>
#include <itr/stores/sqlite.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "lifecycle_pack.hpp"
#include "ticket/compact.hpp"

namespace {

using namespace itr;

constexpr std::size_t tickets = 100'000;
constexpr std::size_t group = 1'000;
constexpr std::size_t fields = 10;

constexpr const char* yaml = R"yaml(
pack: memory
version: 1.0.0
---
workflow: request
data: {f0: string, f1: string, f2: string, f3: string, f4: string, f5: string, f6: string, f7: string, f8: string, f9: string}
events: {finish: {role: desk}}
initial: working
states:
  working: {on: {finish: closed}}
  closed: {type: final}
---
agreement: standard
clocks:
  respond: {stop: "inState('closed')"}
  restore: {stop: "inState('closed')"}
  resolve: {stop: "inState('closed')"}
goals:
  - {respond: 4h, restore: 8h, resolve: 80h}
---
roles:
  desk: {rights: [open, view]}
)yaml";

class Folder {
  public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "itr-bench-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
        path_ = pattern;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

/// Of exactly so many bytes, no two alike.
std::string text_of(std::size_t ticket, std::size_t field, std::size_t bytes) {
    std::string text = std::to_string(field) + "-" + std::to_string(ticket) + "-";
    text.resize(bytes, 'x');
    return text;
}

Command opening(std::size_t ticket, std::size_t text_bytes) {
    command::Open open;
    open.workflow = "request";
    for (std::size_t f = 0; f < fields; ++f)
        open.data.emplace_back("f" + std::to_string(f), Value(text_of(ticket, f, text_bytes)));
    Command command;
    command.tenant = TenantId("t");
    command.ticket = TicketId("T-" + std::to_string(ticket));
    command.actor = {"li.wei", {"desk"}, {}};
    command.body = std::move(open);
    return command;
}

std::unique_ptr<Engine> engine_on(const std::string& file) {
    store::SqliteOptions sqlite;
    sqlite.synchronous = store::Synchronous::off;
    EngineOptions options;
    options.store = store::open_sqlite_store(file, sqlite).value();
    options.cache_bytes = std::size_t{1} << 30;
    options.entropy = [] { return std::string("sixteen bytes..!"); };
    auto engine = Engine::open(std::move(options)).value();
    const Actor host{"host", {"system"}, {}};
    if (!engine->deploy(bench::pack_of(yaml), Instant{1'772'413'200'000}, host))
        throw std::runtime_error("the pack cannot be deployed");
    return engine;
}

void open_tickets(Engine& engine, std::size_t from, std::size_t to, std::size_t text_bytes) {
    std::vector<Command> commands;
    commands.reserve(to - from);
    for (std::size_t t = from; t < to; ++t) commands.push_back(opening(t, text_bytes));
    const auto outcomes = engine.execute_batch(commands, Instant{1'772'413'200'000}).value();
    for (const Outcome& outcome : outcomes)
        if (outcome.rejection) throw std::runtime_error(outcome.rejection->message);
}

/// Argument: bytes of each text. Up to 14 lie within the value.
void live_ticket(benchmark::State& state) {
    const auto text_bytes = static_cast<std::size_t>(state.range(0));
    for (auto _ : state) {
        const Folder folder;
        const auto engine = engine_on(folder.file("tickets.db"));
        open_tickets(*engine, 0, group, text_bytes);  // buffers and statements have their memory
        const auto heap_before = mallinfo2().uordblks;
        const auto sqlite_before = sqlite3_memory_used();
        for (std::size_t t = group; t < group + tickets; t += group)
            open_tickets(*engine, t, t + group, text_bytes);
        const auto sqlite = static_cast<double>(sqlite3_memory_used() - sqlite_before);
        const auto heap = static_cast<double>(mallinfo2().uordblks - heap_before);
        if (engine->counters().cached_tickets != tickets + group)
            state.SkipWithError("the cache is not warm");
        state.counters["bytes_per_ticket"] = heap / static_cast<double>(tickets);
        state.counters["without_sqlite"] = (heap - sqlite) / static_cast<double>(tickets);
        state.counters["sqlite_per_ticket"] = sqlite / static_cast<double>(tickets);
        state.counters["counted_per_ticket"] = static_cast<double>(engine->counters().cache_bytes) /
                                               static_cast<double>(engine->counters().cached_tickets);
    }
}
BENCHMARK(live_ticket)->ArgName("text")->Arg(14)->Arg(20)->Iterations(1)->Unit(benchmark::kSecond);

/// There and back. Counters: bytes of a ticket that is ready, and of a compact one, without key and index.
void compact_and_expand(benchmark::State& state) {
    const Command command = opening(0, static_cast<std::size_t>(state.range(0)));
    const auto pack = bench::pack_of(yaml);
    Surroundings around;
    around.now = Instant{1'772'413'200'000};
    around.number = "1";
    Decision decision;
    if (decide(pack, nullptr, command, around, decision) != Verdict::decided)
        return state.SkipWithError("the ticket is not opened");
    Ticket ready = blank_ticket(pack, 0, command.tenant, command.ticket);
    evolve(ready, decision);
    for (auto _ : state) {
        const CompactTicket compact(ready);
        benchmark::DoNotOptimize(compact.expand(command.tenant, command.ticket));
    }
    const CompactTicket compact(ready);
    state.counters["ready"] = static_cast<double>(memory_of(ready));
    state.counters["compact"] = static_cast<double>(sizeof compact + compact.heap_bytes());
}
BENCHMARK(compact_and_expand)->ArgName("text")->Arg(14)->Arg(20);

}  // namespace
