#include "store/postgres/due.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "base/for_ever.hpp"

namespace itr::store::postgres {

namespace {

// The clock of leases: $1 is the caller's now, $2 whether the database's counts instead.
constexpr std::string_view claim =
    "WITH clock AS MATERIALIZED (SELECT CASE WHEN $2 THEN"
    " floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint ELSE $1 END AS now),"
    " picked AS MATERIALIZED (SELECT d.tenant, d.ticket FROM due d WHERE d.at <= $1 AND"
    " (d.claimed_until IS NULL OR d.claimed_until <= (SELECT now FROM clock))"
    " ORDER BY d.at, d.tenant, d.ticket LIMIT $4 FOR UPDATE SKIP LOCKED)"
    " UPDATE due SET claimed_until = (SELECT now FROM clock) + $3 FROM picked"
    " WHERE due.tenant = picked.tenant AND due.ticket = picked.ticket"
    " RETURNING due.tenant, due.ticket, due.at";

// A claim ends so much later than now, on whichever clock.
constexpr std::string_view earliest_claim =
    "SELECT least((SELECT min(at) FROM due WHERE claimed_until IS NULL),"
    " (SELECT min(greatest(d.at, $1 + greatest(0, d.claimed_until - c.now))) FROM due d,"
    " (SELECT CASE WHEN $2 THEN floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint ELSE $1 END"
    " AS now) c WHERE d.claimed_until IS NOT NULL))";

// Not waited for: behind one who waits for it alone, all who would share it wait, too, for as long as a
// host's transaction that has written a due may last. The setting is this transaction's own.
constexpr std::string_view lock_wake =
    "SELECT set_config('itr.announces',"
    " pg_try_advisory_xact_lock(1230262833, hashtext(current_schema()))::text, true)";

constexpr std::string_view put_due =
    "INSERT INTO due(tenant, ticket, at) VALUES($1, $2, $3) ON CONFLICT(tenant, ticket) DO UPDATE"
    " SET at = excluded.at, claimed_until = NULL RETURNING wake_before($3)";
constexpr std::string_view drop_due = "DELETE FROM due WHERE tenant = $1 AND ticket = $2";

std::vector<DueTicket> read_due(const Rows& rows) {
    std::vector<DueTicket> found;
    found.reserve(static_cast<std::size_t>(rows.count()));
    for (int row = 0; row < rows.count(); ++row)
        found.push_back(
            {{TenantId(rows.string(row, 0)), TicketId(rows.string(row, 1))}, rows.instant(row, 2)});
    return found;
}

}  // namespace

Result<std::vector<DueTicket>> due(Connection& connection, Instant before, std::size_t limit) {
    return ask(connection,
               "SELECT tenant, ticket, at FROM due WHERE at < $1 ORDER BY at, tenant, ticket LIMIT $2",
               before, row_limit(limit))
        .map([](const Rows& rows) { return read_due(rows); });
}

Result<Instant> next_due(Connection& connection) {
    return ask(connection, "SELECT min(at) FROM due").map([](const Rows& rows) { return rows.due(0, 0); });
}

Result<std::vector<DueTicket>> claim_due(Connection& connection, LeaseClock clock, Instant now,
                                         Duration lease, std::size_t limit) {
    auto rows = ask(connection, claim, now, clock == LeaseClock::database, lease.ms, row_limit(limit));
    if (!rows) return fail(std::move(rows).error());
    auto found = read_due(*rows);
    std::sort(found.begin(), found.end(), [](const DueTicket& a, const DueTicket& b) {
        return std::tie(a.due, a.key) < std::tie(b.due, b.key);
    });
    return found;
}

Result<Instant> next_claim(Connection& connection, LeaseClock clock, Instant now) {
    return ask(connection, earliest_claim, now, clock == LeaseClock::database).map([](const Rows& rows) {
        return rows.due(0, 0);
    });
}

Result<Announcement> announce(Connection& connection, LeaseClock clock, Instant now) {
    static const std::string& set_wake = for_ever(fmt::format(
        "WITH next AS MATERIALIZED (SELECT coalesce(({}), {}) AS at), told AS (UPDATE wake SET announced ="
        " next.at FROM next WHERE current_setting('itr.announces') = 'true' RETURNING 1)"
        " SELECT next.at, (SELECT count(*) FROM told) FROM next",
        earliest_claim, never.ms));
    Pipeline pipeline(connection);
    pipeline.add(lock_wake);
    // A statement of its own after the lock: it sees what was committed before the lock was had.
    pipeline.add(set_wake, now, clock == LeaseClock::database);
    return pipeline.finish().map([](const Rows& rows) {
        return Announcement{rows.instant(0, 0), rows.integer(0, 1) > 0};
    });
}

void add_due(Pipeline& pipeline, const Append& append) {
    if (append.next_due == never)
        pipeline.add(drop_due, append.tenant, append.ticket);
    else
        pipeline.add(put_due, append.tenant, append.ticket, append.next_due);
}

}  // namespace itr::store::postgres
