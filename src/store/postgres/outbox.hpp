// Effects and incidents. Each function is one transaction.
#pragma once

#include <itr/stores/postgres.hpp>

#include "store/postgres/connection.hpp"

namespace itr::store::postgres {

[[nodiscard]] Result<std::vector<OutboxEffect>> take_effects(Connection& connection, LeaseClock clock,
                                                             Instant now, Instant hidden_until,
                                                             std::size_t limit);
[[nodiscard]] Result<bool> acknowledge_effect(Connection& connection, const TenantId& tenant,
                                              const std::string& key);
/// These two change nothing if `taking` is given and is not the newest.
[[nodiscard]] Result<bool> retry_effect(Connection& connection, const TenantId& tenant,
                                        const std::string& key, std::optional<Taking> taking, Instant at);
[[nodiscard]] Result<bool> set_aside(Connection& connection, const TenantId& tenant, const std::string& key,
                                     std::optional<Taking> taking, const std::string& reason, Instant now);
[[nodiscard]] Result<std::vector<OutboxEffect>> waiting_effects(Connection& connection, const TicketKey& key);
[[nodiscard]] Result<std::vector<Incident>> incidents_of(Connection& connection, const TicketKey& key);
[[nodiscard]] Result<std::vector<Incident>> incidents(Connection& connection, const TenantId& tenant,
                                                      std::size_t limit);
[[nodiscard]] Result<bool> settle_incident(Connection& connection, const TenantId& tenant,
                                           const std::string& key, bool resolve, Instant now);

}  // namespace itr::store::postgres
