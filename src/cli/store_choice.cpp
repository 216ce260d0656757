#include "cli/store_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <itr/stores/memory.hpp>
#include <itr/stores/postgres.hpp>
#include <itr/stores/sqlite.hpp>

#include "cli/codes.hpp"

namespace itr::cli {
namespace {

store::Synchronous synchronous_of(const std::string& word) {
    if (word == "off") return store::Synchronous::off;
    return word == "normal" ? store::Synchronous::normal : store::Synchronous::full;
}

#ifdef ITR_CLI_POSTGRES
store::PostgresOptions postgres_options(const std::string& db, bool create) {
    store::PostgresOptions options;
    options.connection = db;
    options.create = create;
    options.connect_attempts = 2;
    options.lease_clock = store::LeaseClock::caller;  // --now may be any instant
    return options;
}

Result<std::shared_ptr<store::Store>> open_postgres(const std::string& db, bool create) {
    auto opened = store::open_postgres_store(postgres_options(db, create));
    if (!opened) return fail(opened.error());
    return std::shared_ptr<store::Store>(*std::move(opened));
}

Result<std::string> migrate_postgres(const std::string& db) {
    const auto format = store::migrate_postgres(postgres_options(db, true));
    if (!format) return fail(format.error());
    if (format->before == format->now) return fmt::format("format {}: nothing to do", format->now);
    return fmt::format("from format {} to format {}", format->before, format->now);
}
#else
Error no_postgres() {
    return {no_database, "expected a file, since this program was built without PostgreSQL"};
}
Result<std::shared_ptr<store::Store>> open_postgres(const std::string&, bool) { return fail(no_postgres()); }
Result<std::string> migrate_postgres(const std::string&) { return fail(no_postgres()); }
#endif

/// A file has one who writes to it. What is left to do, the store does not know.
Error with_way_out(Error error) {
    if (error.code.text() == "store.locked")
        error.message += "; commands that only read work beside it, others when it has closed the file";
    return error;
}

}  // namespace

void add_synchronous_option(Arguments& command, StoreChoice& choice) {
    command.choice("--synchronous", choice.synchronous, {"full", "normal", "off"},
                   "what survives a power cut");
}

bool names_postgres(const std::string& db) {
    const std::string_view beginnings[] = {
        "postgres://", "postgresql://", "host=", "dbname=", "service=", "user="};
    return std::ranges::any_of(beginnings, [&](std::string_view b) { return db.starts_with(b); });
}

Result<std::shared_ptr<store::Store>> open_to_read(const std::string& db) {
    if (db.empty()) return fail(no_database, "expected where the tickets are (--db FILE, --db postgres://…)");
    if (names_postgres(db)) return open_store({db, "full", false});
    store::SqliteOptions how;
    how.read_only = true;
    auto file = store::open_sqlite_store(db, how);
    if (!file) return fail(file.error());
    return std::shared_ptr<store::Store>(*std::move(file));
}

Result<std::shared_ptr<store::Store>> open_store(const StoreChoice& choice) {
    if (choice.db.empty()) return std::shared_ptr<store::Store>(store::make_memory_store());
    if (names_postgres(choice.db)) return open_postgres(choice.db, choice.create);
    store::SqliteOptions how;
    how.synchronous = synchronous_of(choice.synchronous);
    how.create = choice.create;
    auto file = store::open_sqlite_store(choice.db, how);
    if (!file) return fail(with_way_out(std::move(file).error()));
    return std::shared_ptr<store::Store>(*std::move(file));
}

Result<std::string> migrate_store(const std::string& db) {
    if (names_postgres(db)) return migrate_postgres(db);
    store::SqliteOptions how;
    how.create = false;
    const auto before = open_to_read(db);
    const bool is_older = !before && before.error().code.text() == "store.older_format";
    // Opening brings a file of an older format up to date.
    auto file = store::open_sqlite_store(db, how);
    if (!file) return fail(with_way_out(std::move(file).error()));
    if (is_older)
        return fmt::format(
            "the file was brought up to the newest format; as it was it is beside it ({}.format-…)", db);
    return std::string("the file has the newest format already");
}

}  // namespace itr::cli
