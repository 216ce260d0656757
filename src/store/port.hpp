// What adapters of the store port have in common: its limits, its cursor, its conflicts.
#pragma once

#include <itr/store.hpp>

namespace itr::store {

/// `store.invalid` if a limit of the port is broken.
[[nodiscard]] Status check(std::span<const Append> batch);
[[nodiscard]] Status check(const Query& query);

/// Where a page ended: rows are ordered by opened_at, then ticket.
struct Cursor {
    Instant opened_at{};
    TicketId ticket;
};
[[nodiscard]] std::string write(const Cursor& cursor);
/// `store.invalid` if no page gave this text.
[[nodiscard]] Result<Cursor> read_cursor(std::string_view text);

/// Whether `state` is one of the active atomic states or a dotted prefix of one.
[[nodiscard]] bool in_state(std::span<const std::string> active, std::string_view state) noexcept;
/// Every condition of the query but tenant and cursor.
[[nodiscard]] bool matches(const Query& query, const Summary& summary, Instant next_due) noexcept;

// The three ways in which an append does not fit.
[[nodiscard]] Error version_conflict(const Append& append, Version actual);
[[nodiscard]] Error opening_conflict(const Append& append, const TicketId& first);
[[nodiscard]] Error effect_conflict(const Append& append, const Effect& effect);

}  // namespace itr::store
