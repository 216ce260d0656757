// Effects and incidents as values.
#pragma once

#include <itr/store.hpp>
#include <itr/value.hpp>

namespace itr::cli {

[[nodiscard]] Value to_value(const store::OutboxEffect& effect);
[[nodiscard]] Value to_value(const store::Incident& incident);

}  // namespace itr::cli
