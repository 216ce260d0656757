// Packs, numbers, counters. Each function is one transaction.
#pragma once

#include "store/postgres/connection.hpp"

namespace itr::store::postgres {

[[nodiscard]] Status deploy(Connection& connection, const Deployment& deployment);
[[nodiscard]] Result<std::vector<Deployment>> deployments(Connection& connection);
[[nodiscard]] Result<std::uint64_t> reserve_numbers(Connection& connection, const TenantId& tenant,
                                                    std::uint32_t count);
[[nodiscard]] Result<Counters> counters(Connection& connection);

}  // namespace itr::store::postgres
