// One process a file: whoever holds this lock owns the store.
#pragma once

#include "store/sqlite/database.hpp"

namespace itr::store::sqlite {

/// Held until it is destroyed or the process ends, however it ends.
///
/// It is SQLite's own lock on a small file beside the store, held by an open write transaction: such a
/// transaction lets others read, so the one who is refused can read who has it. Works on every platform that
/// SQLite works on, and also between two stores within one process. The small file stays: to remove it would
/// race with the next owner.
class OwnerLock {
  public:
    /// Fails with `store.locked`; the message names process, host and since when.
    [[nodiscard]] static Result<OwnerLock> acquire(const std::string& store_path);

  private:
    explicit OwnerLock(Database database) noexcept : database_(std::move(database)) {}

    Database database_;
};

}  // namespace itr::store::sqlite
