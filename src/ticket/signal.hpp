// What one ticket does to another: events to parent, children and related tickets, links, child tickets.
// Decided with the command that causes it, carried out by whoever holds the other tickets.
#pragma once

#include <itr/chart.hpp>
#include <itr/command.hpp>
#include <itr/ticket.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace itr::ticket {

/// Kinds of effects that are for other tickets, not for the host.
[[nodiscard]] bool is_signal(std::string_view kind) noexcept;

/// What a `signal` action asks for. It names its recipients, except for children, whom their parent does not
/// know.
[[nodiscard]] Value signal_payload(const Ticket& sender, const chart::Action& action, const Data& with);
/// What a new link asks of the other ticket: the same link, seen from there.
[[nodiscard]] Value link_payload(const std::string& to, const std::string& relation);

/// Whether the sender's children are to be looked up before commands_of().
[[nodiscard]] bool is_for_children(std::string_view kind, const Value& payload);

/// The commands that carry an effect out: by the engine itself, and once only, because the effect's key is
/// their idempotency key.
[[nodiscard]] std::vector<Command> commands_of(const TenantId& tenant, const TicketId& sender,
                                               const std::string& key, std::string_view kind,
                                               const Value& payload, std::span<const TicketId> children);

}  // namespace itr::ticket
