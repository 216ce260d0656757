#include <fmt/format.h>

#include <filesystem>
#include <itr/stores/sqlite.hpp>

#include "store/codes.hpp"
#include "store/port.hpp"
#include "store/sqlite/connections.hpp"
#include "store/sqlite/outbox.hpp"
#include "store/sqlite/owner_lock.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/tickets.hpp"

namespace itr::store {

namespace {

using sqlite::Database;

class SqliteStore final : public Store {
  public:
    SqliteStore(std::optional<sqlite::OwnerLock> owner, std::optional<Database> writer, Database reader)
        : owner_(std::move(owner)), reader_(std::move(reader)) {
        if (writer) writer_.emplace(*std::move(writer));
    }

    [[nodiscard]] bool is_shared() const noexcept override { return !owner_; }

    Status append(std::span<const Append> batch) override {
        if (auto ok = check(batch); !ok) return ok;
        return write([&](Database& database) { return sqlite::append(database, batch); });
    }
    Result<std::optional<Loaded>> load(const TicketKey& key) override {
        return reader_.read([&](Database& database) { return sqlite::load(database, key); });
    }
    Result<std::vector<Commit>> history(const TicketKey& key, Version after, std::size_t limit) override {
        return reader_.read([&](Database& database) { return sqlite::history(database, key, after, limit); });
    }
    Result<std::optional<TicketId>> opened_by(const TenantId& tenant,
                                              const std::string& idempotency_key) override {
        return reader_.read(
            [&](Database& database) { return sqlite::opened_by(database, tenant, idempotency_key); });
    }
    Result<std::vector<DueTicket>> due(Instant before, std::size_t limit) override {
        return reader_.read([&](Database& database) { return sqlite::due(database, before, limit); });
    }
    Result<Instant> next_due() override {
        return reader_.read([](Database& database) { return sqlite::next_due(database); });
    }
    Result<Page> query(const Query& query) override {
        return reader_.read([&](Database& database) { return sqlite::query(database, query); });
    }

    Result<std::vector<OutboxEffect>> take_effects(Instant now, Instant hidden_until,
                                                   std::size_t limit) override {
        return write_and_get(
            [&](Database& database) { return sqlite::take_effects(database, now, hidden_until, limit); });
    }
    Result<bool> acknowledge_effect(const TenantId& tenant, const std::string& key) override {
        return write_and_get(
            [&](Database& database) { return sqlite::acknowledge_effect(database, tenant, key); });
    }
    Result<bool> fail_effect(const TenantId& tenant, const std::string& key, std::optional<Instant> retry_at,
                             const std::string& reason, Instant now) override {
        return write_and_get([&](Database& database) {
            return retry_at ? sqlite::retry_effect(database, tenant, key, *retry_at)
                            : sqlite::set_aside(database, tenant, key, reason, now);
        });
    }
    Result<std::vector<Incident>> incidents(const TenantId& tenant, std::size_t limit) override {
        return reader_.read([&](Database& database) { return sqlite::incidents(database, tenant, limit); });
    }
    Result<bool> settle_incident(const TenantId& tenant, const std::string& key, bool resolve,
                                 Instant now) override {
        return write_and_get(
            [&](Database& database) { return sqlite::settle_incident(database, tenant, key, resolve, now); });
    }

    Status deploy(const Deployment& deployment) override {
        return write([&](Database& database) { return sqlite::deploy(database, deployment); });
    }
    Result<std::vector<Deployment>> deployments() override {
        return reader_.read([](Database& database) { return sqlite::deployments(database); });
    }
    Result<std::uint64_t> reserve_numbers(const TenantId& tenant, std::uint32_t count) override {
        return write_and_get(
            [&](Database& database) { return sqlite::reserve_numbers(database, tenant, count); });
    }
    Result<Counters> counters() override {
        return reader_.read([](Database& database) { return sqlite::counters(database); });
    }

    Status each_ticket(const TenantId& tenant, Visitor& visitor) override;

  private:
    template <typename Change>
    Status write(const Change& change) {
        if (!writer_)
            return fail(store_read_only,
                        "expected a store opened for writing, but found one opened read-only");
        return writer_->write([&] { return change(writer_->database()); });
    }

    template <typename Change>
    auto write_and_get(const Change& change) -> decltype(change(std::declval<Database&>())) {
        decltype(change(std::declval<Database&>())) result;
        auto committed = write([&](Database& database) -> Status {
            result = change(database);
            if (!result) return fail(result.error());
            return {};
        });
        if (!committed) return fail(std::move(committed).error());
        return result;
    }

    // In this order, so that the writer closes after the reader and tidies up the file, while it is still
    // owned.
    std::optional<sqlite::OwnerLock> owner_;
    std::optional<sqlite::Writer> writer_;
    sqlite::Reader reader_;
};

/// How many ticket ids each_ticket keeps at a time.
constexpr std::size_t visit_chunk = 1024;

Status SqliteStore::each_ticket(const TenantId& tenant, Visitor& visitor) {
    TicketId last;
    for (;;) {
        auto ids = reader_.read(
            [&](Database& database) { return sqlite::ticket_ids(database, tenant, last, visit_chunk); });
        if (!ids) return fail(std::move(ids).error());
        if (ids->empty()) return {};
        for (const TicketId& id : *ids) {
            auto commits = history({tenant, id}, 0, std::numeric_limits<std::size_t>::max());
            if (!commits) return fail(std::move(commits).error());
            if (auto ok = visitor.visit(id, *commits); !ok) return ok;
        }
        last = ids->back();
    }
}

constexpr std::int64_t page_bytes = 4096;
/// Moved into the file every so many pages: enough that a page which changes often is moved once for many
/// changes.
constexpr int checkpoint_pages = 4096;
constexpr int cache_kib = 65'536;

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

Status create_if_empty(Database& database) {
    if (auto ok = database.execute("BEGIN IMMEDIATE"); !ok) return ok;
    // Asked again, under the lock: another process may have been quicker.
    auto format = sqlite::inspect(database);
    Status made = format ? Status{} : Status(fail(format.error()));
    if (format && *format == sqlite::Format::empty) made = sqlite::create(database);
    auto ended = database.execute(made ? "COMMIT" : "ROLLBACK");
    return made ? ended : made;
}

struct Owned {
    std::optional<sqlite::OwnerLock> lock;
    Database writer;
};

Result<std::optional<sqlite::OwnerLock>> own_unless_shared(const std::string& path,
                                                           const SqliteOptions& options) {
    if (options.shared) return std::nullopt;
    return sqlite::OwnerLock::acquire(path).map(
        [](sqlite::OwnerLock&& lock) { return std::optional(std::move(lock)); });
}

Result<Owned> open_writer(const std::string& path, const SqliteOptions& options) {
    auto database = Database::open(path, SQLITE_OPEN_READWRITE | (options.create ? SQLITE_OPEN_CREATE : 0));
    if (!database) return fail(std::move(database).error());
    database->set_busy_timeout(options.busy_timeout);
    // Before anything is written: a foreign file stays as it is.
    if (auto format = sqlite::inspect(*database); !format) return fail(std::move(format).error());
    auto owner = own_unless_shared(path, options);
    if (!owner) return fail(std::move(owner).error());
    if (auto ok = configure_writer(*database, options); !ok) return fail(std::move(ok).error());
    if (auto ok = create_if_empty(*database); !ok) return fail(std::move(ok).error());
    return Owned{*std::move(owner), *std::move(database)};
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
    if (auto ok = database->execute("PRAGMA query_only=1"); !ok) return fail(std::move(ok).error());
    return database;
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, const SqliteOptions& options) {
    // One name for one file: SQLite puts its companions beside what a link points to, and reads no URI in it.
    std::error_code error;
    const std::string file =
        std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error).string();
    if (error) return fail(store_io, fmt::format("{}: {}", path, error.message()));
    const bool exists = std::filesystem::exists(file, error);
    const bool may_create = options.create && !options.read_only;
    if (!exists &&
        (!may_create || !std::filesystem::exists(std::filesystem::path(file).parent_path(), error)))
        return fail(store_not_found, fmt::format("expected a file {}, but found none", file));

    std::optional<sqlite::OwnerLock> owner;
    std::optional<Database> writer;
    if (!options.read_only) {
        auto owned = open_writer(file, options);
        if (!owned) return fail(std::move(owned).error());
        if (owned->lock) owner.emplace(*std::move(owned->lock));
        writer.emplace(std::move(owned->writer));
    }
    auto reader = open_reader(file, options);
    if (!reader) return fail(std::move(reader).error());
    return std::make_unique<SqliteStore>(std::move(owner), std::move(writer), *std::move(reader));
}

}  // namespace itr::store
