// Codes of the chart room: what can be wrong with a workflow's states, transitions and actions.
#pragma once

#include <itr/error.hpp>

namespace itr::chart {

// ---- lowering
inline constexpr Code limit_exceeded{"chart.limit_exceeded"};
inline constexpr Code duplicate_state{"chart.duplicate_state"};
inline constexpr Code duplicate_event{"chart.duplicate_event"};
inline constexpr Code duplicate_field{"chart.duplicate_field"};
inline constexpr Code reserved_field{"chart.reserved_field"};
inline constexpr Code reserved_event{"chart.reserved_event"};
inline constexpr Code unknown_state{"chart.unknown_state"};
inline constexpr Code ambiguous_state{"chart.ambiguous_state"};
inline constexpr Code unknown_event{"chart.unknown_event"};
inline constexpr Code unknown_field{"chart.unknown_field"};
inline constexpr Code missing_field{"chart.missing_field"};
inline constexpr Code unknown_send{"chart.unknown_send"};
inline constexpr Code unknown_tag{"chart.unknown_tag"};
inline constexpr Code bad_delay{"chart.bad_delay"};
inline constexpr Code bad_descriptor{"chart.bad_descriptor"};
inline constexpr Code no_children{"chart.no_children"};
inline constexpr Code not_allowed{"chart.not_allowed"};
inline constexpr Code bad_initial{"chart.bad_initial"};
inline constexpr Code bad_history{"chart.bad_history"};
inline constexpr Code conflicting_targets{"chart.conflicting_targets"};

// ---- running
inline constexpr Code endless{"chart.endless"};

}  // namespace itr::chart
