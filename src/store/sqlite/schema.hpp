// The tables of a store's file. The texts stand in the file with their comments: `sqlite3 FILE .schema` shows
// them.
#pragma once

#include "store/sqlite/database.hpp"

namespace itr::store::sqlite {

inline constexpr std::int64_t application_id = 0x49545231;  ///< "ITR1" in the file's header
inline constexpr std::int64_t format_version = 6;

enum class Format : std::uint8_t { empty, older, current };

/// Fails with `store.not_a_store` (another program's file), `store.newer_format`, or as SQLite does.
[[nodiscard]] Result<Format> inspect(Database& database);

/// Precondition: a transaction is open and the file is empty.
[[nodiscard]] Status create(Database& database);

/// Precondition: a transaction is open and the file's format is an older one.
[[nodiscard]] Status migrate(Database& database);

}  // namespace itr::store::sqlite
