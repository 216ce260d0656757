// The packs of a store, compiled when first needed: what a journal's names mean.
#pragma once

#include <itr/calendar.hpp>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace itr::cli {

class StoredPacks final : public PackSource {
  public:
    /// The store must outlive the packs.
    [[nodiscard]] static Result<StoredPacks> read(store::Store& store);

    /// Null if it was never deployed or does not compile any more. What was deployed since the others were
    /// read is found, too: the store is asked once for each pack that is unknown.
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override;
    [[nodiscard]] std::shared_ptr<const Pack> under(const std::shared_ptr<const Pack>& base,
                                                    const PackHash& terms) const override;
    /// Whether every one of the packs lets these roles see the tickets of every party.
    [[nodiscard]] bool may_view_all(std::span<const std::string> roles) const;

  private:
    struct Entry {
        std::string canonical;
        std::shared_ptr<const Pack> compiled;
    };
    [[nodiscard]] Status read_deployments() const;

    store::Store* store_ = nullptr;
    std::shared_ptr<const calendar::ZoneDatabase> zones_;
    mutable std::map<PackHash, Entry> entries_;
    mutable std::set<PackHash> unknown_;  ///< that the store does not have
    mutable std::map<std::vector<PackHash>, std::shared_ptr<const Pack>> under_;  ///< by all versions
};

}  // namespace itr::cli
