// Appends a second into PostgreSQL, every commit flushed, over 1, 2 and 8 connections. The limit is a bare
// program on libpq's pipeline that does the same work with nothing of a store in between, measured in turns
// with it: BEGIN, a journal row, a snapshot of 600 bytes, a due that comes and goes, COMMIT; over 10,000
// tickets. Needs PEERS_PG, a connection string: tests/store/postgres/server.py --durable sets it.
#include <benchmark/benchmark.h>
#include <libpq-fe.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <itr/stores/postgres.hpp>
#include <memory>
#include <stdexcept>
#include <thread>

#include "count.hpp"

namespace {

using namespace itr;
using namespace itr::store;
using Clock = std::chrono::steady_clock;

/// Each is written durably, one by one, before anything is measured.
int ticket_count() { return static_cast<int>(bench::count_or(10'000)); }
constexpr std::size_t snapshot_bytes = 600;
constexpr std::size_t event_bytes = 80;
constexpr std::int64_t some_due_ms = 1'700'000'000'000;

std::string connection() {
    const char* text = std::getenv("PEERS_PG");
    return text == nullptr ? std::string() : std::string(text);
}

/// The nth event of a writer of `count` tickets.
struct Event {
    int ticket;
    std::uint64_t round;
    std::int64_t at_ms, due_ms;
};
Event nth_event(std::uint64_t n, int first, int count) {
    const auto tickets = static_cast<std::uint64_t>(count);
    return {first + static_cast<int>((n * 7919) % tickets), n / tickets, static_cast<std::int64_t>(n + 1),
            some_due_ms + static_cast<std::int64_t>(((n + 1) * 2'654'435'761u) & 0x1ffffff)};
}

/// The bare program: one connection with its share of the tickets.
class Bare {
  public:
    Bare(int first, int count)
        : handle_(PQconnectdb(connection().c_str()), &PQfinish), first_(first), count_(count) {
        if (PQstatus(handle_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(handle_.get()));
        for (const auto& [name, sql] : statements) check(PQprepare(handle_.get(), name, sql, 0, nullptr));
        PQenterPipelineMode(handle_.get());
        for (int i = 0; i < count; ++i) append();
    }

    static void make_tables() {
        const std::unique_ptr<PGconn, decltype(&PQfinish)> admin(PQconnectdb(connection().c_str()),
                                                                 &PQfinish);
        check(
            PQexec(admin.get(),
                   "DROP TABLE IF EXISTS journal; DROP TABLE IF EXISTS ticket; DROP TABLE IF EXISTS timer;"
                   "CREATE TABLE journal(seq BIGSERIAL PRIMARY KEY, ticket INT NOT NULL, at BIGINT NOT NULL,"
                   " event TEXT NOT NULL, data BYTEA);"
                   "CREATE TABLE ticket(id INT PRIMARY KEY, state TEXT NOT NULL, version BIGINT NOT NULL,"
                   " snapshot BYTEA NOT NULL) WITH (fillfactor=70);"
                   "CREATE TABLE timer(ticket INT NOT NULL, name TEXT NOT NULL, due BIGINT NOT NULL,"
                   " PRIMARY KEY(ticket,name)); CREATE INDEX timer_due ON timer(due)"));
    }

    void append() {
        const Event event = nth_event(event_++, first_, count_);
        const std::string id = std::to_string(event.ticket), at = std::to_string(event.at_ms);
        const std::string round = std::to_string(event.round), due = std::to_string(event.due_ms);
        send("b", {});
        send("j", {id.c_str(), at.c_str(), "info-received", data_.c_str()});
        send("u", {id.c_str(), "handle.diagnose", round.c_str(), snapshot_.c_str()});
        if (event.round % 2 == 0)
            send("ti", {id.c_str(), "resolve", due.c_str()});
        else
            send("td", {id.c_str(), "resolve"});
        send("c", {});
        PQpipelineSync(handle_.get());
        for (int i = 0; i < 5; ++i) {
            check(PQgetResult(handle_.get()));
            PQgetResult(handle_.get());
        }
        check(PQgetResult(handle_.get()));
    }

  private:
    static constexpr std::array<std::pair<const char*, const char*>, 6> statements{{
        {"b", "BEGIN"},
        {"c", "COMMIT"},
        {"j", "INSERT INTO journal(ticket,at,event,data) VALUES($1::int,$2::bigint,$3::text,$4::bytea)"},
        {"u",
         "INSERT INTO ticket(id,state,version,snapshot) VALUES($1::int,$2::text,$3::bigint,$4::bytea) ON "
         "CONFLICT(id) DO UPDATE SET "
         "state=excluded.state,version=excluded.version,snapshot=excluded.snapshot"},
        {"ti",
         "INSERT INTO timer(ticket,name,due) VALUES($1::int,$2::text,$3::bigint) ON CONFLICT(ticket,name) DO "
         "UPDATE SET due=excluded.due"},
        {"td", "DELETE FROM timer WHERE ticket=$1::int AND name=$2::text"},
    }};

    void send(const char* name, std::initializer_list<const char*> values) {
        const std::array<int, 4> formats{0, 0, 0, 1};
        std::array<int, 4> lengths{};
        std::size_t i = 0;
        for (const char* value : values) lengths[i++] = static_cast<int>(std::string_view(value).size());
        if (PQsendQueryPrepared(handle_.get(), name, static_cast<int>(values.size()), std::data(values),
                                lengths.data(), formats.data(), 0) == 0)
            throw std::runtime_error(PQerrorMessage(handle_.get()));
    }
    static void check(PGresult* result) {
        const auto status = PQresultStatus(result);
        const std::string message = PQresultErrorMessage(result);
        PQclear(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_PIPELINE_SYNC)
            throw std::runtime_error(message);
    }

    std::unique_ptr<PGconn, decltype(&PQfinish)> handle_;
    int first_, count_;
    std::string data_ = std::string(event_bytes, 'd');
    std::string snapshot_ = std::string(snapshot_bytes, 's');
    std::uint64_t event_ = 0;
};

/// The same work through the port.
class Stored {
  public:
    Stored(Store& store, int first, int count) : store_(store), first_(first), count_(count) {
        append_.tenant = itr::TenantId("acme");
        append_.commit = R"({"events":["info-received"],"data":")" + std::string(event_bytes, 'd') + "\"}";
        append_.snapshot = std::string(snapshot_bytes, 's');
        append_.summary.workflow = "request";
        append_.summary.states = {"handle.diagnose"};
        for (int i = 0; i < count; ++i) append();
    }

    void append() {
        const Event event = nth_event(event_++, first_, count_);
        append_.ticket = itr::TicketId("T-" + std::to_string(event.ticket));
        append_.expected = event.round;
        append_.at = append_.summary.changed_at = itr::Instant{some_due_ms + event.at_ms};
        append_.summary.opened_at = itr::Instant{some_due_ms + event.ticket};
        append_.next_due = event.round % 2 == 0 ? itr::Instant{event.due_ms} : itr::never;
        if (auto ok = store_.append(std::span(&append_, 1)); !ok)
            throw std::runtime_error(ok.error().message);
    }

  private:
    Store& store_;
    int first_, count_;
    Append append_;
    std::uint64_t event_ = 0;
};

/// Appends by all writers at a time, for a while; events a second.
template <typename Writer>
double rate(std::vector<std::unique_ptr<Writer>>& writers, std::chrono::milliseconds span) {
    std::atomic<std::uint64_t> appended = 0;
    const auto begin = Clock::now();
    std::vector<std::thread> threads;
    for (auto& writer : writers)
        threads.emplace_back([&appended, &writer, begin, span] {
            std::uint64_t mine = 0;
            for (; Clock::now() - begin < span; ++mine) writer->append();
            appended += mine;
        });
    for (std::thread& thread : threads) thread.join();
    return static_cast<double>(appended) / std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Argument: connections. Counter `ratio`: the store's rate over the bare program's.
void postgres_append(benchmark::State& state) {
    if (connection().empty()) return state.SkipWithError("no PEERS_PG");
    const auto connections = static_cast<int>(state.range(0));
    const int share = ticket_count() / connections;
    PostgresOptions options;
    options.connection = connection();
    options.schema = "itr_bench_" + std::to_string(connections);
    options.max_connections = static_cast<std::size_t>(connections);
    const auto store = open_postgres_store(options).value();
    Bare::make_tables();
    std::vector<std::unique_ptr<Bare>> bare;
    std::vector<std::unique_ptr<Stored>> stored;
    for (int i = 0; i < connections; ++i) {
        bare.push_back(std::make_unique<Bare>(i * share, share));
        stored.push_back(std::make_unique<Stored>(*store, i * share, share));
    }
    double bare_rate = 0, store_rate = 0;
    constexpr std::chrono::milliseconds turn{500};
    constexpr int turns_an_iteration = 3;
    for (auto _ : state) {
        for (int i = 0; i < turns_an_iteration; ++i) {
            bare_rate += rate(bare, turn);
            store_rate += rate(stored, turn);
        }
        state.SetIterationTime(turns_an_iteration * std::chrono::duration<double>(turn).count());
    }
    const auto turns = static_cast<double>(state.iterations()) * turns_an_iteration;
    state.counters["store_per_s"] = store_rate / turns;
    state.counters["bare_per_s"] = bare_rate / turns;
    state.counters["ratio"] = store_rate / bare_rate;
}
BENCHMARK(postgres_append)->Arg(1)->Arg(2)->Arg(8)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
