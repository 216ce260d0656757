#include "store/sqlite/copy.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <itr/stores/sqlite.hpp>

#include "store/codes.hpp"
#include "store/sqlite/owner_lock.hpp"
#include "store/sqlite/schema.hpp"

#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#endif

namespace itr::store {
namespace sqlite {
namespace {

namespace fs = std::filesystem;

constexpr int pages_a_step = 1024;
/// About a millisecond of what SQLite's machine does between two questions whether to go on.
constexpr int operations_a_question = 10'000;
constexpr Duration patience = seconds(5);

tl::unexpected<Error> of_files(const std::string& path, const std::error_code& error) {
    return fail(store_io, fmt::format("{}: {}", path, error.message()));
}

tl::unexpected<Error> stopped() { return fail(store_stopped, "the work on the file was stopped"); }

/// From here on SQLite asks, too. `keep_going` outlives the connection.
Status begin_asking(Database& database, const KeepGoing& keep_going) {
    if (!keep_going) return {};
    if (!keep_going()) return stopped();
    sqlite3_progress_handler(
        database.handle(), operations_a_question,
        [](void* asked) { return (*static_cast<const KeepGoing*>(asked))() ? 0 : 1; },
        const_cast<KeepGoing*>(&keep_going));  // it comes back as what it is
    return {};
}

/// The first that SQLite's check complains of.
Status check_pages(Database& database) {
    auto statement = database.prepare("PRAGMA integrity_check(1)");
    if (!statement) return fail(std::move(statement).error());
    auto found = (*statement)->row();
    if (!found) return fail(std::move(found).error());
    const std::string_view said = (*statement)->text(0);
    if (said == "ok") return {};
    return fail(store_corrupt, fmt::format("expected a file in order, but SQLite says: {}", said));
}

/// Each journal row hangs on one ticket's chain; every ticket has as many as its version says.
Status check_chains(Database& database) {
    auto strays = database.read_integer(
        "SELECT (SELECT count(*) FROM journal) - (SELECT coalesce(sum(version), 0) FROM ticket)");
    if (!strays) return fail(std::move(strays).error());
    if (*strays != 0)
        return fail(store_corrupt,
                    fmt::format("expected as many commits in the journal as the tickets have versions, but "
                                "found {} {}",
                                *strays > 0 ? *strays : -*strays, *strays > 0 ? "more" : "fewer"));
    auto loose = database.read_integer(
        "SELECT count(*) FROM journal j LEFT JOIN journal p ON p.position = j.previous"
        " LEFT JOIN ticket t ON t.id = j.ticket WHERE t.id IS NULL OR (j.version = 1) <> (j.previous IS NULL)"
        " OR (j.version > 1 AND (p.position IS NULL OR p.ticket <> j.ticket OR p.version <> j.version - 1))");
    if (!loose) return fail(std::move(loose).error());
    if (*loose == 0) return {};
    return fail(store_corrupt, fmt::format("expected every commit behind the one before it, but found {} "
                                           "elsewhere",
                                           *loose));
}

Result<Database> open_to_read(const std::string& path) {
    std::error_code error;
    if (!fs::exists(path, error))
        return fail(store_not_found, fmt::format("expected a file {}, but found none", path));
    // A connection that may not write cannot take its companions away when it is the last one.
    auto database = Database::open(path, SQLITE_OPEN_READWRITE);
    if (!database) return database;
    database->set_busy_timeout(patience);
    if (auto ok = database->execute("PRAGMA query_only=1"); !ok) return fail(std::move(ok).error());
    auto format = inspect(*database);
    if (!format) return fail(std::move(format).error());
    if (*format == Format::empty)
        return fail(store_not_a_store,
                    fmt::format("expected a store of tickets in {}, but found an empty file", path));
    return database;
}

Status copy_pages(Database& from, Database& to, const KeepGoing& keep_going) {
    // One state of the source, whatever is written to it meanwhile.
    if (auto ok = from.execute("BEGIN; SELECT count(*) FROM sqlite_schema"); !ok) return ok;
    sqlite3_backup* backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
    if (backup == nullptr) return fail(error_of(to.handle()));
    int result = SQLITE_OK;
    bool wanted = true;
    while (result == SQLITE_OK && wanted) {
        result = sqlite3_backup_step(backup, pages_a_step);
        wanted = !keep_going || keep_going();
    }
    const int ended = sqlite3_backup_finish(backup);
    if (!wanted) return stopped();
    if (result != SQLITE_DONE || ended != SQLITE_OK) return fail(error_of(to.handle()));
    return from.execute("ROLLBACK");
}

Status write_copy(const std::string& from, const std::string& to, const KeepGoing& keep_going) {
    auto source = open_to_read(from);
    if (!source) return fail(std::move(source).error());
    auto target = Database::open(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (!target) return fail(std::move(target).error());
    if (auto ok = copy_pages(*source, *target, keep_going); !ok) return ok;
    // One file, with no companions beside it.
    if (auto ok = target->execute("PRAGMA journal_mode=DELETE"); !ok) return ok;
    if (auto ok = begin_asking(*target, keep_going); !ok) return ok;
    return check_pages(*target);
}

/// What an earlier store left beside its file; empty: nothing.
std::string companion_of(const std::string& path) {
    std::error_code error;
    for (const char* end : {"-wal", "-shm", "-journal"})
        if (fs::exists(path + end, error)) return path + end;
    return {};
}

Result<std::string> whole(const std::string& path) {
    std::error_code error;
    auto file = fs::weakly_canonical(fs::absolute(path, error), error).string();
    if (error) return of_files(path, error);
    return file;
}

tl::unexpected<Error> is_there(const std::string& path) {
    return fail(store_exists, fmt::format("expected no file {}, but there is one", path));
}

/// A file that its folder has forgotten is as good as none.
Status sync_folder_of(const std::string& path) {
#ifndef _WIN32
    const int folder = ::open(fs::path(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return of_files(path, {errno, std::generic_category()});
    const bool synced = fsync(folder) == 0 || errno == EINVAL || errno == ENOTSUP;
    const std::error_code error{errno, std::generic_category()};
    ::close(folder);
    if (!synced) return of_files(path, error);
#endif
    return {};
}

/// For good, and from no other file.
Status give_name(const std::string& partial, const std::string& to) {
    std::error_code error;
    // A link takes no name away, as renaming would; but not every file system has any.
    fs::create_hard_link(partial, to, error);
    if (error == std::errc::file_exists) return is_there(to);
    if (error) fs::rename(partial, to, error);
    if (error) return of_files(to, error);
    return sync_folder_of(to);
}

}  // namespace

Status copy_file(const std::string& from, const std::string& to, const KeepGoing& keep_going) {
    std::error_code error;
    if (fs::exists(to, error)) return is_there(to);
    const std::string partial = to + ".partial";
    fs::remove(partial, error);
    auto done = write_copy(from, partial, keep_going);
    if (done) done = give_name(partial, to);
    fs::remove(partial, error);
    return done;
}

}  // namespace sqlite

Status backup_sqlite(const std::string& from, const std::string& to, const KeepGoing& keep_going) {
    auto source = sqlite::whole(from);
    if (!source) return fail(std::move(source).error());
    auto target = sqlite::whole(to);
    if (!target) return fail(std::move(target).error());
    return sqlite::copy_file(*source, *target, keep_going);
}

Status restore_sqlite(const std::string& backup, const std::string& to, const KeepGoing& keep_going) {
    auto target = sqlite::whole(to);
    if (!target) return fail(std::move(target).error());
    // It would be taken for the newest part of this one.
    if (const auto left = sqlite::companion_of(*target); !left.empty()) return sqlite::is_there(left);
    return backup_sqlite(backup, to, keep_going);
}

Status check_sqlite(const std::string& path, const KeepGoing& keep_going) {
    auto file = sqlite::whole(path);
    if (!file) return fail(std::move(file).error());
    auto database = sqlite::open_to_read(*file);
    if (!database) return fail(std::move(database).error());
    if (auto ok = sqlite::begin_asking(*database, keep_going); !ok) return ok;
    if (auto ok = database->execute("BEGIN"); !ok) return ok;
    if (auto ok = sqlite::check_pages(*database); !ok) return ok;
    return sqlite::check_chains(*database);
}

Status compact_sqlite(const std::string& path, const KeepGoing& keep_going) {
    auto file = sqlite::whole(path);
    if (!file) return fail(std::move(file).error());
    if (auto readable = sqlite::open_to_read(*file); !readable) return fail(std::move(readable).error());
    auto owner = sqlite::OwnerLock::acquire(*file);
    if (!owner) return fail(std::move(owner).error());
    auto database = sqlite::Database::open(*file, SQLITE_OPEN_READWRITE);
    if (!database) return fail(std::move(database).error());
    database->set_busy_timeout(sqlite::patience);
    if (auto ok = sqlite::begin_asking(*database, keep_going); !ok) return ok;
    return database->execute("PRAGMA synchronous=FULL; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace itr::store
