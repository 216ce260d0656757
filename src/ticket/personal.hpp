// Personal values, kept apart from the journal so that they can be erased.
#pragma once

#include <itr/store.hpp>
#include <itr/value.hpp>
#include <span>
#include <string_view>

namespace itr::ticket {

/// The value kept under a slot; null once erased.
[[nodiscard]] Value personal_value(std::span<const store::Personal> personal, std::string_view slot);

}  // namespace itr::ticket
