// Effects and incidents, packs and numbers in the file.
#pragma once

#include "store/sqlite/database.hpp"

namespace itr::store::sqlite {

// Precondition of all: a transaction is open, a write transaction for those that change something.

[[nodiscard]] Result<std::vector<OutboxEffect>> take_effects(Database& database, Instant now,
                                                             Instant hidden_until, std::size_t limit);
[[nodiscard]] Result<bool> acknowledge_effect(Database& database, const TenantId& tenant,
                                              const std::string& key);
/// These two change nothing if `taking` is given and is not the newest.
[[nodiscard]] Result<bool> retry_effect(Database& database, const TenantId& tenant, const std::string& key,
                                        std::optional<Taking> taking, Instant at);
[[nodiscard]] Result<bool> set_aside(Database& database, const TenantId& tenant, const std::string& key,
                                     std::optional<Taking> taking, const std::string& reason, Instant now);
[[nodiscard]] Result<std::vector<OutboxEffect>> waiting_effects(Database& database, const TicketKey& key);
[[nodiscard]] Result<std::vector<Incident>> incidents_of(Database& database, const TicketKey& key);
[[nodiscard]] Result<std::vector<Incident>> incidents(Database& database, const TenantId& tenant,
                                                      std::size_t limit);
[[nodiscard]] Result<bool> settle_incident(Database& database, const TenantId& tenant, const std::string& key,
                                           bool resolve, Instant now);

[[nodiscard]] Status deploy(Database& database, const Deployment& deployment);
[[nodiscard]] Result<std::vector<Deployment>> deployments(Database& database);
[[nodiscard]] Result<std::uint64_t> reserve_numbers(Database& database, const TenantId& tenant,
                                                    std::uint32_t count);
[[nodiscard]] Result<Counters> counters(Database& database);

}  // namespace itr::store::sqlite
