#include "cli/stored_packs.hpp"

#include <algorithm>
#include <itr/loader.hpp>

#include "cli/packs.hpp"

namespace itr::cli {

Result<StoredPacks> StoredPacks::read(store::Store& store) {
    StoredPacks packs;
    auto database = zones();
    if (!database) return fail(database.error());
    packs.zones_ = *std::move(database);
    packs.store_ = &store;
    if (auto ok = packs.read_deployments(); !ok) return fail(ok.error());
    return packs;
}

Status StoredPacks::read_deployments() const {
    auto deployments = store_->deployments();
    if (!deployments) return fail(deployments.error());
    for (store::Deployment& each : *deployments)
        entries_.try_emplace(each.hash, Entry{std::move(each.canonical), nullptr});
    return {};
}

std::shared_ptr<const Pack> StoredPacks::pack(const PackHash& hash) const {
    auto entry = entries_.find(hash);
    if (entry == entries_.end() && unknown_.insert(hash).second) {
        // Deployed while the tickets were read. If the store fails, it stays unknown.
        if (!read_deployments()) return nullptr;
        entry = entries_.find(hash);
    }
    if (entry == entries_.end()) return nullptr;
    auto& [canonical, compiled] = entry->second;
    if (compiled) return compiled;
    auto model = loader::load_canonical(canonical);
    if (!model) return nullptr;
    Diagnostics diagnostics;
    return compiled = Pack::compile(*std::move(model), zones_, diagnostics);
}

std::shared_ptr<const Pack> StoredPacks::under(const std::shared_ptr<const Pack>& base,
                                               const PackHash& terms) const {
    std::vector<PackHash> versions(base->versions().begin(), base->versions().end());
    versions.push_back(terms);
    auto& both = under_[std::move(versions)];
    if (!both) both = PackSource::under(base, terms);
    return both;
}

bool StoredPacks::may_view_all(std::span<const std::string> roles) const {
    if (std::ranges::find(roles, "system") != roles.end()) return true;
    return std::ranges::all_of(entries_, [&](const auto& entry) {
        const auto found = pack(entry.first);
        return found && found->rights_of(roles).has(Right::view);
    });
}

}  // namespace itr::cli
