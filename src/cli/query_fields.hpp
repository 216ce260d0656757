// The conditions of a query by their names: on the command line of `list`, and in `run`.
#pragma once

#include <itr/store.hpp>
#include <itr/value.hpp>
#include <string>

namespace itr::cli {

/// The member of a query with this name ("workflow", "owner" …); null if there is none.
[[nodiscard]] std::optional<std::string>* condition(store::Query& query, std::string_view name);

[[nodiscard]] Value to_value(const store::Row& row);

}  // namespace itr::cli
