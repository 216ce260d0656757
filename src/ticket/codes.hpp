// Codes of the ticket room: refusals of commands, and mistakes that only the whole pack shows.
#pragma once

#include <itr/error.hpp>

namespace itr {

// ---- refusals
inline constexpr Code ticket_unknown{"ticket.unknown"};
inline constexpr Code ticket_exists{"ticket.exists"};
inline constexpr Code ticket_closed{"ticket.closed"};
inline constexpr Code ticket_overdue{"ticket.overdue"};
inline constexpr Code ticket_version{"ticket.version_mismatch"};
inline constexpr Code command_key_reused{"command.key_reused"};
inline constexpr Code command_invalid{"command.invalid"};
inline constexpr Code workflow_unknown{"workflow.unknown"};
inline constexpr Code form_unknown{"form.unknown"};
inline constexpr Code event_unknown{"event.unknown"};
inline constexpr Code event_not_permitted{"event.not_permitted"};
inline constexpr Code event_unexpected{"event.unexpected"};
inline constexpr Code event_guarded{"event.guarded"};
inline constexpr Code data_unknown{"data.unknown_field"};
inline constexpr Code data_missing{"data.missing"};
inline constexpr Code data_wrong_type{"data.wrong_type"};
inline constexpr Code data_derived{"data.derived"};
inline constexpr Code right_missing{"right.missing"};
inline constexpr Code clock_unknown{"clock.unknown"};
inline constexpr Code clock_reason_missing{"clock.reason_missing"};
inline constexpr Code clock_no_host_target{"clock.no_host_target"};
inline constexpr Code link_too_many{"link.too_many"};
inline constexpr Code ladder_unknown{"ladder.not_raised"};
inline constexpr Code slot_unknown{"erase.unknown_slot"};
inline constexpr Code adopt_other_pack{"adopt.other_pack"};
inline constexpr Code adopt_unfit{"adopt.unfit"};

// ---- failures recorded in the journal
inline constexpr Code ticket_too_many_timers{"ticket.too_many_timers"};
inline constexpr Code action_failed{"action.failed"};

// ---- the pack as a whole
inline constexpr Code pack_too_many_roles{"pack.too_many_roles"};
inline constexpr Code pack_bad_milestone{"pack.bad_milestone"};
inline constexpr Code pack_unknown_calendar{"pack.unknown_calendar"};

// ---- reading what was stored
inline constexpr Code journal_invalid{"journal.invalid"};
inline constexpr Code journal_unknown_pack{"journal.unknown_pack"};
inline constexpr Code journal_newer_format{"journal.newer_format"};

}  // namespace itr
