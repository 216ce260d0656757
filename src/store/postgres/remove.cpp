// Taking tickets away.
#include <algorithm>

#include "store/port.hpp"
#include "store/postgres/tickets.hpp"

namespace itr::store::postgres {

namespace {

constexpr int most_tries = 8;  ///< of a batch that others' transactions were in the way of
constexpr std::string_view no_such_version = "22012";  // division_by_zero

// The row of the ticket comes first: who appends waits for it, or has gone before.
constexpr std::string_view remove_ticket =
    "WITH gone AS (DELETE FROM ticket t WHERE tenant = $1 AND ticket = $2 AND version = $3"
    " AND NOT EXISTS (SELECT 1 FROM effect e WHERE e.tenant = t.tenant AND e.ticket = t.ticket) RETURNING 1)"
    " SELECT 1 / count(*) FROM gone";
constexpr std::string_view remove_rows[] = {"DELETE FROM journal WHERE tenant = $1 AND ticket = $2",
                                            "DELETE FROM personal WHERE tenant = $1 AND ticket = $2",
                                            "DELETE FROM due WHERE tenant = $1 AND ticket = $2"};
constexpr std::string_view remove_opening =
    "DELETE FROM opening WHERE tenant = $1 AND key = $2 AND ticket = $3";
constexpr std::size_t statements_of_one = 2 + std::size(remove_rows);

void add_removal(Pipeline& pipeline, const Removal& removal) {
    const auto& [tenant, ticket] = removal.key;
    pipeline.add(remove_ticket, tenant, ticket, removal.expected);
    for (const std::string_view sql : remove_rows) pipeline.add(sql, tenant, ticket);
    pipeline.add(remove_opening, tenant, removal.idempotency_key, ticket);
}

Result<Error> conflict_of(Connection& connection, const Removal& removal) {
    auto rows = ask(connection, "SELECT version FROM ticket WHERE tenant = $1 AND ticket = $2",
                    removal.key.tenant, removal.key.ticket);
    if (!rows) return fail(std::move(rows).error());
    const Version actual = rows->count() == 0 ? 0 : rows->unsigned_integer(0, 0);
    return actual == removal.expected ? removal_waits(removal) : removal_conflict(removal, actual);
}

}  // namespace

Status remove(Connection& connection, std::span<const Removal> tickets) {
    if (tickets.empty()) return {};
    // In one order by everybody, so that no two wait for each other.
    std::vector<Removal> sorted(tickets.begin(), tickets.end());
    std::ranges::stable_sort(sorted, {}, &Removal::key);
    for (int attempt = 1;; ++attempt) {
        Pipeline pipeline(connection);
        for (const Removal& removal : sorted) add_removal(pipeline, removal);
        auto rows = pipeline.finish();
        if (rows) return {};
        const bool stale = pipeline.failure().sqlstate == no_such_version;
        if (is_transient(pipeline.failure().sqlstate) && attempt < most_tries && !connection.lost()) continue;
        if (!stale) return fail(std::move(rows).error());
        auto why = conflict_of(connection, sorted[pipeline.failed_statement() / statements_of_one]);
        return why ? fail(*std::move(why)) : fail(std::move(why).error());
    }
}

Result<std::vector<TenantId>> tenants(Connection& connection) {
    // From one tenant to the next by the index, not along all tickets.
    auto rows =
        ask(connection,
            "WITH RECURSIVE t(id) AS (SELECT min(tenant) FROM ticket UNION ALL"
            " SELECT (SELECT min(tenant) FROM ticket WHERE tenant > t.id) FROM t WHERE t.id IS NOT NULL)"
            " SELECT id FROM t WHERE id IS NOT NULL ORDER BY id");
    if (!rows) return fail(std::move(rows).error());
    std::vector<TenantId> found;
    for (int row = 0; row < rows->count(); ++row) found.emplace_back(rows->string(row, 0));
    return found;
}

}  // namespace itr::store::postgres
