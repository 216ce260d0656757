// The pure core for hosts that write a ticket's rows themselves.
#pragma once

#include <itr/audit.hpp>
#include <itr/policy.hpp>
#include <itr/ticket.hpp>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "capi/objects.hpp"

namespace itr::capi {

/// Safe for concurrent use.
class Decider final : public PackSource {
  public:
    explicit Decider(policy::Policies policies) : policies_(std::move(policies)) {}

    void add(std::shared_ptr<const Pack> pack);
    /// Links every commit to the one before it from now on.
    void seal_with(audit::Keys keys);
    [[nodiscard]] std::shared_ptr<const Pack> pack(const PackHash& hash) const override;

    /// What surrounds a decision, as it was given.
    struct Given {
        Instant now{};
        std::string_view number, entropy;
        bool has_history = false;
        std::vector<store::Commit> history;
    };
    /// Document `decision`.
    [[nodiscard]] Value decide(const document::StoredTicket& stored, Command command,
                               const Given& given) const;
    /// Document `ticket`.
    [[nodiscard]] Value view(const document::StoredTicket& stored, const Actor& actor, Instant now) const;

  private:
    void seal(store::Append& rows, const document::StoredTicket& stored, const Given& given) const;
    /// The pack added last that has the workflow.
    [[nodiscard]] std::shared_ptr<const Pack> for_workflow(std::string_view workflow) const;

    policy::Policies policies_;
    mutable std::shared_mutex mutex_;
    std::vector<std::shared_ptr<const Pack>> packs_;  ///< in the order in which they were added
    std::shared_ptr<const audit::Keys> keys_;         ///< null: commits are not linked
};

}  // namespace itr::capi
