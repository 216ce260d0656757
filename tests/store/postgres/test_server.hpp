// The server that server.py has started, and schemas of one's own in it.
#pragma once

#include <libpq-fe.h>

#include <atomic>
#include <cstdlib>
#include <itr/stores/postgres.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace itr::test {

inline std::string postgres_connection() {
    const char* text = std::getenv("ITR_TEST_POSTGRES");
    if (text == nullptr) throw std::runtime_error("run these tests with tests/store/postgres/server.py");
    return text;
}

/// A client beside the store, as a person with psql would be.
class RawPostgres {
  public:
    RawPostgres() : handle_(PQconnectdb(postgres_connection().c_str()), &PQfinish) {
        if (PQstatus(handle_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(handle_.get()));
        PQsetNoticeProcessor(
            handle_.get(), [](void*, const char*) {}, nullptr);
    }

    /// A row's columns joined by '|'.
    std::vector<std::string> run(const std::string& sql) {
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(handle_.get(), sql.c_str()),
                                                                   &PQclear);
        const auto status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
            throw std::runtime_error(PQerrorMessage(handle_.get()));
        std::vector<std::string> rows;
        for (int row = 0; row < PQntuples(result.get()); ++row) {
            std::string line;
            for (int column = 0; column < PQnfields(result.get()); ++column)
                line += (column > 0 ? "|" : "") + std::string(PQgetvalue(result.get(), row, column));
            rows.push_back(line);
        }
        return rows;
    }

    [[nodiscard]] PGconn* handle() const noexcept { return handle_.get(); }

    /// How many came since the last call, on channels that were listened to. Each transaction's are one.
    int notices() {
        run("SELECT 1");
        int count = 0;
        while (PGnotify* notice = PQnotifies(handle_.get())) {
            PQfreemem(notice);
            ++count;
        }
        return count;
    }

  private:
    std::unique_ptr<PGconn, decltype(&PQfinish)> handle_;
};

/// A schema that goes away with the test.
class TestSchema {
  public:
    TestSchema() : name_("itr_test_" + std::to_string(++count())) {}
    TestSchema(const TestSchema&) = delete;
    TestSchema& operator=(const TestSchema&) = delete;
    ~TestSchema() { wipe(); }

    void wipe() { RawPostgres().run("DROP SCHEMA IF EXISTS " + name_ + " CASCADE"); }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// Time is simulated in tests, so leases run on the caller's clock.
    [[nodiscard]] store::PostgresOptions options() const {
        store::PostgresOptions options;
        options.connection = postgres_connection();
        options.schema = name_;
        options.lease_clock = store::LeaseClock::caller;
        options.max_connections = 4;
        return options;
    }
    [[nodiscard]] std::unique_ptr<store::Store> open() const {
        auto opened = store::open_postgres_store(options());
        if (!opened) throw std::runtime_error(opened.error().message);
        return *std::move(opened);
    }

  private:
    static std::atomic<int>& count() {
        static std::atomic<int> count = 0;
        return count;
    }

    std::string name_;
};

}  // namespace itr::test
