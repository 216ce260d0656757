// A store in memory: for tests, simulations, and hosts that keep tickets only as long as they run.
#pragma once

#include <itr/store.hpp>

namespace itr::store {

/// Empty; safe for concurrent calls; nothing is durable.
[[nodiscard]] ITR_API std::unique_ptr<Store> make_memory_store();

}  // namespace itr::store
