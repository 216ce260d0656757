// Taking tickets away.
#include "store/port.hpp"
#include "store/sqlite/tickets.hpp"

namespace itr::store::sqlite {

namespace {

struct Found {
    std::int64_t id = 0;
    std::int64_t head = 0;
    Version version = 0;
};

Result<Found> find(Database& database, const TicketKey& key) {
    auto statement = database.query("SELECT id, head, version FROM ticket WHERE tenant = ? AND ticket = ?",
                                    key.tenant, key.ticket);
    if (!statement) return fail(std::move(statement).error());
    auto exists = (*statement)->row();
    if (!exists) return fail(std::move(exists).error());
    if (!*exists) return Found{};
    return Found{(*statement)->integer(0), (*statement)->integer(1), (*statement)->unsigned_integer(2)};
}

/// An effect, or an incident.
Result<bool> has_waiting(Database& database, const Found& ticket) {
    for (const std::string_view sql : {"SELECT 1 FROM effect WHERE ticket = ? LIMIT 1",
                                       "SELECT 1 FROM incident WHERE ticket = ? LIMIT 1"}) {
        auto statement = database.query(sql, ticket.id);
        if (!statement) return fail(std::move(statement).error());
        auto found = (*statement)->row();
        if (!found || *found) return found;
    }
    return false;
}

/// Back along the chain of the ticket's commits, so that no index is needed.
Status remove_commits(Database& database, const Found& ticket) {
    std::int64_t position = ticket.head;
    for (Version version = ticket.version; version > 0; --version) {
        std::int64_t previous = 0;
        {
            auto statement = database.query("SELECT previous FROM journal WHERE position = ? AND ticket = ?",
                                            position, ticket.id);
            if (!statement) return fail(std::move(statement).error());
            auto found = (*statement)->row();
            if (!found) return fail(std::move(found).error());
            if (*found) previous = (*statement)->integer(0);
        }
        if (auto ok =
                database.run("DELETE FROM journal WHERE position = ? AND ticket = ?", position, ticket.id);
            !ok)
            return ok;
        position = previous;
    }
    return {};
}

Status remove_one(Database& database, const Removal& removal) {
    auto ticket = find(database, removal.key);
    if (!ticket) return fail(std::move(ticket).error());
    if (ticket->id == 0 || ticket->version != removal.expected)
        return fail(removal_conflict(removal, ticket->version));
    if (auto waits = has_waiting(database, *ticket); !waits || *waits)
        return waits ? fail(removal_waits(removal)) : fail(std::move(waits).error());
    if (auto ok = remove_commits(database, *ticket); !ok) return ok;
    for (const std::string_view sql :
         {"DELETE FROM personal WHERE ticket = ?", "DELETE FROM ticket WHERE id = ?"})
        if (auto ok = database.run(sql, ticket->id); !ok) return ok;
    return database.run("DELETE FROM opening WHERE tenant = ? AND key = ? AND ticket = ?", removal.key.tenant,
                        removal.idempotency_key, removal.key.ticket);
}

struct Highest {
    std::int64_t ticket = 0;
    std::int64_t position = 0;
};

Result<Highest> highest(Database& database) {
    auto ticket = database.read_integer("SELECT max(id) FROM ticket");
    if (!ticket) return fail(std::move(ticket).error());
    auto position = database.read_integer("SELECT max(position) FROM journal");
    if (!position) return fail(std::move(position).error());
    return Highest{*ticket, *position};
}

}  // namespace

Status remove(Database& database, std::span<const Removal> tickets) {
    auto before = highest(database);
    if (!before) return fail(std::move(before).error());
    std::int64_t commits = 0;
    for (const Removal& removal : tickets) {
        if (auto ok = remove_one(database, removal); !ok) return ok;
        commits += static_cast<std::int64_t>(removal.expected);
    }
    auto after = highest(database);
    if (!after) return fail(std::move(after).error());
    // Numbers behind the last one are given out again, and so are no gaps any more.
    return database.run("UPDATE gaps SET tickets = tickets + ?, commits = commits + ?",
                        static_cast<std::int64_t>(tickets.size()) - (before->ticket - after->ticket),
                        commits - (before->position - after->position));
}

Result<std::vector<TenantId>> tenants(Database& database) {
    std::vector<TenantId> found;
    // From one tenant to the next by the index, not along all tickets.
    auto statement = database.query(
        "WITH RECURSIVE t(id) AS (SELECT min(tenant) FROM ticket UNION ALL"
        " SELECT (SELECT min(tenant) FROM ticket WHERE tenant > t.id) FROM t WHERE t.id IS NOT NULL)"
        " SELECT id FROM t WHERE id IS NOT NULL");
    if (!statement) return fail(std::move(statement).error());
    for (;;) {
        auto more = (*statement)->row();
        if (!more) return fail(std::move(more).error());
        if (!*more) return found;
        found.emplace_back(std::string((*statement)->text(0)));
    }
}

}  // namespace itr::store::sqlite
