// The version of the library, by semantic versioning.
#pragma once

#include <itr/export.hpp>

#define ITR_VERSION_MAJOR 0
#define ITR_VERSION_MINOR 1
#define ITR_VERSION_PATCH 0

namespace itr {

/// The version of the library that is linked (the macros above are those it was compiled against),
/// as "major.minor.patch". The text lives as long as the program.
[[nodiscard]] ITR_API const char* version() noexcept;

}  // namespace itr
