// The packs an engine knows: deployed ones by hash, compiled when first needed.
#pragma once

#include <itr/pack.hpp>
#include <itr/store.hpp>
#include <itr/ticket.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

namespace itr::engine {

/// Safe for concurrent use.
class Packs final : public PackSource {
  public:
    explicit Packs(std::shared_ptr<const calendar::ZoneDatabase> zones) : zones_(std::move(zones)) {}

    /// Remembers deployments read from a store; the last one of a name is what new tickets use.
    void remember(const std::vector<store::Deployment>& deployments);
    void add(std::shared_ptr<const Pack> pack);

    /// Null if the hash is unknown or its canonical form does not compile any more (then `problem()` says
    /// why).
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override;
    /// Compiled once for each pair.
    [[nodiscard]] std::shared_ptr<const Pack> under(const std::shared_ptr<const Pack>& base,
                                                    const PackHash& terms) const override;
    /// Whether a canonical form that is about to be stored is read as it was written: whoever opens the store
    /// next has nothing else.
    [[nodiscard]] static Status check_readable(const std::string& canonical);
    /// What has to be deployed for a pack: an edition of it, if its calendars' time zones have other rules
    /// than where it was deployed last; else what is deployed, or the pack itself.
    [[nodiscard]] std::shared_ptr<const Pack> to_deploy(const std::shared_ptr<const Pack>& pack) const;
    /// Of a deployed pack the edition that is the newest of its name, if it is one; else the pack. Null if it
    /// is unknown.
    [[nodiscard]] std::shared_ptr<const Pack> newest_edition(const PackHash& hash) const;
    /// The newest pack that has the workflow.
    [[nodiscard]] std::shared_ptr<const Pack> for_workflow(std::string_view workflow) const;
    /// The same; where none of the newest has it any more, the last one that had it.
    [[nodiscard]] std::shared_ptr<const Pack> last_with_workflow(std::string_view workflow) const;
    /// Whether one of the newest packs gives these roles the right to see tickets of every party: then those
    /// of its own workflows.
    [[nodiscard]] bool is_staff(std::span<const std::string> roles) const;
    [[nodiscard]] std::string problem() const;
    /// Whether one of the newest packs does not compile any more: what it has, nobody knows.
    [[nodiscard]] bool has_broken() const;

  private:
    using Deployed = std::vector<std::pair<std::string, PackHash>>;  ///< pack name and hash, newest last

    void activate(const std::string& name, const PackHash& hash);  ///< precondition: locked
    [[nodiscard]] std::vector<PackHash> newest_first(const Deployed& deployed) const;
    [[nodiscard]] std::shared_ptr<const Pack> first_with(std::string_view workflow,
                                                         const std::vector<PackHash>& hashes) const;
    [[nodiscard]] std::shared_ptr<const Pack> compile(const std::string& canonical) const;

    std::shared_ptr<const calendar::ZoneDatabase> zones_;
    mutable std::shared_mutex mutex_;
    mutable std::map<PackHash, std::shared_ptr<const Pack>> compiled_;
    mutable std::map<std::vector<PackHash>, std::shared_ptr<const Pack>>
        under_;  ///< by all versions; null: they do not go together
    std::map<PackHash, std::string> canonical_;
    Deployed active_;  ///< one of each name
    Deployed former_;  ///< those that a newer one of the name has replaced
    mutable std::string problem_;
};

}  // namespace itr::engine
