// What is asked of every command before it is looked into.
#pragma once

#include <itr/command.hpp>
#include <itr/ticket.hpp>
#include <optional>

namespace itr::ticket {

/// Customers have to do with tickets of their own party alone. `rights` are the actor's.
[[nodiscard]] bool is_hidden_from(const Ticket& ticket, const Actor& actor, const Rights& rights);
/// Also the answer about a ticket that is hidden: its existence is nobody else's business.
[[nodiscard]] Rejection no_such_ticket(const TicketId& id);
/// The key was used for another command.
[[nodiscard]] Rejection key_reused(const std::string& key);

/// Whether a journal can hold the actor's texts.
[[nodiscard]] bool has_plain_texts(const Actor& actor);
/// Texts that a journal cannot hold, and instants beyond the calendar. `plain_actor`: has_plain_texts().
[[nodiscard]] std::optional<Rejection> check_words(const Command& command, bool plain_actor, Instant now);

}  // namespace itr::ticket
