// Where the tickets of a run live: in memory, or in a file with a choice of what survives a power cut.
#pragma once

#include <itr/result.hpp>
#include <itr/store.hpp>
#include <memory>
#include <string>

#include "cli/arguments.hpp"

namespace itr::cli {

struct StoreChoice {
    std::string db;  ///< empty: in memory
    std::string synchronous = "full";
};

/// --synchronous full|normal|off, by default what `choice` says.
void add_synchronous_option(Arguments& command, StoreChoice& choice);

/// Only to look, also beside its owner.
[[nodiscard]] Result<std::shared_ptr<store::Store>> open_to_read(const std::string& db);
[[nodiscard]] Result<std::shared_ptr<store::Store>> open_store(const StoreChoice& choice);

}  // namespace itr::cli
