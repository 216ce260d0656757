// Codes of documents that cross a door.
#pragma once

#include <itr/error.hpp>

namespace itr {

inline constexpr Code document_invalid{"document.invalid"};
inline constexpr Code document_unknown_member{"document.unknown_member"};
inline constexpr Code document_newer_version{"document.newer_version"};
inline constexpr Code document_unknown_op{"document.unknown_op"};

}  // namespace itr
