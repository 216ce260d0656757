// The packs that were deployed to a store, for reading its journals.
#pragma once

#include <itr/pack.hpp>
#include <itr/result.hpp>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <map>
#include <memory>

namespace itr::cli {

class StorePacks final : public PackSource {
  public:
    /// Compiles every deployment. Fails with the store's codes.
    [[nodiscard]] static Result<StorePacks> of(store::Store& store);
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override;

    /// Whether the actor may see every ticket, by the roles of some pack.
    [[nodiscard]] bool may_see_all(const Actor& actor) const;

  private:
    std::map<PackHash, std::shared_ptr<const Pack>> packs_;
};

}  // namespace itr::cli
