// The conditions of a query by their names, for the command line of `list`.
#pragma once

#include <itr/store.hpp>
#include <string>

namespace itr::cli {

/// The member of a query with this name ("workflow", "owner" …); null if there is none.
[[nodiscard]] std::optional<std::string>* condition(store::Query& query, std::string_view name);

}  // namespace itr::cli
