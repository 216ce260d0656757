#include "store/sqlite/owner_lock.hpp"

#include <fmt/format.h>

#include <chrono>
#include <itr/time.hpp>

#include "store/codes.hpp"

#ifdef _WIN32
#include <process.h>
#else
#include <unistd.h>
#endif

namespace itr::store::sqlite {

namespace {

std::string this_process() {
#ifdef _WIN32
    return fmt::format("process {}", _getpid());
#else
    char host[256] = "an unnamed host";
    gethostname(host, sizeof host - 1);
    return fmt::format("process {} on {}", getpid(), host);
#endif
}

std::string owner_text() {
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return fmt::format("{} since {}", this_process(), to_string(Instant{now.time_since_epoch().count()}));
}

/// Whoever has the lock may be just writing who it is.
constexpr Duration patience_to_read = seconds(2);

std::string read_owner(Database& database) {
    database.set_busy_timeout(patience_to_read);
    auto statement = database.prepare("SELECT text FROM owner");
    if (!statement) return "a process that has not said its name yet";
    auto found = (*statement)->row();
    return found && *found ? std::string((*statement)->text(0)) : "a process that has not said its name yet";
}

Status claim(Database& database) {
    if (auto ok = database.execute("BEGIN IMMEDIATE"); !ok) return ok;
    if (auto ok = database.execute("CREATE TABLE IF NOT EXISTS owner(text TEXT NOT NULL); DELETE FROM owner");
        !ok)
        return ok;
    if (auto ok = database.run("INSERT INTO owner(text) VALUES(?)", owner_text()); !ok) return ok;
    // Committed, so that others can read it; and at once a transaction again, so that they read only.
    if (auto ok = database.execute("COMMIT"); !ok) return ok;
    return database.execute("BEGIN IMMEDIATE");
}

}  // namespace

Result<OwnerLock> OwnerLock::acquire(const std::string& store_path) {
    auto database = Database::open(store_path + "-owner", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (!database) return fail(std::move(database).error());
    // Nothing here needs to outlive the process.
    if (auto ok = database->execute("PRAGMA synchronous=OFF"); !ok) return fail(std::move(ok).error());
    auto claimed = claim(*database);
    if (claimed) return OwnerLock(*std::move(database));
    if (claimed.error().code != store_locked) return fail(std::move(claimed).error());
    if (database->in_transaction())
        if (auto ok = database->execute("ROLLBACK"); !ok) return fail(std::move(ok).error());
    return fail(store_locked, fmt::format("expected no other open store on {}, but found its owner: {}",
                                          store_path, read_owner(*database)));
}

}  // namespace itr::store::sqlite
