#include "store/postgres/tickets.hpp"

#include <fmt/core.h>

#include "store/codes.hpp"

namespace itr::store::postgres {

namespace {

/// One statement, so that all parts are of one moment: the ticket's row (part 0), the commits after its
/// snapshot (1), its personal texts (2).
constexpr std::string_view load_ticket =
    "WITH t AS MATERIALIZED (SELECT version, next_due, snapshot_version, snapshot FROM ticket"
    " WHERE tenant = $1 AND ticket = $2)"
    " SELECT 0::bigint AS part, snapshot_version AS number, next_due AS at, '' AS name, snapshot AS text,"
    " version FROM t"
    " UNION ALL SELECT 1, j.version, j.at, '', j.text, 0 FROM t, journal j"
    " WHERE j.tenant = $1 AND j.ticket = $2 AND j.version > t.snapshot_version"
    " UNION ALL SELECT 2, 0, 0, p.slot, p.text, 0 FROM personal p WHERE p.tenant = $1 AND p.ticket = $2"
    " ORDER BY part, number, name";

Status check_follows(Connection& connection, const TicketKey& key, Version expected, Version found) {
    if (expected == found) return {};
    return fail(store_corrupt,
                fmt::format("{}: expected version {} of ticket \"{}\" of tenant \"{}\" in the journal, but "
                            "found version {}",
                            connection.where(), expected, key.ticket.text(), key.tenant.text(), found));
}

}  // namespace

Result<std::optional<Loaded>> load(Connection& connection, const TicketKey& key) {
    auto rows = ask(connection, load_ticket, key.tenant, key.ticket);
    if (!rows) return fail(std::move(rows).error());
    if (rows->count() == 0) return std::nullopt;
    Loaded loaded;
    loaded.snapshot_version = rows->unsigned_integer(0, 1);
    loaded.next_due = rows->due(0, 2);
    loaded.snapshot = rows->string(0, 4);
    Version last = loaded.snapshot_version;
    for (int row = 1; row < rows->count(); ++row) {
        if (rows->integer(row, 0) == 2) {
            loaded.personal.push_back({rows->string(row, 3), rows->string(row, 4)});
            continue;
        }
        const Version version = rows->unsigned_integer(row, 1);
        if (auto ok = check_follows(connection, key, ++last, version); !ok)
            return fail(std::move(ok).error());
        loaded.tail.push_back({version, rows->instant(row, 2), rows->string(row, 4)});
    }
    if (auto ok = check_follows(connection, key, rows->unsigned_integer(0, 5), last); !ok)
        return fail(std::move(ok).error());
    return loaded;
}

Result<std::vector<Commit>> history(Connection& connection, const TicketKey& key, Version after,
                                    std::size_t limit) {
    auto rows = ask(connection,
                    "SELECT version, at, text FROM journal WHERE tenant = $1 AND ticket = $2 AND version > $3"
                    " ORDER BY version LIMIT $4",
                    key.tenant, key.ticket, after, row_limit(limit));
    if (!rows) return fail(std::move(rows).error());
    std::vector<Commit> commits;
    commits.reserve(static_cast<std::size_t>(rows->count()));
    for (int row = 0; row < rows->count(); ++row) {
        const Version version = rows->unsigned_integer(row, 0);
        if (auto ok = check_follows(connection, key, after + commits.size() + 1, version); !ok)
            return fail(std::move(ok).error());
        commits.push_back({version, rows->instant(row, 1), rows->string(row, 2)});
    }
    return commits;
}

Result<std::optional<TicketId>> opened_by(Connection& connection, const TenantId& tenant,
                                          const std::string& idempotency_key) {
    auto rows =
        ask(connection, "SELECT ticket FROM opening WHERE tenant = $1 AND key = $2", tenant, idempotency_key);
    if (!rows) return fail(std::move(rows).error());
    if (rows->count() == 0) return std::nullopt;
    return TicketId(rows->string(0, 0));
}

Result<std::vector<TicketId>> ticket_ids(Connection& connection, const TenantId& tenant,
                                         const TicketId& after, std::size_t limit) {
    auto rows = ask(connection,
                    "SELECT ticket FROM ticket WHERE tenant = $1 AND ticket > $2 ORDER BY ticket LIMIT $3",
                    tenant, after, row_limit(limit));
    if (!rows) return fail(std::move(rows).error());
    std::vector<TicketId> found;
    found.reserve(static_cast<std::size_t>(rows->count()));
    for (int row = 0; row < rows->count(); ++row) found.emplace_back(rows->string(row, 0));
    return found;
}

}  // namespace itr::store::postgres
