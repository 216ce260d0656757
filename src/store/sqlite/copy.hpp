// A copy of a store's file as it was at one instant.
#pragma once

#include <itr/stores/sqlite.hpp>

#include "store/sqlite/database.hpp"

namespace itr::store::sqlite {

enum class Replace : bool { no, yes };

/// Both are whole paths. `store.exists` if there is something at `to` that may not be replaced.
[[nodiscard]] Status copy_file(const std::string& from, const std::string& to, Replace replace,
                               const KeepGoing& keep_going = {});

}  // namespace itr::store::sqlite
