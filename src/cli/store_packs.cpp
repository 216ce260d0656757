#include "cli/store_packs.hpp"

#include <algorithm>
#include <itr/loader.hpp>

#include "cli/packs.hpp"

namespace itr::cli {

Result<StorePacks> StorePacks::of(store::Store& store) {
    const auto deployments = store.deployments();
    if (!deployments) return fail(deployments.error());
    const auto database = zones();
    if (!database) return fail(database.error());
    StorePacks packs;
    for (const store::Deployment& deployment : *deployments) {
        auto model = loader::load_canonical(deployment.canonical);
        if (!model) return fail(model.error());
        Diagnostics diagnostics;
        packs.packs_[deployment.hash] = Pack::compile(*std::move(model), *database, diagnostics);
    }
    return packs;
}

std::shared_ptr<const Pack> StorePacks::pack(const PackHash& hash) const {
    const auto known = packs_.find(hash);
    return known == packs_.end() ? nullptr : known->second;
}

bool StorePacks::may_see_all(const Actor& actor) const {
    return std::ranges::any_of(packs_, [&](const auto& entry) {
        if (entry.second == nullptr) return false;
        const Rights rights = entry.second->rights_of(actor.roles);
        return rights.system || rights.has(Right::view);
    });
}

}  // namespace itr::cli
