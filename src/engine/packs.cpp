#include "engine/packs.hpp"

#include <algorithm>
#include <itr/loader.hpp>

#include "engine/codes.hpp"

namespace itr::engine {

void Packs::remember(const std::vector<store::Deployment>& deployments) {
    const std::unique_lock lock(mutex_);
    for (const store::Deployment& d : deployments) {
        canonical_[d.hash] = d.canonical;
        activate(d.name, d.hash);
    }
}

void Packs::activate(const std::string& name, const PackHash& hash) {
    std::erase_if(former_, [&](const auto& f) { return f.second == hash; });
    for (const auto& replaced : active_)
        if (replaced.first == name && replaced.second != hash) former_.push_back(replaced);
    std::erase_if(active_, [&](const auto& a) { return a.first == name; });
    active_.emplace_back(name, hash);
}

void Packs::add(std::shared_ptr<const Pack> pack) {
    const std::unique_lock lock(mutex_);
    activate(pack->model().name, pack->hash());
    canonical_[pack->hash()] = pack->canonical();
    compiled_[pack->hash()] = std::move(pack);
}

std::shared_ptr<const Pack> Packs::pack(const PackHash& hash) const {
    {
        const std::shared_lock lock(mutex_);
        if (const auto known = compiled_.find(hash); known != compiled_.end()) return known->second;
    }
    const std::unique_lock lock(mutex_);
    if (const auto known = compiled_.find(hash); known != compiled_.end()) return known->second;
    const auto text = canonical_.find(hash);
    if (text == canonical_.end()) return nullptr;
    auto pack = compile(text->second);
    if (pack) compiled_[hash] = pack;
    return pack;
}

std::shared_ptr<const Pack> Packs::under(const std::shared_ptr<const Pack>& base,
                                         const PackHash& terms) const {
    std::vector<PackHash> key(base->versions().begin(), base->versions().end());
    key.push_back(terms);
    {
        const std::shared_lock lock(mutex_);
        if (const auto known = under_.find(key); known != under_.end()) return known->second;
    }
    const auto found = pack(terms);
    if (!found) return nullptr;  // it may still be deployed
    Diagnostics diagnostics;
    auto both = Pack::under(base, *found, diagnostics);
    const std::unique_lock lock(mutex_);
    if (!both && !diagnostics.empty()) problem_ = to_string(diagnostics.front());
    return under_.try_emplace(std::move(key), std::move(both)).first->second;
}

std::shared_ptr<const Pack> Packs::newest_edition(const PackHash& hash) const {
    auto known = pack(hash);
    if (!known) return nullptr;
    PackHash newest;
    {
        const std::shared_lock lock(mutex_);
        const auto of_name =
            std::ranges::find(active_, known->model().name, [](const auto& active) { return active.first; });
        if (of_name != active_.end()) newest = of_name->second;
    }
    if (newest.empty() || newest == hash) return known;
    auto edition = pack(newest);
    return edition && edition->edition_of() == hash ? edition : known;
}

std::shared_ptr<const Pack> Packs::to_deploy(const std::shared_ptr<const Pack>& pack) const {
    auto known = newest_edition(pack->hash());
    if (!known) return pack;
    if (known->zone_record().zones == pack->zone_record().zones) return known;
    auto edition = Pack::edition(*pack);
    return edition ? edition : pack;
}

Status Packs::check_readable(const std::string& canonical) {
    const auto model = loader::load_canonical(canonical);
    if (!model)
        return fail(engine_pack_broken, "its canonical form cannot be read: " + model.error().message);
    if (model::canonical(*model) == canonical) return {};
    return fail(engine_pack_broken, "its canonical form is not read as it was written");
}

std::shared_ptr<const Pack> Packs::compile(const std::string& canonical) const {
    auto model = loader::load_canonical(canonical);
    if (!model) return problem_ = model.error().message, nullptr;
    Diagnostics diagnostics;
    auto pack = Pack::compile(*std::move(model), zones_, diagnostics);
    if (!pack && !diagnostics.empty()) problem_ = to_string(diagnostics.front());
    return pack;
}

std::vector<PackHash> Packs::newest_first(const Deployed& deployed) const {
    const std::shared_lock lock(mutex_);
    std::vector<PackHash> hashes;
    for (auto d = deployed.rbegin(); d != deployed.rend(); ++d) hashes.push_back(d->second);
    return hashes;
}

std::shared_ptr<const Pack> Packs::first_with(std::string_view workflow,
                                              const std::vector<PackHash>& hashes) const {
    for (const PackHash& hash : hashes)
        if (auto found = pack(hash); found && found->flow(workflow) != nullptr) return found;
    return nullptr;
}

std::shared_ptr<const Pack> Packs::for_workflow(std::string_view workflow) const {
    return first_with(workflow, newest_first(active_));
}

std::shared_ptr<const Pack> Packs::last_with_workflow(std::string_view workflow) const {
    auto found = for_workflow(workflow);
    return found ? found : first_with(workflow, newest_first(former_));
}

bool Packs::is_staff(std::span<const std::string> roles) const {
    if (std::ranges::find(roles, "system") != roles.end()) return true;
    for (const PackHash& hash : newest_first(active_))
        if (const auto found = pack(hash); found && found->rights_of(roles).has(Right::view)) return true;
    return false;
}

bool Packs::has_broken() const {
    return std::ranges::any_of(newest_first(active_), [&](const PackHash& hash) { return !pack(hash); });
}

std::string Packs::problem() const {
    const std::shared_lock lock(mutex_);
    return problem_;
}

}  // namespace itr::engine
