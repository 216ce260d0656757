#include "store/sqlite/outbox.hpp"

#include "store/sqlite/tickets.hpp"

namespace itr::store::sqlite {

namespace {

/// An effect is named by its ticket's id in this file, and handed out with the ticket's name. Of a ticket
/// only what comes first: never one that is held.
constexpr std::string_view available =
    "SELECT e.position, t.tenant, t.ticket, e.version, e.key, e.kind, e.payload, e.available_at, e.attempts"
    " FROM effect e CROSS JOIN ticket t ON t.id = e.ticket"
    " WHERE e.held = 0 AND e.available_at <= ?1 AND (e.hidden_until IS NULL OR e.hidden_until <= ?1)"
    " AND e.position = (SELECT o.position FROM effect o WHERE o.ticket = e.ticket AND o.held = 0"
    " ORDER BY o.turn, o.position LIMIT 1) ORDER BY e.available_at, e.position LIMIT ?2";
constexpr std::string_view waiting_of_ticket =
    "SELECT e.position, t.tenant, t.ticket, e.version, e.key, e.kind, e.payload, e.available_at, e.attempts,"
    " e.taking"
    " FROM ticket t CROSS JOIN effect e ON e.ticket = t.id WHERE t.tenant = ? AND t.ticket = ?"
    " ORDER BY e.position";
constexpr std::string_view incidents_of_tenant =
    "SELECT i.reason, t.tenant, t.ticket, i.version, i.key, i.kind, i.payload, i.available_at, i.attempts,"
    " i.since"
    " FROM incident i CROSS JOIN ticket t ON t.id = i.ticket WHERE i.tenant = ? ORDER BY i.since, i.key"
    " LIMIT ?";
constexpr std::string_view incidents_of_ticket =
    "SELECT i.reason, t.tenant, t.ticket, i.version, i.key, i.kind, i.payload, i.available_at, i.attempts,"
    " i.since"
    " FROM ticket t CROSS JOIN incident i ON i.ticket = t.id WHERE t.tenant = ? AND t.ticket = ?"
    " ORDER BY i.since, i.key";

OutboxEffect read_effect(const Statement& row) {
    OutboxEffect effect;
    effect.key = {TenantId(std::string(row.text(1))), TicketId(std::string(row.text(2)))};
    effect.version = row.unsigned_integer(3);
    effect.effect = {std::string(row.text(4)), std::string(row.text(5)), std::string(row.text(6)),
                     row.instant(7)};
    effect.attempts = static_cast<std::uint32_t>(row.integer(8));
    return effect;
}

template <typename... Values>
Result<std::vector<Incident>> read_incidents(Database& database, std::string_view sql,
                                             const Values&... values) {
    std::vector<Incident> found;
    auto statement = database.query(sql, values...);
    if (!statement) return fail(std::move(statement).error());
    for (;;) {
        auto more = (*statement)->row();
        if (!more) return fail(std::move(more).error());
        if (!*more) return found;
        found.push_back(
            {read_effect(**statement), std::string((*statement)->text(0)), (*statement)->instant(9)});
    }
}

/// Runs a statement that changes one row or none.
template <typename... Values>
Result<bool> change_one(Database& database, std::string_view sql, const Values&... values) {
    if (auto ok = database.run(sql, values...); !ok) return fail(std::move(ok).error());
    return database.changes() > 0;
}

/// The last of `count` numbers that nobody had. With a failure a number is used up, too: whoever had the
/// effect has it no more.
Result<Taking> number_takings(Database& database, std::size_t count) {
    auto statement =
        database.query("UPDATE taking SET last = last + ? RETURNING last", static_cast<std::uint64_t>(count));
    if (!statement) return fail(std::move(statement).error());
    auto found = (*statement)->row();
    if (!found) return fail(std::move(found).error());
    return (*statement)->unsigned_integer(0);
}

}  // namespace

Result<std::vector<OutboxEffect>> take_effects(Database& database, Instant now, Instant hidden_until,
                                               std::size_t limit) {
    std::vector<OutboxEffect> taken;
    std::vector<std::int64_t> positions;
    {
        auto statement = database.query(available, now, row_limit(limit));
        if (!statement) return fail(std::move(statement).error());
        for (;;) {
            auto more = (*statement)->row();
            if (!more) return fail(std::move(more).error());
            if (!*more) break;
            positions.push_back((*statement)->integer(0));
            taken.push_back(read_effect(**statement));
        }
    }
    if (taken.empty()) return taken;
    auto last = number_takings(database, taken.size());
    if (!last) return fail(std::move(last).error());
    for (std::size_t i = 0; i < taken.size(); ++i) {
        taken[i].taking = *last - taken.size() + i + 1;
        if (auto ok = database.run("UPDATE effect SET hidden_until = ?, taking = ? WHERE position = ?",
                                   hidden_until, *taken[i].taking, positions[i]);
            !ok)
            return fail(std::move(ok).error());
    }
    return taken;
}

Result<bool> acknowledge_effect(Database& database, const TenantId& tenant, const std::string& key) {
    return change_one(database, "DELETE FROM effect WHERE tenant = ? AND key = ?", tenant, key);
}

Result<bool> retry_effect(Database& database, const TenantId& tenant, const std::string& key,
                          std::optional<Taking> taking, Instant at) {
    auto next = number_takings(database, 1);
    if (!next) return fail(std::move(next).error());
    return change_one(
        database,
        "UPDATE effect SET attempts = attempts + 1, hidden_until = NULL, held = 0,"
        " available_at = ?4, taking = ?5 WHERE tenant = ?1 AND key = ?2 AND (?3 IS NULL OR taking = ?3)",
        tenant, key, taking, at, *next);
}

Result<bool> set_aside(Database& database, const TenantId& tenant, const std::string& key,
                       std::optional<Taking> taking, const std::string& reason, Instant now) {
    auto moved =
        change_one(database,
                   "INSERT INTO incident(tenant, key, ticket, version, kind, available_at, attempts, payload,"
                   " reason, since) SELECT tenant, key, ticket, version, kind, available_at, attempts + 1,"
                   " payload, ?4, ?5 FROM effect WHERE tenant = ?1 AND key = ?2"
                   " AND (?3 IS NULL OR taking = ?3)",
                   tenant, key, taking, reason, now);
    if (!moved || !*moved) return moved;
    return acknowledge_effect(database, tenant, key);
}

Result<std::vector<OutboxEffect>> waiting_effects(Database& database, const TicketKey& key) {
    std::vector<OutboxEffect> found;
    auto statement = database.query(waiting_of_ticket, key.tenant, key.ticket);
    if (!statement) return fail(std::move(statement).error());
    for (;;) {
        auto more = (*statement)->row();
        if (!more) return fail(std::move(more).error());
        if (!*more) return found;
        found.push_back(read_effect(**statement));
        found.back().taking = (*statement)->unsigned_integer(9);
    }
}

Result<std::vector<Incident>> incidents(Database& database, const TenantId& tenant, std::size_t limit) {
    return read_incidents(database, incidents_of_tenant, tenant, row_limit(limit));
}

Result<std::vector<Incident>> incidents_of(Database& database, const TicketKey& key) {
    return read_incidents(database, incidents_of_ticket, key.tenant, key.ticket);
}

Result<bool> settle_incident(Database& database, const TenantId& tenant, const std::string& key, bool resolve,
                             Instant now) {
    if (!resolve) {
        auto next = number_takings(database, 1);
        if (!next) return fail(std::move(next).error());
        auto moved = change_one(
            database,
            "INSERT INTO effect(ticket, version, tenant, key, kind, available_at, attempts, payload, taking)"
            " SELECT ticket, version, tenant, key, kind, ?3, 0, payload, ?4 FROM incident"
            " WHERE tenant = ?1 AND key = ?2",
            tenant, key, now, *next);
        if (!moved || !*moved) return moved;
    }
    return change_one(database, "DELETE FROM incident WHERE tenant = ? AND key = ?", tenant, key);
}

Status deploy(Database& database, const Deployment& deployment) {
    if (auto ok = database.run("INSERT INTO pack(hash, canonical) VALUES(?, ?) ON CONFLICT DO NOTHING",
                               deployment.hash, deployment.canonical);
        !ok)
        return ok;
    return database.run("INSERT INTO deployment(hash, name, version, at, actor) VALUES(?, ?, ?, ?, ?)",
                        deployment.hash, deployment.name, deployment.version, deployment.at,
                        deployment.actor);
}

Result<std::vector<Deployment>> deployments(Database& database) {
    std::vector<Deployment> found;
    auto statement = database.query(
        "SELECT d.hash, d.name, d.version, p.canonical, d.at, d.actor"
        " FROM deployment d CROSS JOIN pack p ON p.hash = d.hash ORDER BY d.position");
    if (!statement) return fail(std::move(statement).error());
    const Statement& row = **statement;
    for (;;) {
        auto more = (*statement)->row();
        if (!more) return fail(std::move(more).error());
        if (!*more) return found;
        found.push_back({PackHash(std::string(row.text(0))), std::string(row.text(1)),
                         std::string(row.text(2)), std::string(row.text(3)), row.instant(4),
                         std::string(row.text(5))});
    }
}

Result<std::uint64_t> reserve_numbers(Database& database, const TenantId& tenant, std::uint32_t count) {
    auto statement = database.query(
        "INSERT INTO number_block(tenant, next) VALUES(?1, 1 + ?2)"
        " ON CONFLICT DO UPDATE SET next = next + ?2 RETURNING next - ?2",
        tenant, std::int64_t{count});
    if (!statement) return fail(std::move(statement).error());
    auto found = (*statement)->row();
    if (!found) return fail(std::move(found).error());
    return (*statement)->unsigned_integer(0);
}

Result<Counters> counters(Database& database) {
    Counters counters;
    // The last one's number, less those that were taken away before it: counting would read the whole file.
    const std::pair<std::uint64_t*, const char*> sources[] = {
        {&counters.tickets, "SELECT coalesce((SELECT max(id) FROM ticket), 0) - tickets FROM gaps"},
        {&counters.open_tickets, "SELECT count(*) FROM ticket WHERE open = 1"},
        {&counters.commits, "SELECT coalesce((SELECT max(position) FROM journal), 0) - commits FROM gaps"},
        {&counters.effects_waiting, "SELECT count(*) FROM effect"},
        {&counters.incidents, "SELECT count(*) FROM incident"},
    };
    for (const auto& [target, sql] : sources) {
        auto number = database.read_integer(sql);
        if (!number) return fail(std::move(number).error());
        *target = static_cast<std::uint64_t>(*number);
    }
    return counters;
}

}  // namespace itr::store::sqlite
