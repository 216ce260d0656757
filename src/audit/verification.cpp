#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include "audit/link.hpp"
#include "audit/mac.hpp"

namespace itr::audit {
namespace {

/// Follows one ticket's chain, and goes on from what a commit says of itself, so that one wrong commit is one
/// finding.
class Follower {
  public:
    Follower(const TenantId& tenant, const TicketId& ticket, const Keys& keys)
        : tenant_(tenant), ticket_(ticket), keys_(keys) {}

    std::optional<Finding> next(const store::Commit& commit) {
        const Unlinked unlinked = take_out(commit.text);
        const Place place{tenant_, ticket_, head_};
        const store::Version version = head_.version + 1;
        std::optional<Finding> found;
        if (commit.version != version)
            found = finding(Fault::changed, fmt::format("expected version {} here, but found version {}",
                                                        version, commit.version));
        if (!unlinked.link) {
            if (!found && newest_key_)
                found = finding(Fault::unsealed, "expected a link, as the commit before has one");
            head_ = {version, mac_without_key(place, unlinked.text)};
            return found;
        }
        auto wrong = wrong_link(*unlinked.link, place, unlinked.text);
        head_ = {version, unlinked.link->mac};
        return found ? found : wrong;
    }

    [[nodiscard]] const Head& head() const noexcept { return head_; }
    [[nodiscard]] bool has_links() const noexcept { return newest_key_.has_value(); }

  private:
    Finding finding(Fault fault, std::string message) const {
        return {fault, ticket_, head_.version + 1, std::move(message)};
    }
    std::optional<Finding> wrong_link(const Link& link, const Place& place, std::string_view unlinked) {
        const auto key = keys_.find(link.key);
        if (!key)
            return finding(Fault::unknown_key,
                           fmt::format("expected a key of the ring, but found '{}'", link.key));
        const bool is_older = newest_key_ && *key < *newest_key_;
        newest_key_ = std::max(newest_key_.value_or(0), *key);
        if (mac_of(keys_.all()[*key], place, unlinked) != link.mac)
            return finding(Fault::changed, "expected the commit that was written here, but found another");
        if (is_older)
            return finding(
                Fault::older_key,
                fmt::format("expected a key not older than the one before, but found '{}'", link.key));
        return std::nullopt;
    }

    const TenantId& tenant_;
    const TicketId& ticket_;
    const Keys& keys_;
    Head head_;
    std::optional<std::size_t> newest_key_;
};

}  // namespace

std::string_view to_string(Fault fault) noexcept {
    constexpr std::string_view names[] = {"changed",  "unsealed", "unknown_key", "older_key", "cut",
                                          "replaced", "removed",  "unreadable",  "state",     "personal"};
    return names[static_cast<std::size_t>(fault)];
}

Verification::Verification(const TenantId& tenant, const Keys& keys, const Checkpoint* since)
    : tenant_(tenant), keys_(keys), since_(since), seen_(since == nullptr ? 0 : since->heads.size()) {}

void Verification::find(Finding finding) {
    if (report_.findings.size() < max_findings) report_.findings.push_back(std::move(finding));
}

const TicketHead* Verification::expect(const TicketId& ticket) {
    if (since_ == nullptr) return nullptr;
    const auto at = std::ranges::lower_bound(since_->heads, ticket, {}, &TicketHead::ticket);
    if (at == since_->heads.end() || at->ticket != ticket) return nullptr;
    seen_[static_cast<std::size_t>(at - since_->heads.begin())] = true;
    return &*at;
}

Head Verification::follow(const TicketId& ticket, std::span<const store::Commit> commits) {
    const TicketHead* known = expect(ticket);
    Follower follower(tenant_, ticket, keys_);
    std::optional<Finding> first;
    std::optional<Head> at_checkpoint;
    for (const store::Commit& commit : commits) {
        auto found = follower.next(commit);
        if (!first) first = std::move(found);
        if (known != nullptr && follower.head().version == known->head.version)
            at_checkpoint = follower.head();
    }
    if (first) find(*first);
    if (!follower.has_links()) {
        ++report_.unsealed_tickets;
        if (since_ != nullptr && known == nullptr)
            find(
                {Fault::unsealed, ticket, 1, "expected links in a ticket that is newer than the checkpoint"});
        if (at_checkpoint && follower.head().version > known->head.version)
            find({Fault::unsealed, ticket, known->head.version + 1,
                  "expected links in what is newer than the checkpoint"});
    }
    if (known != nullptr && !at_checkpoint)
        find({Fault::cut, ticket, follower.head().version + 1,
              fmt::format("expected {} commits, as the checkpoint has seen, but found {}",
                          known->head.version, commits.size())});
    // What the links tell already is told where it is.
    if (at_checkpoint && *at_checkpoint != known->head && (!first || first->version > known->head.version))
        find({Fault::replaced, ticket, known->head.version,
              "expected the chain that the checkpoint has seen up to here, but found another"});
    ++report_.tickets;
    report_.commits += commits.size();
    return follower.head();
}

void Verification::add(const TicketId& ticket, std::span<const store::Commit> commits) {
    report_.heads.push_back({ticket, follow(ticket, commits)});
}

void Verification::add_archived(const TicketId& ticket, std::span<const store::Commit> commits) {
    follow(ticket, commits);
}

void Verification::add_unreadable(const TicketId& ticket, store::Version version, std::string why) {
    expect(ticket);
    ++report_.tickets;
    find({Fault::unreadable, ticket, version, std::move(why)});
}

Report Verification::finish() {
    for (std::size_t i = 0; i < seen_.size(); ++i)
        if (!seen_[i])
            find({Fault::removed, since_->heads[i].ticket, 0,
                  fmt::format("expected a ticket with {} commits, as checkpoint {} has seen it, but it is "
                              "not there",
                              since_->heads[i].head.version, since_->number)});
    std::ranges::stable_sort(report_.findings, {},
                             [](const Finding& f) { return std::tie(f.ticket, f.version); });
    std::ranges::sort(report_.heads, {}, &TicketHead::ticket);
    return std::move(report_);
}

}  // namespace itr::audit
