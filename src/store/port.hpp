// What adapters of the store port have in common: its limits, its cursor, its conflicts.
#pragma once

#include <itr/export.hpp>
#include <itr/store.hpp>

namespace itr::store {

/// `store.invalid` if a limit of the port is broken.
[[nodiscard]] ITR_API Status check(std::span<const Append> batch);
[[nodiscard]] ITR_API Status check(const Query& query);

/// Where a page ended: rows are ordered by opened_at, then ticket.
struct Cursor {
    Instant opened_at{};
    TicketId ticket;
};
[[nodiscard]] ITR_API std::string write(const Cursor& cursor);
/// `store.invalid` if no page gave this text.
[[nodiscard]] ITR_API Result<Cursor> read_cursor(std::string_view text);

/// A summary's states as a JSON array, and back: `store.corrupt` if the text is anything else.
[[nodiscard]] ITR_API std::string write_states(const Summary& summary);
[[nodiscard]] ITR_API Result<std::vector<std::string>> read_states(std::string_view json);

/// Whether `state` is one of the active atomic states or a dotted prefix of one.
[[nodiscard]] ITR_API bool in_state(std::span<const std::string> active, std::string_view state) noexcept;
/// Every condition of the query but tenant and cursor.
[[nodiscard]] ITR_API bool matches(const Query& query, const Summary& summary, Instant next_due) noexcept;

/// As version_conflict(), for a ticket that is to go.
[[nodiscard]] ITR_API Error removal_conflict(const Removal& removal, Version actual);
[[nodiscard]] ITR_API Error removal_waits(const Removal& removal);

// The three ways in which an append does not fit.
[[nodiscard]] ITR_API Error version_conflict(const Append& append, Version actual);
[[nodiscard]] ITR_API Error opening_conflict(const Append& append, const TicketId& first);
[[nodiscard]] ITR_API Error effect_conflict(const Append& append, const Effect& effect);

}  // namespace itr::store
