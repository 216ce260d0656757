// One store a file, or several that all share it.
#pragma once

#include "store/sqlite/database.hpp"

namespace itr::store::sqlite {

/// Held until it is destroyed or the process ends, however it ends.
///
/// It is SQLite's own lock on a small file beside the store: alone, or with all who share the store. Works on
/// every platform that SQLite works on, and also between two stores within one process. The small file stays:
/// to remove it would race with the next owner.
class OwnerLock {
  public:
    /// Alone. Fails with `store.locked`; the message names process, host and since when, unless those who
    /// have it share it.
    [[nodiscard]] static Result<OwnerLock> acquire(const std::string& store_path);
    /// Beside others who share it. Fails with `store.locked`, as acquire() does.
    [[nodiscard]] static Result<OwnerLock> share(const std::string& store_path);

  private:
    explicit OwnerLock(Database database) noexcept : database_(std::move(database)) {}

    Database database_;
};

}  // namespace itr::store::sqlite
