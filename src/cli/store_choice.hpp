// Where tickets live: in memory, in a SQLite file, in a PostgreSQL database.
#pragma once

#include <itr/result.hpp>
#include <itr/store.hpp>
#include <memory>
#include <string>

#include "cli/arguments.hpp"

namespace itr::cli {

struct StoreChoice {
    std::string db;  ///< a file, or what names_postgres() takes for a connection string; empty: in memory
    std::string synchronous = "full";  ///< of a file
    bool create = true;                ///< make what is not there
};

/// --synchronous full|normal|off, by default what `choice` says.
void add_synchronous_option(Arguments& command, StoreChoice& choice);

/// postgres://…, postgresql://…, or settings such as "host=db1 dbname=itr".
[[nodiscard]] bool names_postgres(const std::string& db);

[[nodiscard]] Result<std::shared_ptr<store::Store>> open_store(const StoreChoice& choice);

/// Makes or brings up to date what the tickets live in; says in words what was done.
[[nodiscard]] Result<std::string> migrate_store(const std::string& db);

}  // namespace itr::cli
