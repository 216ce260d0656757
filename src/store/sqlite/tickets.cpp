#include "store/sqlite/tickets.hpp"

#include <fmt/format.h>

#include "store/codes.hpp"

namespace itr::store::sqlite {

namespace {

/// The newest commit of a ticket, from where the chain of its journal goes back.
struct Head {
    std::int64_t ticket;
    std::int64_t position;
    Version version;
};

Result<std::vector<Commit>> walk(Database& database, const Head& head, Version after, std::size_t limit) {
    std::vector<Commit> commits;
    auto statement =
        database.prepare("SELECT ticket, version, previous, at, text FROM journal WHERE position = ?");
    if (!statement) return fail(std::move(statement).error());
    Statement& row = **statement;
    std::int64_t position = head.position;
    for (Version version = head.version; version > after; --version) {
        auto found = row.bind(position).row();
        if (!found) return fail(std::move(found).error());
        if (!*found || row.integer(0) != head.ticket || row.unsigned_integer(1) != version)
            return fail(
                store_corrupt,
                fmt::format(
                    "expected version {} of ticket row {} at position {} of the journal, but found {}",
                    version, head.ticket, position, *found ? "another commit" : "none"));
        if (version - after <= limit) commits.push_back({version, row.instant(3), std::string(row.text(4))});
        position = row.integer(2);
    }
    std::reverse(commits.begin(), commits.end());
    return commits;
}

Result<std::vector<Personal>> personal_of(Database& database, std::int64_t ticket) {
    std::vector<Personal> found;
    auto statement = database.query("SELECT slot, text FROM personal WHERE ticket = ? ORDER BY slot", ticket);
    if (!statement) return fail(std::move(statement).error());
    for (;;) {
        auto more = (*statement)->row();
        if (!more) return fail(std::move(more).error());
        if (!*more) return found;
        found.push_back({std::string((*statement)->text(0)), std::string((*statement)->text(1))});
    }
}

}  // namespace

Result<std::optional<Loaded>> load(Database& database, const TicketKey& key) {
    Head head{};
    Loaded loaded;
    {
        auto statement = database.query(
            "SELECT id, head, version, next_due, snapshot_version, snapshot FROM ticket WHERE tenant = ? AND "
            "ticket = ?",
            key.tenant, key.ticket);
        if (!statement) return fail(std::move(statement).error());
        const Statement& row = **statement;
        auto found = (*statement)->row();
        if (!found) return fail(std::move(found).error());
        if (!*found) return std::nullopt;
        head = {row.integer(0), row.integer(1), row.unsigned_integer(2)};
        loaded.next_due = row.due(3);
        loaded.snapshot_version = row.unsigned_integer(4);
        loaded.snapshot = row.text(5);
    }
    auto tail = walk(database, head, loaded.snapshot_version, std::numeric_limits<std::size_t>::max());
    if (!tail) return fail(std::move(tail).error());
    loaded.tail = *std::move(tail);
    auto personal = personal_of(database, head.ticket);
    if (!personal) return fail(std::move(personal).error());
    loaded.personal = *std::move(personal);
    return loaded;
}

Result<std::vector<Commit>> history(Database& database, const TicketKey& key, Version after,
                                    std::size_t limit) {
    Head head{};
    {
        auto statement = database.query(
            "SELECT id, head, version FROM ticket WHERE tenant = ? AND ticket = ?", key.tenant, key.ticket);
        if (!statement) return fail(std::move(statement).error());
        auto found = (*statement)->row();
        if (!found) return fail(std::move(found).error());
        if (!*found) return std::vector<Commit>{};
        head = {(*statement)->integer(0), (*statement)->integer(1), (*statement)->unsigned_integer(2)};
    }
    return walk(database, head, after, limit);
}

Result<std::optional<TicketId>> opened_by(Database& database, const TenantId& tenant,
                                          const std::string& idempotency_key) {
    auto statement =
        database.query("SELECT ticket FROM opening WHERE tenant = ? AND key = ?", tenant, idempotency_key);
    if (!statement) return fail(std::move(statement).error());
    auto found = (*statement)->row();
    if (!found) return fail(std::move(found).error());
    if (!*found) return std::nullopt;
    return TicketId(std::string((*statement)->text(0)));
}

Result<std::vector<DueTicket>> due(Database& database, Instant before, std::size_t limit) {
    std::vector<DueTicket> found;
    // All of it from the index, and in its order.
    auto statement = database.query(
        "SELECT tenant, ticket, next_due FROM ticket INDEXED BY ticket_due WHERE next_due < ?"
        " ORDER BY next_due, tenant, ticket LIMIT ?",
        before, row_limit(limit));
    if (!statement) return fail(std::move(statement).error());
    const Statement& row = **statement;
    for (;;) {
        auto more = (*statement)->row();
        if (!more) return fail(std::move(more).error());
        if (!*more) break;
        found.push_back(
            {{TenantId(std::string(row.text(0))), TicketId(std::string(row.text(1)))}, row.instant(2)});
    }
    return found;
}

Result<Instant> next_due(Database& database) {
    // Without the condition, which changes nothing, SQLite does not use the index, and reads every ticket.
    auto statement = database.query("SELECT min(next_due) FROM ticket WHERE next_due IS NOT NULL");
    if (!statement) return fail(std::move(statement).error());
    auto found = (*statement)->row();
    if (!found) return fail(std::move(found).error());
    return (*statement)->due(0);
}

Result<std::vector<TicketId>> ticket_ids(Database& database, const TenantId& tenant, const TicketId& after,
                                         std::size_t limit) {
    std::vector<TicketId> found;
    auto statement =
        database.query("SELECT ticket FROM ticket WHERE tenant = ? AND ticket > ? ORDER BY ticket LIMIT ?",
                       tenant, after, row_limit(limit));
    if (!statement) return fail(std::move(statement).error());
    for (;;) {
        auto more = (*statement)->row();
        if (!more) return fail(std::move(more).error());
        if (!*more) return found;
        found.emplace_back(std::string((*statement)->text(0)));
    }
}

}  // namespace itr::store::sqlite
