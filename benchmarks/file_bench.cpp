// What a command takes in a SQLite file: the lifecycle of twelve events with two clocks, every commit linked
// for the audit; after a checkpoint and VACUUM. Limit: 900 bytes a command.
//   file_size   `bytes_a_command`, by all accepted commands, the openings too; of it the tables `journal` and
//               `ticket` and the `index`es
#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <filesystem>
#include <itr/stores/sqlite.hpp>

#include "lifecycle_pack.hpp"
#include "many_tickets.hpp"
#include "support/temp_dir.hpp"

namespace {

using namespace itr;
using bench::must;

constexpr std::size_t tickets = 2'000;

std::shared_ptr<const audit::Keys> keys() {
    return std::make_shared<const audit::Keys>(must(audit::Keys::read(must(audit::make_key("k1")))));
}

std::int64_t bytes_of(const std::string& path, const std::string& which) {
    sqlite3* handle = nullptr;
    sqlite3_stmt* statement = nullptr;
    sqlite3_open(path.c_str(), &handle);
    sqlite3_prepare_v2(handle, ("SELECT sum(pgsize) FROM dbstat WHERE " + which).c_str(), -1, &statement,
                       nullptr);
    const std::int64_t bytes = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return bytes;
}

void file_size(benchmark::State& state) {
    const bench::Lifecycle lifecycle;
    const std::size_t count = bench::count_or(tickets);
    for (auto _ : state) {
        const test::TempDir folder;
        const std::string path = folder.file("tickets.db");
        std::size_t accepted = 0;
        {
            EngineOptions options;
            options.store = must(store::open_sqlite_store(path, {.synchronous = store::Synchronous::off}));
            options.audit = keys();
            const auto engine = must(Engine::open(std::move(options)));
            must(engine->deploy(bench::lifecycle_pack(), lifecycle.start, {"host", {"system"}, {}}));
            std::vector<Command> one{lifecycle.opening};
            one.insert(one.end(), lifecycle.events.begin(), lifecycle.events.end());
            // Of all the tickets the first command, then the second …: as they come in life, not one by one.
            for (std::size_t event = 0; event < one.size(); ++event)
                for (std::size_t n = 0; n < count; ++n) {
                    one[event].ticket = TicketId("01jb7k3v5h8x9q2m4n6p0r" + std::to_string(1000 + n));
                    accepted += must(engine->execute(one[event], lifecycle.at(event))).rejection ? 0U : 1U;
                }
        }
        must(store::compact_sqlite(path));  // a checkpoint and VACUUM
        const auto each = [&](std::int64_t bytes) {
            return static_cast<double>(bytes) / static_cast<double>(accepted);
        };
        state.counters["bytes_a_command"] = each(static_cast<std::int64_t>(std::filesystem::file_size(path)));
        state.counters["journal"] = each(bytes_of(path, "name = 'journal'"));
        state.counters["ticket"] = each(bytes_of(path, "name = 'ticket'"));
        state.counters["index"] = each(bytes_of(path, "name LIKE 'ticket\\_%' ESCAPE '\\'"));
        if (accepted != count * (bench::lifecycle_events + 1)) state.SkipWithError("a command was refused");
    }
}
BENCHMARK(file_size)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
