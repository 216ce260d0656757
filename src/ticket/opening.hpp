// Opening a ticket, and data given from outside.
#pragma once

#include <itr/command.hpp>
#include <optional>

#include "ticket/turn.hpp"

namespace itr::ticket {

[[nodiscard]] std::optional<Rejection> open(Turn& turn, const command::Open& open, const Command& command,
                                            Instant now);

/// Sets data fields by name: known, not derived, of the right type. Derived fields follow.
[[nodiscard]] std::optional<Rejection> set_data(Turn& turn, const Data& data);

}  // namespace itr::ticket
