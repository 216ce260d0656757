#include <fmt/core.h>

#include <itr/stores/postgres.hpp>

#include "store/codes.hpp"
#include "store/postgres/pool.hpp"
#include "store/postgres/schema.hpp"
#include "store/postgres/tables.hpp"
#include "store/postgres/waiter.hpp"

namespace itr::store {

namespace {

using postgres::Pool;

/// A database by connections of its own.
class PooledStore final : public postgres::Tables {
  public:
    explicit PooledStore(std::unique_ptr<Pool> pool)
        : Tables(pool->options().lease_clock), pool_(std::move(pool)) {}

    Result<bool> wait_for_work(Instant now, Duration at_most) override { return waiter_.wait(now, at_most); }
    void interrupt() noexcept override { waiter_.interrupt(); }

  private:
    Status read(const Access& look) override { return pool_->read(look); }
    Status write(const Access& change) override { return pool_->write(change); }

    std::unique_ptr<Pool> pool_;
    postgres::Waiter waiter_{*pool_};
};

Status check_options(const PostgresOptions& options) {
    if (auto ok = postgres::check_schema_name(options.schema); !ok) return ok;
    if (options.max_connections == 0)
        return fail(store_invalid, "expected at least one connection, but found a maximum of 0");
    return {};
}

Result<std::unique_ptr<Pool>> make_pool(const PostgresOptions& options) {
    if (auto ok = check_options(options); !ok) return fail(std::move(ok).error());
    auto target = postgres::Target::parse(options.connection);
    if (!target) return fail(std::move(target).error());
    return std::make_unique<Pool>(*std::move(target), options);
}

Status ready_tables(Pool& pool) {
    const PostgresOptions& options = pool.options();
    auto hold = pool.take();
    if (!hold) return fail(std::move(hold).error());
    auto format = postgres::inspect(**hold, options.schema);
    if (!format) return fail(std::move(format).error());
    const std::int64_t newest = postgres::format_version();
    if (*format == newest) return {};
    if (!*format && !options.create)
        return fail(store_not_found, fmt::format("{}: expected tables in the schema \"{}\", but found none",
                                                 (*hold)->where(), options.schema));
    if (*format && !options.migrate)
        return fail(store_older_format,
                    fmt::format("{}: expected a store of format {}, but found format {}: bring it up to date "
                                "(itr db migrate) when no older program uses it any more",
                                (*hold)->where(), newest, **format));
    auto migrated = postgres::migrate(**hold, options.schema);
    if (!migrated) return fail(std::move(migrated).error());
    return {};
}

}  // namespace

Result<std::unique_ptr<Store>> open_postgres_store(const PostgresOptions& options) {
    auto pool = make_pool(options);
    if (!pool) return fail(std::move(pool).error());
    if (auto ok = ready_tables(**pool); !ok) return fail(std::move(ok).error());
    return std::make_unique<PooledStore>(*std::move(pool));
}

Result<PostgresFormat> migrate_postgres(const PostgresOptions& options) {
    auto pool = make_pool(options);
    if (!pool) return fail(std::move(pool).error());
    auto hold = (*pool)->take();
    if (!hold) return fail(std::move(hold).error());
    return postgres::migrate(**hold, options.schema);
}

}  // namespace itr::store
