// Tickets and their journal: writing batches and reading them back.
#pragma once

#include "store/sqlite/database.hpp"

namespace itr::store::sqlite {

/// Precondition: a write transaction is open. After an error the caller takes back what was written.
[[nodiscard]] Status append(Database& database, std::span<const Append> batch);

/// As append(): the whole batch or, by the caller, nothing.
[[nodiscard]] Status remove(Database& database, std::span<const Removal> tickets);

// Preconditions of the rest: a transaction is open, so that all statements see one state.
[[nodiscard]] Result<std::optional<Loaded>> load(Database& database, const TicketKey& key);
[[nodiscard]] Result<std::vector<Commit>> history(Database& database, const TicketKey& key, Version after,
                                                  std::size_t limit);
[[nodiscard]] Result<std::optional<TicketId>> opened_by(Database& database, const TenantId& tenant,
                                                        const std::string& idempotency_key);
[[nodiscard]] Result<std::vector<DueTicket>> due(Database& database, Instant before, std::size_t limit);
[[nodiscard]] Result<Instant> next_due(Database& database);
/// Tickets of a tenant after `after`, by id.
[[nodiscard]] Result<std::vector<TicketId>> ticket_ids(Database& database, const TenantId& tenant,
                                                       const TicketId& after, std::size_t limit);
[[nodiscard]] Result<std::vector<TenantId>> tenants(Database& database);
[[nodiscard]] Result<Page> query(Database& database, const Query& query);

/// As SQLite takes it in LIMIT.
[[nodiscard]] inline std::int64_t row_limit(std::size_t limit) noexcept {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    return limit > static_cast<std::size_t>(most) ? most : static_cast<std::int64_t>(limit);
}

}  // namespace itr::store::sqlite
