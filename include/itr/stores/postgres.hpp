// Tickets in a PostgreSQL database that several nodes share. docs/scaling.md says when, and what it costs.
#pragma once

#include <functional>
#include <itr/store.hpp>

namespace itr::store {

/// By which clock an effect that was taken stays hidden, and a due ticket that was claimed stays claimed.
enum class LeaseClock : std::uint8_t {
    database,  ///< the database's: what nodes agree on, however their own clocks differ
    caller,    ///< `now` of the calls: for one node, and where time is simulated
};

struct PostgresOptions {
    /// As libpq takes it: "postgres://user@host/database", "host=… dbname=…"; what is missing comes from
    /// libpq's environment (PGHOST, PGPASSWORD, ~/.pgpass …). A password in it never shows in a message.
    std::string connection;
    std::string schema = "itr";       ///< of the tables: [a-z_][a-z0-9_]*, at most 40 bytes
    bool create = true;               ///< make schema and tables if there are none
    bool migrate = false;             ///< bring tables of an older format up to date when opening
    std::size_t max_connections = 8;  ///< open at a time, without the one of wait_for_work(); more calls wait
    LeaseClock lease_clock = LeaseClock::database;

    Duration connect_timeout = seconds(5);     ///< of one try to connect
    std::uint32_t connect_attempts = 6;        ///< then `store.unreachable`
    Duration first_pause = milliseconds(100);  ///< between tries; doubles, up to `longest_pause`
    Duration longest_pause = seconds(5);
    /// Sleeps; empty: the thread does. The pause is between half and all of what the doubling gives.
    std::function<void(Duration)> pause;
};

/// Several processes may have the same database open; each ticket's version keeps their writes apart. Needs
/// a server of version 14 or later and a database in UTF8. A lost connection is made anew by the next call; a
/// reading call that was under way is repeated, a writing one fails with `store.io`: whether it was carried
/// out only the database can tell.
///
/// Fails with `store.unreachable`, `store.denied` (authentication, a missing right), `store.not_found` (no
/// such database, or no tables and they were not to be made), `store.not_a_store` (the schema belongs to
/// something else), `store.older_format`, `store.newer_format`, `store.invalid` (an option), `store.io`.
[[nodiscard]] ITR_API Result<std::unique_ptr<Store>> open_postgres_store(const PostgresOptions& options);

/// What migrate_postgres() found and left.
struct PostgresFormat {
    std::int64_t before = 0;  ///< 0: there was nothing
    std::int64_t now = 0;
};
/// Makes the tables, or brings those of an older format up to date, in one transaction; nothing to do is no
/// error. Options as above; `create` and `migrate` are not looked at.
[[nodiscard]] ITR_API Result<PostgresFormat> migrate_postgres(const PostgresOptions& options);

}  // namespace itr::store
