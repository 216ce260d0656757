// Scenarios through an engine and its store: the same scenarios must come out the same as on the bare core.
#pragma once

#include <itr/engine.hpp>
#include <itr/result.hpp>
#include <itr/scenario.hpp>
#include <itr/store.hpp>
#include <memory>

namespace itr::cli {

/// An engine on a fresh store with the pack deployed.
[[nodiscard]] Result<std::unique_ptr<scenario::Backend>> make_engine_backend(
    const std::shared_ptr<const Pack>& pack, std::shared_ptr<store::Store> store);

}  // namespace itr::cli
