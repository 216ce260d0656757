#include "store/postgres/outbox.hpp"

#include <algorithm>

namespace itr::store::postgres {

namespace {

// $1 the caller's now, $2 until when to hide, $3 at most so many, $4 whether time passes on the database's
// clock. What another node is taking at this moment is skipped, not waited for. Of a ticket only what
// comes first: never one that is held.
constexpr std::string_view take =
    "WITH clock AS MATERIALIZED (SELECT CASE WHEN $4 THEN"
    " floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint ELSE $1 END AS now),"
    " picked AS MATERIALIZED (SELECT e.tenant, e.key FROM effect e"
    " WHERE e.since IS NULL AND NOT e.held AND e.available_at <= $1"
    " AND (e.hidden_until IS NULL OR e.hidden_until <= (SELECT now FROM clock))"
    " AND e.position = (SELECT o.position FROM effect o WHERE o.tenant = e.tenant AND o.ticket = e.ticket"
    " AND NOT o.held AND o.since IS NULL ORDER BY o.turn, o.position LIMIT 1)"
    " ORDER BY e.available_at, e.position LIMIT $3 FOR UPDATE SKIP LOCKED)"
    " UPDATE effect SET hidden_until = (SELECT now FROM clock) + ($2 - $1),"
    " taking = nextval('effect_taking') FROM picked"
    " WHERE effect.tenant = picked.tenant AND effect.key = picked.key"
    " RETURNING effect.tenant, effect.ticket, effect.version, effect.key, effect.kind, effect.payload,"
    " effect.available_at, effect.attempts, effect.taking, effect.position";

constexpr std::string_view incidents_of_tenant =
    "SELECT tenant, ticket, version, key, kind, payload, available_at, attempts, reason, since FROM effect"
    " WHERE tenant = $1 AND since IS NOT NULL ORDER BY since, key LIMIT $2";
constexpr std::string_view incidents_of_ticket =
    "SELECT tenant, ticket, version, key, kind, payload, available_at, attempts, reason, since FROM effect"
    " WHERE tenant = $1 AND ticket = $2 AND since IS NOT NULL ORDER BY since, key";

// As the newest of its ticket: nobody may add to the ticket meanwhile.
constexpr std::string_view lock_ticket_of_incident =
    "SELECT t.version FROM ticket t, effect e WHERE e.tenant = $1 AND e.key = $2 AND e.since IS NOT NULL"
    " AND t.tenant = e.tenant AND t.ticket = e.ticket FOR UPDATE OF t";
constexpr std::string_view put_back =
    "UPDATE effect SET since = NULL, reason = NULL, hidden_until = NULL, held = false, attempts = 0,"
    " available_at = $3,"
    " taking = nextval('effect_taking'), position = nextval(pg_get_serial_sequence('effect', 'position'))"
    " WHERE tenant = $1 AND key = $2 AND since IS NOT NULL";

OutboxEffect effect_of(const Rows& rows, int row) {
    OutboxEffect effect;
    effect.key = {TenantId(rows.string(row, 0)), TicketId(rows.string(row, 1))};
    effect.version = rows.unsigned_integer(row, 2);
    effect.effect = {rows.string(row, 3), rows.string(row, 4), rows.string(row, 5), rows.instant(row, 6)};
    effect.attempts = static_cast<std::uint32_t>(rows.integer(row, 7));
    return effect;
}

OutboxEffect waiting_effect_of(const Rows& rows, int row) {
    OutboxEffect effect = effect_of(rows, row);
    effect.taking = rows.unsigned_integer(row, 8);
    return effect;
}

std::vector<Incident> read_incidents(const Rows& rows) {
    std::vector<Incident> found;
    found.reserve(static_cast<std::size_t>(rows.count()));
    for (int row = 0; row < rows.count(); ++row)
        found.push_back({effect_of(rows, row), rows.string(row, 8), rows.instant(row, 9)});
    return found;
}

/// Runs a statement that changes one row or none.
template <typename... Values>
Result<bool> change_one(Connection& connection, std::string_view sql, const Values&... values) {
    return ask(connection, sql, values...).map([](const Rows& rows) { return rows.affected() > 0; });
}

}  // namespace

Result<std::vector<OutboxEffect>> take_effects(Connection& connection, LeaseClock clock, Instant now,
                                               Instant hidden_until, std::size_t limit) {
    auto rows = ask(connection, take, now, hidden_until, row_limit(limit), clock == LeaseClock::database);
    if (!rows) return fail(std::move(rows).error());
    std::vector<int> order(static_cast<std::size_t>(rows->count()));
    for (int row = 0; row < rows->count(); ++row) order[static_cast<std::size_t>(row)] = row;
    std::sort(order.begin(), order.end(), [&](int a, int b) {
        return std::pair(rows->integer(a, 6), rows->integer(a, 9)) <
               std::pair(rows->integer(b, 6), rows->integer(b, 9));
    });
    std::vector<OutboxEffect> taken;
    taken.reserve(order.size());
    for (const int row : order) taken.push_back(waiting_effect_of(*rows, row));
    return taken;
}

Result<bool> acknowledge_effect(Connection& connection, const TenantId& tenant, const std::string& key) {
    return change_one(connection, "DELETE FROM effect WHERE tenant = $1 AND key = $2 AND since IS NULL",
                      tenant, key);
}

Result<bool> retry_effect(Connection& connection, const TenantId& tenant, const std::string& key,
                          std::optional<Taking> taking, Instant at) {
    // With its failure a taking has come to its end: the number that follows is nobody's.
    return change_one(connection,
                      "UPDATE effect SET attempts = attempts + 1, hidden_until = NULL, held = false,"
                      " available_at = $4, taking = nextval('effect_taking')"
                      " WHERE tenant = $1 AND key = $2 AND since IS NULL"
                      " AND ($3::bigint IS NULL OR taking = $3)",
                      tenant, key, taking, at);
}

Result<bool> set_aside(Connection& connection, const TenantId& tenant, const std::string& key,
                       std::optional<Taking> taking, const std::string& reason, Instant now) {
    return change_one(connection,
                      "UPDATE effect SET attempts = attempts + 1, reason = $4, since = $5"
                      " WHERE tenant = $1 AND key = $2 AND since IS NULL"
                      " AND ($3::bigint IS NULL OR taking = $3)",
                      tenant, key, taking, reason, now);
}

Result<std::vector<OutboxEffect>> waiting_effects(Connection& connection, const TicketKey& key) {
    auto rows = ask(connection,
                    "SELECT tenant, ticket, version, key, kind, payload, available_at, attempts, taking"
                    " FROM effect WHERE tenant = $1 AND ticket = $2 AND since IS NULL ORDER BY position",
                    key.tenant, key.ticket);
    if (!rows) return fail(std::move(rows).error());
    std::vector<OutboxEffect> waiting;
    waiting.reserve(static_cast<std::size_t>(rows->count()));
    for (int row = 0; row < rows->count(); ++row) waiting.push_back(waiting_effect_of(*rows, row));
    return waiting;
}

Result<std::vector<Incident>> incidents(Connection& connection, const TenantId& tenant, std::size_t limit) {
    return ask(connection, incidents_of_tenant, tenant, row_limit(limit)).map(read_incidents);
}

Result<std::vector<Incident>> incidents_of(Connection& connection, const TicketKey& key) {
    return ask(connection, incidents_of_ticket, key.tenant, key.ticket).map(read_incidents);
}

Result<bool> settle_incident(Connection& connection, const TenantId& tenant, const std::string& key,
                             bool resolve, Instant now) {
    if (resolve)
        return change_one(connection,
                          "DELETE FROM effect WHERE tenant = $1 AND key = $2 AND since IS NOT NULL", tenant,
                          key);
    Pipeline pipeline(connection);
    pipeline.add(lock_ticket_of_incident, tenant, key);
    pipeline.add(put_back, tenant, key, now);
    return pipeline.finish().map([](const Rows& rows) { return rows.affected() > 0; });
}

}  // namespace itr::store::postgres
