// What a deployed pack keeps of the zone database.
#pragma once

#include <itr/model.hpp>

namespace itr::ticket {

/// The identity of an edition without the zones that make it one; of any other pack `identity`, its own.
[[nodiscard]] PackHash identity_without_zones(const model::Pack& pack, const PackHash& identity);

}  // namespace itr::ticket
