// How calls come to a connection: writers share commits, readers go their own way.
#pragma once

#include <mutex>

#include "store/sqlite/database.hpp"
#include "store/sqlite/write_queue.hpp"

namespace itr::store::sqlite {

/// The one writing connection of a store.
class Writer {
  public:
    explicit Writer(Database database)
        : database_(std::move(database)), queue_([this](std::span<Member* const> group) { commit(group); }) {}

    /// Runs `job` in a write transaction, perhaps together with others' jobs. A job that fails is taken back
    /// alone; if the transaction fails, all of the group fail.
    [[nodiscard]] Status write(const Job& job) { return queue_.run(job); }
    [[nodiscard]] Database& database() noexcept { return database_; }

  private:
    void commit(std::span<Member* const> group);
    [[nodiscard]] Status run_all(std::span<Member* const> group);
    [[nodiscard]] Status run_apart(Member& member);
    [[nodiscard]] Status finish();

    Database database_;
    WriteQueue queue_;
    /// Set when a commit failed half way: what is on the disk is known again only after reopening.
    std::optional<Error> broken_;
};

/// A connection for reading beside the writer: in WAL mode neither waits for the other.
class Reader {
  public:
    explicit Reader(Database database) : database_(std::move(database)) {}

    /// `read` sees one state of the file, whatever is written meanwhile.
    template <typename Read>
    [[nodiscard]] auto read(const Read& read) -> decltype(read(std::declval<Database&>())) {
        const std::lock_guard lock(mutex_);
        if (auto ok = database_.run("BEGIN"); !ok) return fail(std::move(ok).error());
        auto result = read(database_);
        // After a failure SQLite may have ended the transaction itself; there is nothing to lose in one that
        // only read.
        if (database_.in_transaction())
            if (auto ok = database_.run("ROLLBACK"); !ok && result) return fail(std::move(ok).error());
        return result;
    }

  private:
    std::mutex mutex_;
    Database database_;
};

}  // namespace itr::store::sqlite
