// Tickets in one SQLite file: the embedded default. docs of its tables and views: `sqlite3 FILE .schema`.
#pragma once

#include <functional>
#include <itr/store.hpp>

struct sqlite3;  ///< a connection, as <sqlite3.h> names it

namespace itr::store {

enum class Synchronous : std::uint8_t {
    full,    ///< a commit that was acknowledged survives a power cut
    normal,  ///< survives a killed process; the last commits may be lost with the power
    off,     ///< survives a killed process; a power cut may corrupt the file
};

struct SqliteOptions {
    Synchronous synchronous = Synchronous::full;
    bool shared = false;     ///< beside others that are opened so, too (default: one open store a file)
    bool read_only = false;  ///< only look; needs no ownership, so it works beside the owner
    bool create = true;      ///< make the file if it is not there
    Duration busy_timeout =
        seconds(5);  ///< how long a call waits for another process's transaction (`shared`)
    std::uint64_t max_file_bytes =
        0;  ///< `store.full` instead of growing beyond it; 0: as far as the disk goes
};

/// Opens or creates the file (in WAL mode: FILE-wal and FILE-shm lie beside it while it is open, FILE-owner
/// names the process that has it). Callers of writing functions share commits: one flush to disk for all that
/// came while the last one ran. Reading never waits for writing. Needs SQLite 3.38. Fails with `store.locked`
/// where another store has the file open and not both are `shared` (the message names an owner),
/// `store.not_found`, `store.corrupt`, `store.not_a_store`, `store.newer_format`, `store.read_only`,
/// `store.io`. A file of an older format is brought up to date; before that it is copied to FILE.format-N,
/// or .format-N.2 and so on where there is one: nothing is written over.
/// Opened only to read it is refused with `store.older_format`.
[[nodiscard]] ITR_API Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path,
                                                                       const SqliteOptions& options = {});

/// The tickets of a file in the host's own transaction: a store over the host's own connection. What is
/// written with it becomes durable, or is taken back, with the rows that the host writes in the same
/// transaction; a call that fails leaves those as they are. The host begins and ends its transactions itself,
/// with BEGIN IMMEDIATE where it is going to write (one that only read before may be refused with
/// `store.locked`); without one, writing fails with `store.invalid`, reading does not.
///
/// The file is one that open_sqlite_store() has made; tables of the host's own in it have other names. Other
/// stores of the file are opened `shared`, as long as this one lives: their engines notice by the tickets'
/// versions what was written here. An engine on this store remembers no ticket from call to call, reserves
/// ticket numbers one by one, and does not deploy (`store.unsupported`). It may be kept as long as the
/// connection and used for one transaction after the other; destroy both before the connection is closed. It
/// must be of the same SQLite library, and is used by one thread at a time, as the connection is.
///
/// Fails with `store.locked` (a store that is not `shared` has the file open), `store.not_a_store`,
/// `store.older_format`, `store.newer_format`, and as SQLite does.
[[nodiscard]] ITR_API Result<std::unique_ptr<Store>> join_sqlite_store(sqlite3* connection);

/// Asked now and then by what works on a whole file, in the thread of the call, from its beginning on. False
/// stops the work: it fails with `store.stopped`, and the files are as they were before. It must not throw.
/// SQLite does not ask while it looks at the pages of one table.
using KeepGoing = std::function<bool()>;

/// Copies a store's file, also while others write to it: nobody waits, and the copy is what the file was at
/// one instant. The copy is one file, is checked page by page, and appears under its name only when it is
/// whole and on the disk. Fails with `store.exists` if there is a file of that name, `store.corrupt` if the
/// copy is not in order, and as open_sqlite_store() does.
[[nodiscard]] ITR_API Status backup_sqlite(const std::string& from, const std::string& to,
                                           const KeepGoing& keep_going = {});

/// Puts a backup in the place of a store that is not there (any more): as backup_sqlite(), but `to` may have
/// no companions left of an earlier store either.
[[nodiscard]] ITR_API Status restore_sqlite(const std::string& backup, const std::string& to,
                                            const KeepGoing& keep_going = {});

/// SQLite's own check of every page, index and row, and that each journal row belongs to its ticket. Works
/// beside the owner. `store.corrupt` says what was found first.
[[nodiscard]] ITR_API Status check_sqlite(const std::string& path, const KeepGoing& keep_going = {});

/// Gives the room of what was taken away back to the disk, by writing the file anew: needs as much room again
/// meanwhile, and a store that nobody else has open (`store.locked`).
[[nodiscard]] ITR_API Status compact_sqlite(const std::string& path, const KeepGoing& keep_going = {});

}  // namespace itr::store
