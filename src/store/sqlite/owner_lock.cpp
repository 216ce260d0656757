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

/// For one who only tries, and is refused, to be gone again.
constexpr Duration patience_to_own = milliseconds(100);

constexpr const char* take_alone = "BEGIN EXCLUSIVE";
constexpr const char* take_with_others = "BEGIN; SELECT count(*) FROM sqlite_schema";

Result<Database> open_beside(const std::string& store_path) {
    auto database = Database::open(store_path + "-owner", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (database) database->set_busy_timeout(patience_to_own);
    return database;
}

/// The name of a file that is looked at as it is, whoever has it locked.
std::string immutable(const std::string& path) {
    std::string uri = "file:";
    if (!path.starts_with('/')) uri += '/';
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '/' || c == '.' || c == '-' || c == '_';
        uri += plain ? std::string(1, c) : fmt::format("%{:02x}", static_cast<unsigned char>(c));
    }
    return uri + "?immutable=1";
}

std::string read_owner(const std::string& store_path) {
    constexpr std::string_view unnamed = "a process that has not said its name yet";
    auto database = Database::open(immutable(store_path + "-owner"), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    if (!database) return std::string(unnamed);
    auto statement = database->prepare("SELECT text FROM owner");
    if (!statement) return std::string(unnamed);
    auto found = (*statement)->row();
    return std::string(found && *found ? (*statement)->text(0) : unnamed);
}

tl::unexpected<Error> owned(const std::string& store_path) {
    return fail(store_locked, fmt::format("expected no other open store on {}, but found its owner: {}",
                                          store_path, read_owner(store_path)));
}

Status claim(Database& database) {
    // Nothing here needs to outlive the process.
    if (auto ok = database.execute("PRAGMA synchronous=OFF"); !ok) return ok;
    if (auto ok = database.execute(take_alone); !ok) return ok;
    if (auto ok = database.execute("CREATE TABLE IF NOT EXISTS owner(text TEXT NOT NULL); DELETE FROM owner");
        !ok)
        return ok;
    if (auto ok = database.run("INSERT INTO owner(text) VALUES(?)", owner_text()); !ok) return ok;
    // Committed, so that others can read it; and at once taken again: only this counts.
    if (auto ok = database.execute("COMMIT"); !ok) return ok;
    return database.execute(take_alone);
}

}  // namespace

Result<OwnerLock> OwnerLock::acquire(const std::string& store_path) {
    auto database = open_beside(store_path);
    if (!database) return fail(std::move(database).error());
    auto claimed = claim(*database);
    if (claimed) return OwnerLock(*std::move(database));
    if (claimed.error().code != store_locked) return fail(std::move(claimed).error());
    if (database->in_transaction())
        if (auto ok = database->execute("ROLLBACK"); !ok) return fail(std::move(ok).error());
    // An owner lets nobody share: whoever can has found others who do.
    if (!database->execute(take_with_others)) return owned(store_path);
    return fail(store_locked,
                fmt::format("expected no other open store on {}, but found it opened as shared", store_path));
}

Result<OwnerLock> OwnerLock::share(const std::string& store_path) {
    auto database = open_beside(store_path);
    if (!database) return fail(std::move(database).error());
    auto taken = database->execute(take_with_others);
    if (taken) return OwnerLock(*std::move(database));
    if (taken.error().code != store_locked) return fail(std::move(taken).error());
    return owned(store_path);
}

}  // namespace itr::store::sqlite
