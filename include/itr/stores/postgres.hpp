// Tickets in a PostgreSQL database that several nodes share. docs/scaling.md says when, and what it costs.
#pragma once

#include <functional>
#include <itr/store.hpp>

struct pg_conn;  ///< a connection: PGconn of <libpq-fe.h>

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

/// The tickets of a database in the host's own transaction: a store over the host's own connection. What is
/// written with it becomes durable, or is taken back, with the rows that the host writes in the same
/// transaction; a call that fails is taken back to a savepoint and leaves those as they are. The host begins
/// and ends its transactions itself; without one, writing fails with `store.invalid`, reading does not. The
/// connection's search path is, after each call, what it was; its client encoding has to be UTF8.
///
/// Stores of other connections and nodes may be open: their engines notice by the tickets' versions what was
/// written here. A ticket that another transaction writes keeps this one waiting until that ends, and then
/// fails with `store.conflict` (or `store.locked`, where the host chose an isolation that allows no more, or
/// they waited for each other: then begin anew). An engine on this store remembers no ticket from call to
/// call, reserves ticket numbers one by one, and does not deploy (`store.unsupported`). It may be kept as
/// long as the connection and used for one transaction after the other; destroy both before the connection
/// is closed. It must be of the same libpq, and is used by one thread at a time, as the connection is.
///
/// `schema`: of the tables that open_postgres_store() or `itr db init` has made. Fails with
/// `store.not_found`, `store.older_format`, `store.newer_format`, `store.not_a_store`, `store.invalid`,
/// `store.io`.
[[nodiscard]] ITR_API Result<std::unique_ptr<Store>> join_postgres_store(pg_conn* connection,
                                                                         const std::string& schema = "itr");

/// What migrate_postgres() found and left.
struct PostgresFormat {
    std::int64_t before = 0;  ///< 0: there was nothing
    std::int64_t now = 0;
};
/// Makes the tables, or brings those of an older format up to date, in one transaction; nothing to do is no
/// error. Options as above; `create` and `migrate` are not looked at.
[[nodiscard]] ITR_API Result<PostgresFormat> migrate_postgres(const PostgresOptions& options);

}  // namespace itr::store
