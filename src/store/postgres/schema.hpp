// The tables, in numbered steps.
#pragma once

#include <itr/stores/postgres.hpp>
#include <optional>

#include "store/postgres/connection.hpp"

namespace itr::store::postgres {

/// The newest format.
[[nodiscard]] std::int64_t format_version() noexcept;

/// `store.invalid` if it cannot be the name of a store's schema.
[[nodiscard]] Status check_schema_name(const std::string& schema);

/// The format that is there, if there is any. Fails with `store.not_a_store`, `store.newer_format`,
/// `store.invalid` (another encoding than UTF8).
[[nodiscard]] Result<std::optional<std::int64_t>> inspect(Connection& connection, const std::string& schema);

/// Up to the newest format, in one transaction; several nodes may do it at once.
[[nodiscard]] Result<PostgresFormat> migrate(Connection& connection, const std::string& schema);

}  // namespace itr::store::postgres
