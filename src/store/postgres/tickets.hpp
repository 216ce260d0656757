// Tickets and their journal: writing batches and reading them back. Each function is one transaction.
#pragma once

#include "store/postgres/connection.hpp"

namespace itr::store::postgres {

[[nodiscard]] Status append(Connection& connection, std::span<const Append> batch);

[[nodiscard]] Result<std::optional<Loaded>> load(Connection& connection, const TicketKey& key);
[[nodiscard]] Result<std::vector<Commit>> history(Connection& connection, const TicketKey& key, Version after,
                                                  std::size_t limit);
[[nodiscard]] Result<std::optional<TicketId>> opened_by(Connection& connection, const TenantId& tenant,
                                                        const std::string& idempotency_key);
/// Tickets of a tenant after `after`, by id.
[[nodiscard]] Result<std::vector<TicketId>> ticket_ids(Connection& connection, const TenantId& tenant,
                                                       const TicketId& after, std::size_t limit);
[[nodiscard]] Result<Page> query(Connection& connection, const Query& query);

}  // namespace itr::store::postgres
