#include "store/postgres/records.hpp"

namespace itr::store::postgres {

Status deploy(Connection& connection, const Deployment& deployment) {
    Pipeline pipeline(connection);
    pipeline.add("INSERT INTO pack(hash, canonical) VALUES($1, $2) ON CONFLICT DO NOTHING", deployment.hash,
                 deployment.canonical);
    pipeline.add("INSERT INTO deployment(hash, name, version, at, actor) VALUES($1, $2, $3, $4, $5)",
                 deployment.hash, deployment.name, deployment.version, deployment.at, deployment.actor);
    auto rows = pipeline.finish();
    if (!rows) return fail(std::move(rows).error());
    return {};
}

Result<std::vector<Deployment>> deployments(Connection& connection) {
    auto rows = ask(connection,
                    "SELECT d.hash, d.name, d.version, p.canonical, d.at, d.actor"
                    " FROM deployment d JOIN pack p ON p.hash = d.hash ORDER BY d.position");
    if (!rows) return fail(std::move(rows).error());
    std::vector<Deployment> found;
    found.reserve(static_cast<std::size_t>(rows->count()));
    for (int row = 0; row < rows->count(); ++row)
        found.push_back({PackHash(rows->string(row, 0)), rows->string(row, 1), rows->string(row, 2),
                         rows->string(row, 3), rows->instant(row, 4), rows->string(row, 5)});
    return found;
}

Result<std::uint64_t> reserve_numbers(Connection& connection, const TenantId& tenant, std::uint32_t count) {
    return ask(connection,
               "INSERT INTO number_block(tenant, next) VALUES($1, 1 + $2) ON CONFLICT(tenant) DO UPDATE"
               " SET next = number_block.next + $2 RETURNING next - $2",
               tenant, std::int64_t{count})
        .map([](const Rows& rows) { return rows.unsigned_integer(0, 0); });
}

Result<Counters> counters(Connection& connection) {
    // A ticket's version is the number of its commits.
    return ask(connection,
               "SELECT t.tickets, t.opened, t.commits, e.waiting, e.failed FROM"
               " (SELECT count(*) AS tickets, count(*) FILTER (WHERE open) AS opened,"
               " coalesce(sum(version), 0)::bigint AS commits FROM ticket) t,"
               " (SELECT count(*) FILTER (WHERE since IS NULL) AS waiting,"
               " count(*) FILTER (WHERE since IS NOT NULL) AS failed FROM effect) e")
        .map([](const Rows& rows) {
            return Counters{rows.unsigned_integer(0, 0), rows.unsigned_integer(0, 1),
                            rows.unsigned_integer(0, 2), rows.unsigned_integer(0, 3),
                            rows.unsigned_integer(0, 4)};
        });
}

}  // namespace itr::store::postgres
