// Tickets in one SQLite file: the embedded default.
#pragma once

#include <itr/store.hpp>

namespace itr::store {

enum class Synchronous : std::uint8_t {
    full,    ///< a commit that was acknowledged survives a power cut
    normal,  ///< survives a killed process; the last commits may be lost with the power
    off,     ///< survives a killed process; a power cut may corrupt the file
};

struct SqliteOptions {
    Synchronous synchronous = Synchronous::full;
    bool shared = false;      ///< let other processes open the file too (default: one process a file)
    bool read_only = false;
    bool create = true;       ///< make the file if it is not there
    Duration busy_timeout = seconds(5);
};

/// Opens or creates the file. Fails with `store.locked` (the message names the owner), `store.not_found`, `store.corrupt`,
/// `store.not_a_store`, `store.newer_format`, `store.io`.
[[nodiscard]] ITR_API Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, const SqliteOptions& options = {});

}  // namespace itr::store
