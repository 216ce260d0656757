// The deadline queue: which of very many tickets is due next. It is the store's index, so nothing is kept in
// memory, and it must be far ahead of what the store can make durable.
//   pending_deadlines/N   N tickets with a deadline each in one file; batches of the first 1000 are asked
//                         for. Counters: `ns` per deadline; `bytes` of the index per deadline;
//                         `durable_ns` per append of 1000 tickets in one commit, flushed to the disk;
//                         `x_durable` how many times as many deadlines are found as can be made durable.
#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <itr/stores/sqlite.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace itr;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t first_due = 1'700'000'000'000;
constexpr std::int64_t window = std::int64_t{30} * 24 * 3'600'000;  ///< deadlines lie within 30 days
constexpr std::size_t batch = 1000;
constexpr std::size_t batches = 50;

class Folder {
  public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "itr-due-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("expected a temporary folder");
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string file() const { return (path_ / "due.db").string(); }

  private:
    std::filesystem::path path_;
};

/// Writes the tickets past the store, which would take an hour for them: only their rows matter here.
class Rows {
  public:
    explicit Rows(const std::string& file) {
        if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error("expected a file");
    }
    ~Rows() { sqlite3_close(handle_); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    void add(std::int64_t count) {
        run("PRAGMA synchronous=OFF");
        run("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " +
            std::to_string(count) +
            ") INSERT INTO ticket(tenant, ticket, version, head, next_due, opened_at, changed_at, open, "
            "workflow, states, snapshot_version) SELECT 'acme', printf('T-%08d', i), 1, 0, " +
            std::to_string(first_due) + " + (i * 2654435761) % " + std::to_string(window) + ", " +
            std::to_string(first_due) + " + i, 0, 1, 'request', '[]', 0 FROM n");
    }
    /// Pages of the index that says what is due.
    [[nodiscard]] std::int64_t index_bytes() {
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(handle_, "SELECT sum(pgsize) FROM dbstat WHERE name = 'ticket_due'", -1,
                           &statement, nullptr);
        const bool found = statement != nullptr && sqlite3_step(statement) == SQLITE_ROW;
        const std::int64_t bytes = found ? sqlite3_column_int64(statement, 0) : 0;
        sqlite3_finalize(statement);
        return bytes;
    }

  private:
    void run(const std::string& sql) {
        char* message = nullptr;
        if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &message) == SQLITE_OK) return;
        const std::string what = message == nullptr ? "sqlite" : message;
        sqlite3_free(message);
        throw std::runtime_error(what);
    }
    sqlite3* handle_ = nullptr;
};

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// New tickets in one commit.
double durable_seconds(store::Store& store, std::size_t round) {
    std::vector<store::Append> rows(batch);
    for (std::size_t i = 0; i < batch; ++i) {
        store::Append& row = rows[i];
        row.tenant = TenantId("zenith");
        row.ticket = TicketId("N-" + std::to_string(round * batch + i));
        row.at = Instant{first_due};
        row.commit = R"({"events":[]})";
        row.snapshot = std::string(600, 's');
        row.summary.workflow = "request";
        row.next_due = Instant{first_due + window + static_cast<std::int64_t>(i)};
    }
    const auto begin = Clock::now();
    if (auto ok = store.append(rows); !ok) throw std::runtime_error(ok.error().message);
    return seconds_since(begin);
}

void pending_deadlines(benchmark::State& state) {
    const Folder folder;
    { const auto schema = store::open_sqlite_store(folder.file()).value(); }
    std::int64_t bytes = 0;
    {
        Rows rows(folder.file());
        rows.add(state.range(0));
        bytes = rows.index_bytes();
    }
    const auto store = store::open_sqlite_store(folder.file()).value();
    double found_in = 0, durable_in = 0;
    std::size_t rounds = 0;
    for (auto _ : state) {
        const auto begin = Clock::now();
        for (std::size_t i = 0; i < batches; ++i) {
            const auto due = store->due(Instant{first_due + window}, batch);
            if (!due || due->size() != batch) return state.SkipWithError("expected a full batch");
        }
        found_in += seconds_since(begin);
        durable_in += durable_seconds(*store, rounds++);
    }
    const double found = static_cast<double>(rounds * batches * batch);
    const double durable = static_cast<double>(rounds * batch);
    state.counters["ns"] = found_in / found * 1e9;
    state.counters["durable_ns"] = durable_in / durable * 1e9;
    state.counters["x_durable"] = (durable_in / durable) / (found_in / found);
    state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(state.range(0));
}
BENCHMARK(pending_deadlines)->Arg(1'000'000)->Arg(10'000'000)->Iterations(10)->Unit(benchmark::kMillisecond);

}  // namespace
