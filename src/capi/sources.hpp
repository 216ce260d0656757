// Packs as texts: what itr_pack_load() and its kin are given.
#pragma once

#include <itr/loader.hpp>
#include <itr/value.hpp>
#include <string>

#include "capi/objects.hpp"

namespace itr::capi {

/// Reads document `sources` and the pack in it. The document's mistakes are refused, the pack's are
/// diagnostics.
[[nodiscard]] loader::Loaded load_sources(const Value& sources);

/// Everything that can be found wrong with what was read, scenarios included; `pack` is null if any is an
/// error.
[[nodiscard]] LoadedPack check_pack(loader::Loaded loaded);

/// The handle of a pack without mistakes; refuses one that has any.
[[nodiscard]] itr_pack hold_pack(LoadedPack pack);

/// Diagnostics as a document: {"valid","diagnostics"}.
[[nodiscard]] Value diagnostics_value(const Diagnostics& diagnostics);

}  // namespace itr::capi
