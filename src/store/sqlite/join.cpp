// Tickets in the host's own transaction.
#include <fmt/format.h>

#include <itr/stores/sqlite.hpp>
#include <mutex>
#include <optional>

#include "store/codes.hpp"
#include "store/sqlite/owner_lock.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/tables.hpp"

namespace itr::store {

namespace {

using sqlite::Database;

class JoinedStore final : public sqlite::Tables {
  public:
    JoinedStore(std::optional<sqlite::OwnerLock> lock, Database database)
        : lock_(std::move(lock)), database_(std::move(database)) {}

    [[nodiscard]] bool is_shared() const noexcept override { return true; }
    [[nodiscard]] bool is_provisional() const noexcept override { return true; }

    Status deploy(const Deployment&) override {
        return fail(store_unsupported,
                    "expected a store of its own connection to deploy with, but this one takes part in the "
                    "host's transactions");
    }

  private:
    Status read(const Access& look) override {
        const std::lock_guard lock(mutex_);
        return apart(look);
    }
    Status write(const Access& change) override {
        const std::lock_guard lock(mutex_);
        if (!database_.in_transaction())
            return fail(
                store_invalid,
                "expected a transaction that the host has begun on its connection, but there is none");
        return apart(change);
    }

    /// What fails is taken back alone: the host's own rows stay as they are.
    Status apart(const Access& access) {
        if (auto ok = database_.run("SAVEPOINT itr"); !ok) return ok;
        Status outcome = access(database_);
        // Out of room or a failing disk make SQLite take back everything, the host's rows too.
        if (!database_.in_transaction()) return outcome;
        if (!outcome)
            if (auto ok = database_.run("ROLLBACK TO itr"); !ok) return ok;
        auto released = database_.run("RELEASE itr");
        return outcome ? released : outcome;
    }

    std::optional<sqlite::OwnerLock> lock_;  ///< none: no file
    std::mutex mutex_;
    Database database_;
};

/// An owner would not notice what is written here.
Result<std::optional<sqlite::OwnerLock>> share_file_of(sqlite3* connection) {
    const char* path = sqlite3_db_filename(connection, "main");
    if (path == nullptr || *path == '\0') return std::nullopt;
    return sqlite::OwnerLock::share(path).map(
        [](sqlite::OwnerLock&& lock) { return std::optional(std::move(lock)); });
}

}  // namespace

Result<std::unique_ptr<Store>> join_sqlite_store(sqlite3* connection) {
    Database database = Database::borrow(connection);
    auto format = sqlite::inspect(database);
    if (!format) return fail(std::move(format).error());
    if (*format == sqlite::Format::empty)
        return fail(store_not_a_store,
                    "expected a file that open_sqlite_store() has made, but found an empty one");
    if (*format == sqlite::Format::older)
        return fail(store_older_format,
                    fmt::format("expected a store of format {}, but found an older one: open_sqlite_store() "
                                "brings it up to date",
                                sqlite::format_version));
    auto lock = share_file_of(connection);
    if (!lock) return fail(std::move(lock).error());
    return std::make_unique<JoinedStore>(*std::move(lock), std::move(database));
}

}  // namespace itr::store
