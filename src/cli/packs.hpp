// Packs from folders, for every command that works on one.
#pragma once

#include <itr/calendar.hpp>
#include <itr/diagnostic.hpp>
#include <itr/model.hpp>
#include <itr/pack.hpp>
#include <itr/result.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace itr::cli {

/// The system's zones, read once.
[[nodiscard]] Result<std::shared_ptr<const calendar::ZoneDatabase>> zones();

struct CheckedPack {
    std::optional<model::Pack> model;      ///< if it could be read
    std::shared_ptr<const Pack> pack;      ///< if nothing is wrong
    std::shared_ptr<const Pack> compiled;  ///< if it compiles, whatever else is wrong
    Diagnostics diagnostics;               ///< all that was found, of scenarios too; sorted
};

/// Reads, validates and compiles. `search_path`: where imported packs are looked for, beside the pack's own
/// folder.
[[nodiscard]] Result<CheckedPack> check_pack(const std::string& path,
                                             const std::vector<std::string>& search_path = {});

/// check_pack() for commands that need a pack that works: prints what is wrong to standard error. Null, and
/// `exit_code` set, if it does not.
[[nodiscard]] std::shared_ptr<const Pack> load_pack(const std::string& path,
                                                    const std::vector<std::string>& search_path,
                                                    int& exit_code);

}  // namespace itr::cli
