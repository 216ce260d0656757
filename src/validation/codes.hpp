// Codes of validation.
#pragma once

#include <itr/error.hpp>

namespace itr::validation {

// ---- names that lead nowhere
inline constexpr Code unknown_role{"validation.unknown_role"};
inline constexpr Code unknown_right{"validation.unknown_right"};
inline constexpr Code unknown_line{"validation.unknown_line"};
inline constexpr Code unknown_table{"validation.unknown_table"};
inline constexpr Code unknown_ladder{"validation.unknown_ladder"};
inline constexpr Code unknown_level{"validation.unknown_level"};
inline constexpr Code unknown_calendar{"validation.unknown_calendar"};
inline constexpr Code unknown_workflow{"validation.unknown_workflow"};
inline constexpr Code unknown_event{"validation.unknown_event"};
inline constexpr Code unknown_field{"validation.unknown_field"};
inline constexpr Code unknown_clock{"validation.unknown_clock"};
inline constexpr Code unknown_value{"validation.unknown_value"};

// ---- states and transitions
inline constexpr Code unreachable_state{"validation.unreachable_state"};
inline constexpr Code unreachable_final{"validation.unreachable_final"};
inline constexpr Code dead_end{"validation.dead_end"};
inline constexpr Code no_way_to_end{"validation.no_way_to_end"};
inline constexpr Code shadowed_transition{"validation.shadowed_transition"};
inline constexpr Code never_true{"validation.never_true"};
inline constexpr Code null_not_empty{"validation.null_not_empty"};
inline constexpr Code personal_copied{"validation.personal_copied"};
inline constexpr Code nobody_sends{"validation.nobody_sends"};
inline constexpr Code unhandled_event{"validation.unhandled_event"};
inline constexpr Code endless_loop{"validation.endless_loop"};

// ---- clocks
inline constexpr Code never_stops{"validation.never_stops"};
inline constexpr Code start_implies_stop{"validation.start_implies_stop"};
inline constexpr Code start_excludes_pause{"validation.start_excludes_pause"};
inline constexpr Code idle_reopen{"validation.idle_reopen"};
inline constexpr Code unreachable_goal{"validation.unreachable_goal"};
inline constexpr Code overlapping_goals{"validation.overlapping_goals"};
inline constexpr Code agreement_too_large{"validation.agreement_too_large"};
inline constexpr Code warning_past_target{"validation.warning_past_target"};
inline constexpr Code pause_on_pinned_date{"validation.pause_on_pinned_date"};
inline constexpr Code promise_out_of_reach{"validation.promise_out_of_reach"};
inline constexpr Code unknown_resource{"validation.unknown_resource"};

// ---- tables, calendars, roles, forms
inline constexpr Code unreachable_row{"validation.unreachable_row"};
inline constexpr Code overlapping_rows{"validation.overlapping_rows"};
inline constexpr Code missing_coverage{"validation.missing_coverage"};
inline constexpr Code table_too_large{"validation.table_too_large"};
inline constexpr Code no_working_time{"validation.no_working_time"};
inline constexpr Code unknown_days{"validation.unknown_days"};
inline constexpr Code role_cycle{"validation.role_cycle"};
inline constexpr Code idle_role{"validation.idle_role"};
inline constexpr Code unfit_default{"validation.unfit_default"};
inline constexpr Code unfit_output{"validation.unfit_output"};
inline constexpr Code not_storable{"validation.not_storable"};

}  // namespace itr::validation
