// One event applied to a ticket: shared by evolve() and by decide(), which sees each fact as soon as it is
// made.
#pragma once

#include <itr/ticket.hpp>

namespace itr::ticket {

void apply(Ticket& ticket, const Flow& flow, const Event& event, Instant at);

}  // namespace itr::ticket
