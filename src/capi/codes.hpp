// Codes of the door to C.
#pragma once

#include <itr/error.hpp>

namespace itr {

// Mistakes of the calling program.
inline constexpr Code capi_null{"capi.null"};
inline constexpr Code capi_too_long{"capi.too_long"};
inline constexpr Code capi_not_utf8{"capi.not_utf8"};
inline constexpr Code capi_out_of_range{"capi.out_of_range"};
inline constexpr Code capi_unknown_handle{"capi.unknown_handle"};
inline constexpr Code capi_closed_handle{"capi.closed_handle"};
inline constexpr Code capi_wrong_handle{"capi.wrong_handle"};
inline constexpr Code capi_reentrant{"capi.reentrant"};
inline constexpr Code capi_wrong_thread{"capi.wrong_thread"};
inline constexpr Code capi_struct_size{"capi.struct_size"};

// What was given is not as it must be.
inline constexpr Code capi_pack_invalid{"capi.pack_invalid"};
inline constexpr Code capi_expression_invalid{"capi.expression_invalid"};
inline constexpr Code capi_binding_invalid{"capi.binding_invalid"};
inline constexpr Code capi_target_needs_ticket{"capi.target_needs_ticket"};
inline constexpr Code capi_entropy_too_short{"capi.entropy_too_short"};
inline constexpr Code capi_unknown_name{"capi.unknown_name"};
inline constexpr Code capi_history_needed{"capi.history_needed"};
inline constexpr Code capi_children_needed{"capi.children_needed"};

inline constexpr Code capi_internal{"capi.internal"};

}  // namespace itr
