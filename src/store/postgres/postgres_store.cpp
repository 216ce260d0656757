#include <fmt/core.h>

#include <algorithm>
#include <itr/stores/postgres.hpp>

#include "store/codes.hpp"
#include "store/port.hpp"
#include "store/postgres/due.hpp"
#include "store/postgres/outbox.hpp"
#include "store/postgres/pool.hpp"
#include "store/postgres/records.hpp"
#include "store/postgres/schema.hpp"
#include "store/postgres/tickets.hpp"
#include "store/postgres/waiter.hpp"

namespace itr::store {

namespace {

using postgres::Connection;
using postgres::Pool;

class Database final : public Store {
  public:
    explicit Database(std::unique_ptr<Pool> pool) : pool_(std::move(pool)) {}

    [[nodiscard]] bool is_shared() const noexcept override { return true; }

    Status append(std::span<const Append> batch) override {
        if (auto ok = check(batch); !ok) return ok;
        return pool_->write([&](Connection& c) { return postgres::append(c, batch); });
    }
    Result<std::optional<Loaded>> load(const TicketKey& key) override {
        return pool_->read([&](Connection& c) { return postgres::load(c, key); });
    }
    Result<std::vector<Commit>> history(const TicketKey& key, Version after, std::size_t limit) override {
        return pool_->read([&](Connection& c) { return postgres::history(c, key, after, limit); });
    }
    Result<std::optional<TicketId>> opened_by(const TenantId& tenant, const std::string& key) override {
        return pool_->read([&](Connection& c) { return postgres::opened_by(c, tenant, key); });
    }
    Result<std::vector<DueTicket>> due(Instant before, std::size_t limit) override {
        return pool_->read([&](Connection& c) { return postgres::due(c, before, limit); });
    }
    Result<Instant> next_due() override {
        return pool_->read([](Connection& c) { return postgres::next_due(c); });
    }
    Result<std::vector<DueTicket>> claim_due(Instant now, Duration lease, std::size_t limit) override {
        return pool_->write(
            [&](Connection& c) { return postgres::claim_due(c, clock(), now, lease, limit); });
    }
    Result<Instant> next_claim(Instant now) override {
        return pool_->read([&](Connection& c) { return postgres::next_claim(c, clock(), now); });
    }
    Result<Page> query(const Query& query) override {
        return pool_->read([&](Connection& c) { return postgres::query(c, query); });
    }

    Result<std::vector<OutboxEffect>> take_effects(Instant now, Instant hidden_until,
                                                   std::size_t limit) override {
        return pool_->write(
            [&](Connection& c) { return postgres::take_effects(c, clock(), now, hidden_until, limit); });
    }
    Result<bool> acknowledge_effect(const TenantId& tenant, const std::string& key) override {
        return pool_->write([&](Connection& c) { return postgres::acknowledge_effect(c, tenant, key); });
    }
    Result<bool> fail_effect(const TenantId& tenant, const std::string& key, std::optional<Instant> retry_at,
                             const std::string& reason, Instant now) override {
        return pool_->write([&](Connection& c) {
            return retry_at ? postgres::retry_effect(c, tenant, key, *retry_at)
                            : postgres::set_aside(c, tenant, key, reason, now);
        });
    }
    Result<std::vector<Incident>> incidents(const TenantId& tenant, std::size_t limit) override {
        return pool_->read([&](Connection& c) { return postgres::incidents(c, tenant, limit); });
    }
    Result<bool> settle_incident(const TenantId& tenant, const std::string& key, bool resolve,
                                 Instant now) override {
        return pool_->write(
            [&](Connection& c) { return postgres::settle_incident(c, tenant, key, resolve, now); });
    }

    Status deploy(const Deployment& deployment) override {
        return pool_->write([&](Connection& c) { return postgres::deploy(c, deployment); });
    }
    Result<std::vector<Deployment>> deployments() override {
        return pool_->read([](Connection& c) { return postgres::deployments(c); });
    }
    Result<std::uint64_t> reserve_numbers(const TenantId& tenant, std::uint32_t count) override {
        return pool_->write([&](Connection& c) { return postgres::reserve_numbers(c, tenant, count); });
    }
    Result<Counters> counters() override {
        return pool_->read([](Connection& c) { return postgres::counters(c); });
    }
    Status each_ticket(const TenantId& tenant, Visitor& visitor) override;

    Result<bool> wait_for_work(Instant now, Duration at_most) override { return waiter_.wait(now, at_most); }
    void interrupt() noexcept override { waiter_.interrupt(); }

  private:
    [[nodiscard]] LeaseClock clock() const noexcept { return pool_->options().lease_clock; }

    std::unique_ptr<Pool> pool_;
    postgres::Waiter waiter_{*pool_};
};

Status Database::each_ticket(const TenantId& tenant, Visitor& visitor) {
    constexpr std::size_t page = 1000;
    for (TicketId last;;) {
        auto ids = pool_->read([&](Connection& c) { return postgres::ticket_ids(c, tenant, last, page); });
        if (!ids) return fail(std::move(ids).error());
        for (const TicketId& id : *ids) {
            auto commits = history({tenant, id}, 0, std::numeric_limits<std::size_t>::max());
            if (!commits) return fail(std::move(commits).error());
            if (auto ok = visitor.visit(id, *commits); !ok) return ok;
        }
        if (ids->size() < page) return {};
        last = ids->back();
    }
}

Status check_options(const PostgresOptions& options) {
    const std::string& schema = options.schema;
    const bool named = !schema.empty() && schema.size() <= 40 && (schema[0] < '0' || schema[0] > '9') &&
                       std::all_of(schema.begin(), schema.end(), [](char c) {
                           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                       });
    if (!named)
        return fail(store_invalid,
                    fmt::format("expected a schema's name of a-z, 0-9 and _, but found \"{}\"", schema));
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
    return std::make_unique<Database>(*std::move(pool));
}

Result<PostgresFormat> migrate_postgres(const PostgresOptions& options) {
    auto pool = make_pool(options);
    if (!pool) return fail(std::move(pool).error());
    auto hold = (*pool)->take();
    if (!hold) return fail(std::move(hold).error());
    return postgres::migrate(**hold, options.schema);
}

}  // namespace itr::store
