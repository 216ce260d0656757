// Codes of the audit.
#pragma once

#include <itr/error.hpp>

namespace itr {

inline constexpr Code audit_invalid_keys{"audit.invalid_keys"};
inline constexpr Code audit_not_a_commit{"audit.not_a_commit"};
inline constexpr Code audit_invalid_checkpoint{"audit.invalid_checkpoint"};
inline constexpr Code audit_stopped{"audit.stopped"};

}  // namespace itr
