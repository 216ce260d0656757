// Appends a second: memory, and SQLite with every commit flushed to disk. The limit of SQLite is a bare
// program that does the same work with nothing of a store in between, measured in turns with it, so that a
// busy machine slows both: per event a journal row, a snapshot of 600 bytes and a due that comes and goes,
// over 10,000 or 1,000,000 live tickets in shuffled order.
#include <benchmark/benchmark.h>
#include <sqlite3.h>
#include <algorithm>
#include <chrono>
#include <itr/stores/memory.hpp>
#include <itr/stores/sqlite.hpp>
#include <random>
#include <stdexcept>

#include "count.hpp"
#include "support/temp_dir.hpp"

namespace {

using namespace itr;
using namespace itr::store;
using Clock = std::chrono::steady_clock;

constexpr int few_tickets = 10'000;
constexpr int many_tickets = 1'000'000;
constexpr int tickets_a_commit = 10'000;  ///< when they are loaded
constexpr std::size_t snapshot_bytes = 600;
constexpr std::size_t event_bytes = 80;
constexpr std::int64_t some_due_ms = 1'700'000'000'000;

int at_most(int tickets) {
    return std::min(tickets, static_cast<int>(bench::count_or(static_cast<std::size_t>(tickets))));
}

std::vector<int> shuffled(int tickets) {
    std::vector<int> order(static_cast<std::size_t>(tickets));
    for (int i = 0; i < tickets; ++i) order[static_cast<std::size_t>(i)] = i;
    std::shuffle(order.begin(), order.end(), std::mt19937(7));
    return order;
}

std::int64_t due_of(std::uint64_t event) {
    return some_due_ms + static_cast<std::int64_t>((event * 2'654'435'761u) & 0x1ffffff);
}

/// One commit of each ticket.
template <typename Program>
void load(Program& program, int tickets) {
    for (int left = tickets; left > 0; left -= tickets_a_commit)
        program.append(std::min(left, tickets_a_commit));
}

/// The bare program.
class Bare {
  public:
    Bare(const std::string& path, int tickets) : order_(shuffled(tickets)) {
        check(sqlite3_open(path.c_str(), &handle_));
        run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536");
        run("CREATE TABLE journal(seq INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, at INTEGER NOT NULL, "
            "event TEXT NOT NULL,"
            " data BLOB);"
            "CREATE TABLE ticket(id INTEGER PRIMARY KEY, state TEXT NOT NULL, version INTEGER NOT NULL, "
            "snapshot BLOB NOT NULL);"
            "CREATE TABLE timer(ticket INTEGER NOT NULL, name TEXT NOT NULL, due INTEGER NOT NULL, PRIMARY "
            "KEY(ticket, name))"
            " WITHOUT ROWID; CREATE INDEX timer_due ON timer(due)");
        journal_ = prepare("INSERT INTO journal(ticket, at, event, data) VALUES(?, ?, 'info-received', ?)");
        ticket_ = prepare(
            "INSERT INTO ticket(id, state, version, snapshot) VALUES(?, 'handle.diagnose', ?, ?) ON "
            "CONFLICT(id) DO UPDATE"
            " SET state = excluded.state, version = excluded.version, snapshot = excluded.snapshot");
        put_timer_ = prepare(
            "INSERT INTO timer(ticket, name, due) VALUES(?, 'resolve', ?) ON CONFLICT(ticket, name) DO "
            "UPDATE SET due ="
            " excluded.due");
        drop_timer_ = prepare("DELETE FROM timer WHERE ticket = ? AND name = 'resolve'");
        begin_ = prepare("BEGIN IMMEDIATE");
        commit_ = prepare("COMMIT");
        load(*this, tickets);
    }
    Bare(const Bare&) = delete;
    Bare& operator=(const Bare&) = delete;
    ~Bare() {
        for (sqlite3_stmt* statement : {journal_, ticket_, put_timer_, drop_timer_, begin_, commit_})
            sqlite3_finalize(statement);
        sqlite3_close(handle_);
    }

    void append(int count) {
        step(begin_);
        for (int i = 0; i < count; ++i) event();
        step(commit_);
    }

  private:
    void event() {
        const int ticket = order_[event_ % order_.size()];
        const std::uint64_t round = event_ / order_.size();
        ++event_;
        sqlite3_bind_int(journal_, 1, ticket);
        sqlite3_bind_int64(journal_, 2, static_cast<std::int64_t>(event_));
        sqlite3_bind_blob(journal_, 3, data_.data(), static_cast<int>(data_.size()), SQLITE_STATIC);
        step(journal_);
        sqlite3_bind_int(ticket_, 1, ticket);
        sqlite3_bind_int64(ticket_, 2, static_cast<std::int64_t>(round));
        sqlite3_bind_blob(ticket_, 3, snapshot_.data(), static_cast<int>(snapshot_.size()), SQLITE_STATIC);
        step(ticket_);
        sqlite3_stmt* timer = round % 2 == 0 ? put_timer_ : drop_timer_;
        sqlite3_bind_int(timer, 1, ticket);
        if (timer == put_timer_) sqlite3_bind_int64(timer, 2, due_of(event_));
        step(timer);
    }
    void step(sqlite3_stmt* statement) {
        check(sqlite3_step(statement));
        sqlite3_reset(statement);
    }
    void run(const char* sql) { check(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr)); }
    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* statement = nullptr;
        check(sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
        return statement;
    }
    void check(int result) {
        if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW)
            throw std::runtime_error(sqlite3_errmsg(handle_));
    }

    sqlite3* handle_ = nullptr;
    sqlite3_stmt *journal_, *ticket_, *put_timer_, *drop_timer_, *begin_, *commit_;
    std::vector<int> order_;
    std::string data_ = std::string(event_bytes, 'd');
    std::string snapshot_ = std::string(snapshot_bytes, 's');
    std::uint64_t event_ = 0;
};

/// The same work through the port.
class Stored {
  public:
    Stored(Store& store, int tickets) : store_(store), order_(shuffled(tickets)) { load(*this, tickets); }

    void append(int count) {
        batch_.resize(static_cast<std::size_t>(count));
        for (Append& append : batch_) fill(append);
        if (auto ok = store_.append(batch_); !ok) throw std::runtime_error(ok.error().message);
    }

  private:
    void fill(Append& append) {
        const int ticket = order_[event_ % order_.size()];
        const std::uint64_t round = event_ / order_.size();
        ++event_;
        append.tenant = tenant_;
        append.ticket = itr::TicketId("T-" + std::to_string(ticket));
        append.expected = round;
        append.at = itr::Instant{some_due_ms + static_cast<std::int64_t>(event_)};
        append.commit = commit_;
        append.snapshot = snapshot_;
        append.summary.workflow = "request";
        append.summary.states = {"handle.diagnose"};
        append.summary.opened_at = itr::Instant{some_due_ms + ticket};
        append.summary.changed_at = append.at;
        append.next_due = round % 2 == 0 ? itr::Instant{due_of(event_)} : itr::never;
    }

    Store& store_;
    std::vector<int> order_;
    itr::TenantId tenant_{"acme"};
    std::string commit_ = R"({"events":["info-received"],"data":")" + std::string(event_bytes, 'd') + "\"}";
    std::string snapshot_ = std::string(snapshot_bytes, 's');
    std::vector<Append> batch_;
    std::uint64_t event_ = 0;
};

template <typename Work>
double seconds_of(const Work& work) {
    const auto begin = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

void memory_append(benchmark::State& state) {
    const auto store = make_memory_store();
    Stored stored(*store, at_most(few_tickets));
    for (auto _ : state) stored.append(1);
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(memory_append);

/// Arguments: appends a commit, live tickets. Counter `ratio`: the bare program's time over the store's.
/// Limits: 0.9 one by one, 1.2 by 64, 1.5 by 64 over a million.
void sqlite_full_append(benchmark::State& state) {
    const int group = static_cast<int>(state.range(0));
    const int commits = group == 1 ? 200 : 8;
    const int tickets = at_most(static_cast<int>(state.range(1)));
    const itr::test::TempDir directory;
    const auto store = open_sqlite_store(directory.file("store.db")).value();
    Stored stored(*store, tickets);
    Bare bare(directory.file("bare.db"), tickets);
    double bare_seconds = 0;
    double store_seconds = 0;
    for (auto _ : state) {
        bare_seconds += seconds_of([&] {
            for (int i = 0; i < commits; ++i) bare.append(group);
        });
        const double taken = seconds_of([&] {
            for (int i = 0; i < commits; ++i) stored.append(group);
        });
        store_seconds += taken;
        state.SetIterationTime(taken);
    }
    const double events = static_cast<double>(state.iterations()) * commits * group;
    state.counters["store_per_s"] = events / store_seconds;
    state.counters["bare_per_s"] = events / bare_seconds;
    state.counters["ratio"] = bare_seconds / store_seconds;
}
BENCHMARK(sqlite_full_append)
    ->Args({1, few_tickets})
    ->Args({64, few_tickets})
    ->Args({64, many_tickets})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
