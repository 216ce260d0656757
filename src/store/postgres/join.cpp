// Tickets in the host's own transaction.
#include <fmt/core.h>

#include <itr/stores/postgres.hpp>
#include <mutex>

#include "store/codes.hpp"
#include "store/postgres/schema.hpp"
#include "store/postgres/tables.hpp"

namespace itr::store {

namespace {

using postgres::Connection;

/// The connection as the port's statements need it, for the time of one call; afterwards it is the host's
/// again.
class Visit {
  public:
    Visit(Connection& connection, const std::string& schema) : connection_(connection), schema_(schema) {}

    [[nodiscard]] Status enter() {
        PGconn* handle = connection_.handle();
        if (PQstatus(handle) != CONNECTION_OK)
            return fail(store_io, fmt::format("{}: the connection is lost", connection_.where()));
        if (PQpipelineStatus(handle) != PQ_PIPELINE_OFF || PQisnonblocking(handle) != 0)
            return fail(store_invalid,
                        "expected a connection that waits for answers and is not in pipeline mode");
        const PGTransactionStatusType status = PQtransactionStatus(handle);
        if (status != PQTRANS_INTRANS && status != PQTRANS_IDLE)
            return fail(
                store_invalid,
                "expected a transaction that goes on, but a statement in it has failed or still runs");
        is_own_ = status == PQTRANS_IDLE;
        auto entered = connection_.execute(is_own_ ? fmt::format("BEGIN READ ONLY; {}", name_tables())
                                                   : fmt::format("{}; {}", keep_path, name_tables()));
        if (!entered) PQexitPipelineMode(handle);
        return entered;
    }
    [[nodiscard]] Status leave() {
        PGconn* handle = connection_.handle();
        const bool failed = PQtransactionStatus(handle) == PQTRANS_INERROR;
        auto left = failed ? Status() : connection_.execute(is_own_ ? "COMMIT" : give_path_back);
        PQexitPipelineMode(handle);
        return left;
    }

  private:
    static constexpr const char* keep_path =
        "SELECT set_config('itr.search_path', current_setting('search_path'), true)";
    static constexpr const char* give_path_back =
        "SELECT set_config('search_path', current_setting('itr.search_path'), true)";
    [[nodiscard]] std::string name_tables() const {
        return fmt::format("SET LOCAL search_path TO \"{}\", pg_catalog", schema_);
    }

    Connection& connection_;
    const std::string& schema_;
    bool is_own_ = false;  ///< a transaction only to read in
};

class JoinedStore final : public postgres::Tables {
  public:
    JoinedStore(PGconn* handle, std::string schema)
        : Tables(LeaseClock::database), connection_(Connection::borrow(handle)), schema_(std::move(schema)) {}

    [[nodiscard]] bool is_provisional() const noexcept override { return true; }

    Status deploy(const Deployment&) override {
        return fail(store_unsupported,
                    "expected a store of its own connections to deploy with, but this one takes part in the "
                    "host's transactions");
    }

    [[nodiscard]] Status check_format() {
        return read([this](Connection& connection) -> Status {
            auto format = postgres::inspect(connection, schema_);
            if (!format) return fail(std::move(format).error());
            const std::int64_t newest = postgres::format_version();
            if (*format == newest) return {};
            if (!*format)
                return fail(store_not_found,
                            fmt::format("{}: expected tables in the schema \"{}\", but found none",
                                        connection.where(), schema_));
            return fail(store_older_format,
                        fmt::format("{}: expected a store of format {}, but found format {}",
                                    connection.where(), newest, **format));
        });
    }

  private:
    Status read(const Access& look) override {
        const std::lock_guard lock(mutex_);
        Visit visit(*connection_, schema_);
        if (auto ok = visit.enter(); !ok) return ok;
        auto outcome = look(*connection_);
        auto left = visit.leave();
        return outcome ? left : outcome;
    }
    Status write(const Access& change) override {
        if (PQtransactionStatus(connection_->handle()) == PQTRANS_IDLE)
            return fail(
                store_invalid,
                "expected a transaction that the host has begun on its connection, but there is none");
        return read(change);
    }

    std::mutex mutex_;
    std::unique_ptr<Connection> connection_;
    std::string schema_;
};

}  // namespace

Result<std::unique_ptr<Store>> join_postgres_store(pg_conn* connection, const std::string& schema) {
    if (auto ok = postgres::check_schema_name(schema); !ok) return fail(std::move(ok).error());
    const char* encoding = PQparameterStatus(connection, "client_encoding");
    if (encoding == nullptr || std::string_view(encoding) != "UTF8")
        return fail(store_invalid,
                    fmt::format("expected a connection whose client_encoding is UTF8, but it is {}",
                                encoding == nullptr ? "none" : encoding));
    auto store = std::make_unique<JoinedStore>(connection, schema);
    if (auto ok = store->check_format(); !ok) return fail(std::move(ok).error());
    return store;
}

}  // namespace itr::store
