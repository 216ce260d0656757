#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <itr/stores/sqlite.hpp>

#include "store/codes.hpp"
#include "store/sqlite/connections.hpp"
#include "store/sqlite/copy.hpp"
#include "store/sqlite/owner_lock.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/tables.hpp"
#include "store/sqlite/waiter.hpp"

namespace itr::store {

namespace {

using sqlite::Database;

/// A file of its own connections.
class FileStore final : public sqlite::Tables {
  public:
    FileStore(bool shared, std::optional<sqlite::OwnerLock> lock, std::optional<Database> writer,
              Database reader)
        : shared_(shared), lock_(std::move(lock)), reader_(std::move(reader)) {
        if (writer) writer_.emplace(*std::move(writer));
    }

    [[nodiscard]] bool is_shared() const noexcept override { return shared_; }

    Status append(std::span<const Append> batch) override {
        auto done = Tables::append(batch);
        if (!shared_ || !done) return done;
        for (const Append& each : batch) waiter_.announce(each.next_due);
        return done;
    }
    Result<bool> wait_for_work(Instant now, Duration at_most) override {
        if (!shared_) return false;
        waiter_.begin();
        const auto next = next_due();
        if (!next) return fail(next.error());
        // What is due already the caller has seen, and leaves alone: it does not keep him from waiting.
        const bool ahead = *next != never && *next > now;
        return waiter_.wait(ahead ? *next : never, ahead ? std::min(at_most, *next - now) : at_most);
    }
    void interrupt() noexcept override { waiter_.interrupt(); }

  private:
    Status read(const Access& look) override {
        return reader_.read([&](Database& database) { return look(database); });
    }
    Status write(const Access& change) override {
        if (!writer_)
            return fail(store_read_only,
                        "expected a store opened for writing, but found one opened read-only");
        return writer_->write([&] { return change(writer_->database()); });
    }

    const bool shared_;
    // In this order, so that the writer closes after the reader and tidies up the file, while it is still
    // locked.
    std::optional<sqlite::OwnerLock> lock_;  ///< none: only reads
    std::optional<sqlite::Writer> writer_;
    sqlite::Reader reader_;
    sqlite::Waiter waiter_;
};

constexpr std::int64_t page_bytes = 4096;
/// Moved into the file every so many pages: enough that a page which changes often is moved once for many
/// changes.
constexpr int checkpoint_pages = 4096;
constexpr int cache_kib = 32'768;

std::string_view name_of(Synchronous synchronous) {
    switch (synchronous) {
        case Synchronous::normal: return "NORMAL";
        case Synchronous::off: return "OFF";
        default: return "FULL";
    }
}

Status configure_writer(Database& database, const SqliteOptions& options) {
    auto pragmas = fmt::format(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous={}; PRAGMA wal_autocheckpoint={}; PRAGMA cache_size=-{};"
        "PRAGMA journal_size_limit={}; PRAGMA secure_delete=ON",
        name_of(options.synchronous), checkpoint_pages, cache_kib, checkpoint_pages * page_bytes);
    if (options.max_file_bytes > 0)
        pragmas +=
            fmt::format("; PRAGMA max_page_count={}", options.max_file_bytes / std::uint64_t{page_bytes});
    return database.execute(pragmas.c_str());
}

/// Where nothing is yet: somebody may have gone back to the older program, and come again.
std::string free_name(const std::string& wanted) {
    std::string name = wanted;
    std::error_code error;
    for (int n = 2; std::filesystem::exists(name, error); ++n) name = fmt::format("{}.{}", wanted, n);
    return name;
}

/// Keeps the file as it was, in case that somebody wants to go back to the program that wrote it.
Status migrate_with_backup(Database& database, const std::string& path) {
    auto version = database.read_integer("PRAGMA user_version");
    if (!version) return fail(std::move(version).error());
    const std::string before = free_name(fmt::format("{}.format-{}", path, *version));
    if (auto ok = sqlite::copy_file(path, before); !ok) return ok;
    auto migrated = sqlite::migrate(database);
    std::error_code error;
    // It is still as it was: of one that fails again and again there would be a copy each time.
    if (!migrated) std::filesystem::remove(before, error);
    return migrated;
}

Status bring_up_to_date(Database& database, const std::string& path) {
    if (auto ok = database.execute("BEGIN IMMEDIATE"); !ok) return ok;
    // Asked again, under the lock: another process may have been quicker.
    auto format = sqlite::inspect(database);
    Status made = format ? Status{} : Status(fail(format.error()));
    if (format && *format == sqlite::Format::empty) made = sqlite::create(database);
    if (format && *format == sqlite::Format::older) made = migrate_with_backup(database, path);
    auto ended = database.execute(made ? "COMMIT" : "ROLLBACK");
    return made ? ended : made;
}

struct Owned {
    sqlite::OwnerLock lock;
    Database writer;
};

Result<Owned> open_writer(const std::string& path, const SqliteOptions& options) {
    auto database = Database::open(path, SQLITE_OPEN_READWRITE | (options.create ? SQLITE_OPEN_CREATE : 0));
    if (!database) return fail(std::move(database).error());
    database->set_busy_timeout(options.busy_timeout);
    // Before anything is written: a foreign file stays as it is.
    if (auto format = sqlite::inspect(*database); !format) return fail(std::move(format).error());
    // SQLite opens what it may not write to be read, and would say so with the first ticket only.
    if (!database->is_writable())
        return fail(store_read_only,
                    fmt::format("expected a file that may be written, but {} may only be read", path));
    auto lock = options.shared ? sqlite::OwnerLock::share(path) : sqlite::OwnerLock::acquire(path);
    if (!lock) return fail(std::move(lock).error());
    if (auto ok = configure_writer(*database, options); !ok) return fail(std::move(ok).error());
    if (auto ok = bring_up_to_date(*database, path); !ok) return fail(std::move(ok).error());
    return Owned{*std::move(lock), *std::move(database)};
}

Result<Database> open_reader(const std::string& path, const SqliteOptions& options) {
    auto database = Database::open(path, options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    if (!database) return database;
    database->set_busy_timeout(options.busy_timeout);
    auto format = sqlite::inspect(*database);
    if (!format) return fail(std::move(format).error());
    if (*format == sqlite::Format::empty)
        return fail(store_not_a_store,
                    fmt::format("expected a store of tickets in {}, but found an empty file", path));
    if (*format == sqlite::Format::older)
        return fail(store_older_format,
                    fmt::format("expected a store of format {} in {}, but found an older one: opened for "
                                "writing it is brought up to date",
                                sqlite::format_version, path));
    if (auto ok = database->execute("PRAGMA query_only=1"); !ok) return fail(std::move(ok).error());
    return database;
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, const SqliteOptions& options) {
    if (path.find('\0') != std::string::npos)
        return fail(store_invalid, "expected a path, but found one with the character U+0000 in it");
    // One name for one file: SQLite puts its companions beside what a link points to, and reads no URI in it.
    std::error_code error;
    const std::string file =
        std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error).string();
    if (error) return fail(store_io, fmt::format("{}: {}", path, error.message()));
    const bool exists = std::filesystem::exists(file, error);
    const bool may_create = options.create && !options.read_only;
    if (!exists && !may_create)
        return fail(store_not_found, fmt::format("expected a file {}, but found none", file));
    const std::filesystem::path folder = std::filesystem::path(file).parent_path();
    if (!exists && !std::filesystem::exists(folder, error))
        return fail(store_not_found,
                    fmt::format("expected a folder {} for a new file, but found none", folder.string()));

    std::optional<sqlite::OwnerLock> lock;
    std::optional<Database> writer;
    if (!options.read_only) {
        auto owned = open_writer(file, options);
        if (!owned) return fail(std::move(owned).error());
        lock.emplace(std::move(owned->lock));
        writer.emplace(std::move(owned->writer));
    }
    auto reader = open_reader(file, options);
    if (!reader) return fail(std::move(reader).error());
    return std::make_unique<FileStore>(options.shared || options.read_only, std::move(lock),
                                       std::move(writer), *std::move(reader));
}

}  // namespace itr::store
