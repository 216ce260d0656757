#include "store/sqlite/tables.hpp"

#include <limits>

#include "store/port.hpp"
#include "store/sqlite/outbox.hpp"
#include "store/sqlite/tickets.hpp"

namespace itr::store::sqlite {

namespace {

/// How many ticket ids each_ticket keeps at a time.
constexpr std::size_t visit_chunk = 1024;

}  // namespace

// ---- tickets

Status Tables::append(std::span<const Append> batch) {
    if (auto ok = check(batch); !ok) return ok;
    return write([&](Database& database) { return sqlite::append(database, batch); });
}
Result<std::optional<Loaded>> Tables::load(const TicketKey& key) {
    return read_and_get([&](Database& database) { return sqlite::load(database, key); });
}
Result<std::vector<Commit>> Tables::history(const TicketKey& key, Version after, std::size_t limit) {
    return read_and_get([&](Database& database) { return sqlite::history(database, key, after, limit); });
}
Result<std::optional<TicketId>> Tables::opened_by(const TenantId& tenant,
                                                  const std::string& idempotency_key) {
    return read_and_get(
        [&](Database& database) { return sqlite::opened_by(database, tenant, idempotency_key); });
}
Result<std::vector<DueTicket>> Tables::due(Instant before, std::size_t limit) {
    return read_and_get([&](Database& database) { return sqlite::due(database, before, limit); });
}
Result<Instant> Tables::next_due() {
    return read_and_get([](Database& database) { return sqlite::next_due(database); });
}
Result<Page> Tables::query(const Query& query) {
    return read_and_get([&](Database& database) { return sqlite::query(database, query); });
}

Status Tables::each_ticket(const TenantId& tenant, Visitor& visitor) {
    TicketId last;
    for (;;) {
        auto ids = read_and_get(
            [&](Database& database) { return sqlite::ticket_ids(database, tenant, last, visit_chunk); });
        if (!ids) return fail(std::move(ids).error());
        if (ids->empty()) return {};
        for (const TicketId& id : *ids) {
            auto commits = history({tenant, id}, 0, std::numeric_limits<std::size_t>::max());
            if (!commits) return fail(std::move(commits).error());
            if (auto ok = visitor.visit(id, *commits); !ok) return ok;
        }
        last = ids->back();
    }
}

Result<std::vector<TenantId>> Tables::tenants() {
    return read_and_get([](Database& database) { return sqlite::tenants(database); });
}
Status Tables::remove(std::span<const Removal> tickets) {
    return write([&](Database& database) { return sqlite::remove(database, tickets); });
}

// ---- outbox

Result<std::vector<OutboxEffect>> Tables::take_effects(Instant now, Instant hidden_until, std::size_t limit) {
    return write_and_get(
        [&](Database& database) { return sqlite::take_effects(database, now, hidden_until, limit); });
}
Result<bool> Tables::acknowledge_effect(const TenantId& tenant, const std::string& key) {
    return write_and_get(
        [&](Database& database) { return sqlite::acknowledge_effect(database, tenant, key); });
}
Result<bool> Tables::fail_effect(const TenantId& tenant, const std::string& key, std::optional<Taking> taking,
                                 std::optional<Instant> retry_at, const std::string& reason, Instant now) {
    return write_and_get([&](Database& database) {
        return retry_at ? sqlite::retry_effect(database, tenant, key, taking, *retry_at)
                        : sqlite::set_aside(database, tenant, key, taking, reason, now);
    });
}
Result<std::vector<Incident>> Tables::incidents(const TenantId& tenant, std::size_t limit) {
    return read_and_get([&](Database& database) { return sqlite::incidents(database, tenant, limit); });
}
Result<bool> Tables::settle_incident(const TenantId& tenant, const std::string& key, bool resolve,
                                     Instant now) {
    return write_and_get(
        [&](Database& database) { return sqlite::settle_incident(database, tenant, key, resolve, now); });
}
Result<std::vector<OutboxEffect>> Tables::waiting_effects(const TicketKey& key) {
    return read_and_get([&](Database& database) { return sqlite::waiting_effects(database, key); });
}
Result<std::vector<Incident>> Tables::incidents_of(const TicketKey& key) {
    return read_and_get([&](Database& database) { return sqlite::incidents_of(database, key); });
}

// ---- packs and numbers

Status Tables::deploy(const Deployment& deployment) {
    return write([&](Database& database) { return sqlite::deploy(database, deployment); });
}
Result<std::vector<Deployment>> Tables::deployments() {
    return read_and_get([](Database& database) { return sqlite::deployments(database); });
}
Result<std::uint64_t> Tables::reserve_numbers(const TenantId& tenant, std::uint32_t count) {
    return write_and_get(
        [&](Database& database) { return sqlite::reserve_numbers(database, tenant, count); });
}
Result<Counters> Tables::counters() {
    return read_and_get([](Database& database) { return sqlite::counters(database); });
}

}  // namespace itr::store::sqlite
