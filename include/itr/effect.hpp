// The key of an effect: stable over retries, and itself a name, because it becomes the idempotency key, and
// the id of a child ticket.
#pragma once

#include <cstdint>
#include <itr/export.hpp>
#include <itr/ids.hpp>
#include <string>

namespace itr {

/// "T-1:3" for the third effect of ticket T-1; where that would be longer than a name may be, a hash of it
/// (32 hexadecimal digits). Unique within the tenant.
[[nodiscard]] ITR_API std::string effect_key(const TicketId& ticket, std::uint32_t number);

}  // namespace itr
