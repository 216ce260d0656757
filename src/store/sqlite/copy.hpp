// A copy of a store's file as it was at one instant.
#pragma once

#include <itr/stores/sqlite.hpp>

#include "store/sqlite/database.hpp"

namespace itr::store::sqlite {

/// Both are whole paths. `store.exists` if there is something at `to`. The copy gets its name when it is
/// whole, and is on the disk then.
[[nodiscard]] Status copy_file(const std::string& from, const std::string& to,
                               const KeepGoing& keep_going = {});

}  // namespace itr::store::sqlite
