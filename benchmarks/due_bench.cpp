// The deadline queue: which of very many tickets is due next. It is the store's index, so nothing is kept in
// memory, and it must be far ahead of what the store can make durable.
//   pending_deadlines/N   N tickets with a deadline and a snapshot each in one file, as after a long life.
//   The
//                         next 1000 that are due are asked for, then a commit of each is appended that moves
//                         its deadline out of the window, all in one flush to the disk: what a host does that
//                         was away. Counters: `ns` per deadline found; `durable_ns` per commit; `x_durable`
//                         how many times as many deadlines are found as can be made durable; `bytes` of the
//                         index per deadline.
// ITR_BENCH_TICKETS: another number of tickets, at least 20,000.
#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdlib>
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
constexpr int rounds = 20;
constexpr std::size_t snapshot_bytes = 600;

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
        index_sql_ = text("SELECT sql FROM sqlite_schema WHERE name = 'ticket_due'");
    }
    ~Rows() { sqlite3_close(handle_); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    /// The index of deadlines is made once all are there: their order in time is not that of the tickets.
    void add(std::int64_t count) {
        run("PRAGMA synchronous=OFF; DROP INDEX ticket_due");
        run("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " +
            std::to_string(count) +
            ") INSERT INTO ticket(tenant, ticket, version, head, next_due, opened_at, changed_at, open, "
            "workflow, states, snapshot_version, snapshot) SELECT 'acme', printf('T-%08d', i), 1, 0, " +
            std::to_string(first_due) + " + (i * 2654435761) % " + std::to_string(window) + ", " +
            std::to_string(first_due) + " + i, 0, 1, 'request', '[]', 1, printf('%.*c', " +
            std::to_string(snapshot_bytes) + ", 's') FROM n");
        run(index_sql_);
    }
    /// Pages of the index that says what is due.
    [[nodiscard]] std::int64_t index_bytes() {
        return std::stoll(text("SELECT sum(pgsize) FROM dbstat WHERE name = 'ticket_due'"));
    }

  private:
    void run(const std::string& sql) {
        char* message = nullptr;
        if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &message) == SQLITE_OK) return;
        const std::string what = message == nullptr ? "sqlite" : message;
        sqlite3_free(message);
        throw std::runtime_error(what);
    }
    std::string text(const char* sql) {
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr);
        if (statement == nullptr || sqlite3_step(statement) != SQLITE_ROW)
            throw std::runtime_error(sqlite3_errmsg(handle_));
        std::string found = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
        sqlite3_finalize(statement);
        return found;
    }

    sqlite3* handle_ = nullptr;
    std::string index_sql_;
};

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// One commit of each ticket, all in one flush to the disk.
double durable_seconds(store::Store& store, const std::vector<store::DueTicket>& due) {
    std::vector<store::Append> commits(due.size());
    for (std::size_t i = 0; i < due.size(); ++i) {
        store::Append& commit = commits[i];
        commit.tenant = due[i].key.tenant;
        commit.ticket = due[i].key.ticket;
        commit.expected = 1;
        commit.at = due[i].due;
        commit.commit = R"({"events":[{"clock":"resolve","threshold":"at 80 %","type":"threshold"}],"v":1})";
        commit.snapshot = std::string(snapshot_bytes, 't');
        commit.summary.workflow = "request";
        commit.summary.open = true;
        commit.next_due = due[i].due + Duration{window};
    }
    const auto begin = Clock::now();
    if (auto ok = store.append(commits); !ok) throw std::runtime_error(ok.error().message);
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
    std::size_t found = 0;
    for (auto _ : state) {
        const auto begin = Clock::now();
        const auto due = store->due(Instant{first_due + window}, batch);
        found_in += seconds_since(begin);
        if (!due || due->size() != batch) return state.SkipWithError("expected a full batch");
        durable_in += durable_seconds(*store, *due);
        found += batch;
    }
    state.counters["ns"] = found_in / static_cast<double>(found) * 1e9;
    state.counters["durable_ns"] = durable_in / static_cast<double>(found) * 1e9;
    state.counters["x_durable"] = durable_in / found_in;
    state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(state.range(0));
}

void sizes(benchmark::internal::Benchmark* queue) {
    const char* text = std::getenv("ITR_BENCH_TICKETS");
    for (const std::int64_t size : text != nullptr ? std::vector{std::strtoll(text, nullptr, 10)}
                                                   : std::vector<long long>{1'000'000, 10'000'000})
        queue->Arg(size);
}
BENCHMARK(pending_deadlines)->Apply(sizes)->Iterations(rounds)->Unit(benchmark::kMillisecond);

}  // namespace
