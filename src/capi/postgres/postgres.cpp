// The door to stores in PostgreSQL databases.
#include <itr/itr.h>

#include <itr/stores/postgres.hpp>

#include "capi/adapter.hpp"

namespace itr::capi {
namespace {

class PostgresAdapter final : public Adapter {
  public:
    void read(document::Members& m) override {
        options_.schema = m.optional_text("schema").value_or(options_.schema);
        options_.create = m.flag("create", options_.create);
        options_.migrate = m.flag("migrate", options_.migrate);
        options_.max_connections = static_cast<std::size_t>(
            m.number("max_connections", static_cast<std::int64_t>(options_.max_connections), 1, 1000));
        options_.connect_timeout = m.length("connect_timeout").value_or(options_.connect_timeout);
        options_.connect_attempts =
            static_cast<std::uint32_t>(m.number("connect_attempts", options_.connect_attempts, 1, 1000));
        options_.lease_clock = read_lease_clock(m);
    }
    Result<std::unique_ptr<store::Store>> open(const std::string& place) override {
        options_.connection = place;
        return store::open_postgres_store(options_);
    }

  private:
    static store::LeaseClock read_lease_clock(document::Members& m) {
        const std::string word = m.optional_text("lease_clock").value_or("database");
        if (word == "caller") return store::LeaseClock::caller;
        if (word != "database")
            m.refuse({Code("document.invalid"),
                      "expected 'lease_clock' to be database or caller, but found '" + word + "'"});
        return store::LeaseClock::database;
    }

    store::PostgresOptions options_;
};

class PostgresConnection final : public Adapter {
  public:
    explicit PostgresConnection(void* connection) : connection_(static_cast<pg_conn*>(connection)) {}
    void read(document::Members&) override {}
    Result<std::unique_ptr<store::Store>> open(const std::string& schema) override {
        return schema.empty() ? store::join_postgres_store(connection_)
                              : store::join_postgres_store(connection_, schema);
    }
    bool has_connection() const noexcept override { return connection_ != nullptr; }

  private:
    pg_conn* connection_;
};

}  // namespace
}  // namespace itr::capi

extern "C" itr_status itr_store_open_postgres(const char* connection, uint64_t connection_size,
                                              const char* options, uint64_t options_size, itr_store* out,
                                              itr_error* err) {
    itr::capi::PostgresAdapter adapter;
    return itr::capi::open_store(adapter, connection, connection_size, options, options_size, out, err);
}

extern "C" itr_status itr_store_join_postgres(void* connection, const char* schema, uint64_t schema_size,
                                              itr_store* out, itr_error* err) {
    itr::capi::PostgresConnection adapter(connection);
    return itr::capi::open_store(adapter, schema, schema_size, nullptr, 0, out, err);
}
