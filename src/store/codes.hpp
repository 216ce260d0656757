// Codes of stores.
#pragma once

#include <itr/error.hpp>

namespace itr {

inline constexpr Code store_conflict{"store.conflict"};
inline constexpr Code store_invalid{"store.invalid"};
inline constexpr Code store_locked{"store.locked"};
inline constexpr Code store_full{"store.full"};
inline constexpr Code store_io{"store.io"};
inline constexpr Code store_corrupt{"store.corrupt"};
inline constexpr Code store_read_only{"store.read_only"};
inline constexpr Code store_not_found{"store.not_found"};
inline constexpr Code store_not_a_store{"store.not_a_store"};
inline constexpr Code store_newer_format{"store.newer_format"};
inline constexpr Code store_older_format{"store.older_format"};
inline constexpr Code store_exists{"store.exists"};
inline constexpr Code store_unsupported{"store.unsupported"};
inline constexpr Code store_unreachable{"store.unreachable"};
inline constexpr Code store_denied{"store.denied"};
inline constexpr Code store_stopped{"store.stopped"};

}  // namespace itr
