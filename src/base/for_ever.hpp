// Tables that are never taken down.
#pragma once

#include <utility>

namespace itr {

/// Lives until the process is gone: programs call the library also while they end, when what is static has
/// been destroyed. Reachable all the time, so that it is no leak.
template <typename T>
[[nodiscard]] const T& for_ever(T value) {
    return *new const T(std::move(value));
}

}  // namespace itr
