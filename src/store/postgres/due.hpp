// What is due, and which node works on it. Each function is one transaction.
#pragma once

#include <itr/stores/postgres.hpp>

#include "store/postgres/connection.hpp"

namespace itr::store::postgres {

[[nodiscard]] Result<std::vector<DueTicket>> due(Connection& connection, Instant before, std::size_t limit);
[[nodiscard]] Result<Instant> next_due(Connection& connection);
[[nodiscard]] Result<std::vector<DueTicket>> claim_due(Connection& connection, LeaseClock clock, Instant now,
                                                       Duration lease, std::size_t limit);
/// When claim_due() has something to give, on the caller's clock.
[[nodiscard]] Result<Instant> next_claim(Connection& connection, LeaseClock clock, Instant now);
struct Announcement {
    Instant next;       ///< as next_claim()
    bool told = false;  ///< false: somebody just writes dues, so whoever writes an earlier one may not notify
};
/// next_claim(), and lets all know that nobody looks before: writers of an earlier due notify. Waits for
/// nobody.
[[nodiscard]] Result<Announcement> announce(Connection& connection, LeaseClock clock, Instant now);

/// Adds to an append's transaction, as its last part, what changes with a ticket's due; an earlier due than
/// announced wakes the other nodes.
void add_due(Pipeline& pipeline, const Append& append);

}  // namespace itr::store::postgres
