#include <algorithm>
#include <itr/stores/memory.hpp>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>

#include "store/codes.hpp"
#include "store/memory/outbox.hpp"
#include "store/port.hpp"

namespace itr::store {

namespace {

struct Ticket {
    Summary summary;
    Instant next_due = never;
    Version snapshot_version = 0;
    std::string snapshot;
    std::vector<store::Commit> commits;
    std::map<std::string, std::string> personal;

    [[nodiscard]] Version version() const noexcept { return commits.size(); }
};

struct Tenant {
    std::map<TicketId, Ticket> tickets;
    std::set<std::pair<Instant, TicketId>> by_opening;
    std::map<std::string, TicketId> opened_by;
    std::uint64_t next_number = 1;
};

/// What a batch has claimed so far while it is being checked.
struct Claims {
    std::map<TicketKey, Version> versions;
    std::map<std::pair<TenantId, std::string>, TicketId> openings;
    std::set<std::pair<TenantId, std::string>> effects;
};

/// Commits lie beside their snapshot: those after it are as near, and are read again only for tickets that an
/// engine has dropped from its cache.
constexpr std::uint32_t commits_a_snapshot = 16;

class MemoryStore final : public Store {
  public:
    std::uint32_t snapshot_every() const noexcept override { return commits_a_snapshot; }

    Status append(std::span<const Append> batch) override {
        if (auto ok = check(batch); !ok) return ok;
        const std::unique_lock lock(mutex_);
        Claims claims;
        for (const Append& append : batch)
            if (auto ok = claim(append, batch.size() == 1, claims); !ok) return ok;
        for (const Append& append : batch) apply(append);
        return {};
    }

    Result<std::optional<Loaded>> load(const TicketKey& key) override {
        const std::shared_lock lock(mutex_);
        const Ticket* ticket = find(key);
        if (ticket == nullptr) return std::nullopt;
        Loaded loaded{ticket->snapshot_version, ticket->snapshot, {}, {}, ticket->next_due};
        loaded.tail = commits_after(*ticket, ticket->snapshot_version, ticket->commits.size());
        for (const auto& [slot, text] : ticket->personal) loaded.personal.push_back({slot, text});
        return loaded;
    }

    Result<std::vector<store::Commit>> history(const TicketKey& key, Version after,
                                               std::size_t limit) override {
        const std::shared_lock lock(mutex_);
        const Ticket* ticket = find(key);
        if (ticket == nullptr) return std::vector<store::Commit>{};
        return commits_after(*ticket, after, limit);
    }

    Result<std::optional<TicketId>> opened_by(const TenantId& tenant,
                                              const std::string& idempotency_key) override {
        const std::shared_lock lock(mutex_);
        const TicketId* ticket = find_opening(tenant, idempotency_key);
        if (ticket == nullptr) return std::nullopt;
        return *ticket;
    }

    Result<std::vector<DueTicket>> due(Instant before, std::size_t limit) override {
        const std::shared_lock lock(mutex_);
        std::vector<DueTicket> found;
        for (const auto& [at, key] : by_due_) {
            if (at >= before || found.size() >= limit) break;
            found.push_back({key, at});
        }
        return found;
    }

    Result<Instant> next_due() override {
        const std::shared_lock lock(mutex_);
        return by_due_.empty() ? never : by_due_.begin()->first;
    }

    Result<Page> query(const Query& query) override;

    Result<std::vector<OutboxEffect>> take_effects(Instant now, Instant hidden_until,
                                                   std::size_t limit) override {
        const std::unique_lock lock(mutex_);
        return outbox_.take(now, hidden_until, limit);
    }
    Result<bool> acknowledge_effect(const TenantId& tenant, const std::string& key) override {
        const std::unique_lock lock(mutex_);
        return outbox_.acknowledge(tenant, key);
    }
    Result<bool> fail_effect(const TenantId& tenant, const std::string& key, std::optional<Taking> taking,
                             std::optional<Instant> retry_at, const std::string& reason,
                             Instant now) override {
        const std::unique_lock lock(mutex_);
        return outbox_.fail(tenant, key, taking, retry_at, reason, now);
    }
    Result<std::vector<Incident>> incidents(const TenantId& tenant, std::size_t limit) override {
        const std::shared_lock lock(mutex_);
        return outbox_.incidents(tenant, limit);
    }
    Result<bool> settle_incident(const TenantId& tenant, const std::string& key, bool resolve,
                                 Instant now) override {
        const std::unique_lock lock(mutex_);
        return outbox_.settle(tenant, key, resolve, now);
    }

    Status deploy(const Deployment& deployment) override {
        const std::unique_lock lock(mutex_);
        const auto known = packs_.emplace(deployment.hash, deployment.canonical).first;
        deployments_.push_back(deployment);
        deployments_.back().canonical = known->second;
        return {};
    }
    Result<std::vector<Deployment>> deployments() override {
        const std::shared_lock lock(mutex_);
        return deployments_;
    }

    Result<std::uint64_t> reserve_numbers(const TenantId& tenant, std::uint32_t count) override {
        const std::unique_lock lock(mutex_);
        std::uint64_t& next = tenants_[tenant].next_number;
        return std::exchange(next, next + count);
    }

    Result<Counters> counters() override {
        const std::shared_lock lock(mutex_);
        Counters counters = counters_;
        counters.effects_waiting = outbox_.waiting();
        counters.incidents = outbox_.failed();
        return counters;
    }

    Status each_ticket(const TenantId& tenant, Visitor& visitor) override;

    Result<std::vector<TenantId>> tenants() override {
        const std::shared_lock lock(mutex_);
        std::vector<TenantId> found;
        for (const auto& [id, tenant] : tenants_)
            if (!tenant.tickets.empty()) found.push_back(id);
        return found;
    }
    Result<std::vector<OutboxEffect>> waiting_effects(const TicketKey& key) override {
        const std::shared_lock lock(mutex_);
        return outbox_.of_ticket(key);
    }
    Result<std::vector<Incident>> incidents_of(const TicketKey& key) override {
        const std::shared_lock lock(mutex_);
        return outbox_.incidents_of(key);
    }
    Status remove(std::span<const Removal> tickets) override;

  private:
    static std::vector<store::Commit> commits_after(const Ticket& ticket, Version after, std::size_t limit) {
        const std::size_t from = std::min<std::size_t>(after, ticket.commits.size());
        const std::size_t count = std::min(limit, ticket.commits.size() - from);
        const auto first = ticket.commits.begin() + static_cast<std::ptrdiff_t>(from);
        return {first, first + static_cast<std::ptrdiff_t>(count)};
    }

    [[nodiscard]] const Ticket* find(const TicketKey& key) const {
        const auto tenant = tenants_.find(key.tenant);
        if (tenant == tenants_.end()) return nullptr;
        const auto ticket = tenant->second.tickets.find(key.ticket);
        return ticket == tenant->second.tickets.end() ? nullptr : &ticket->second;
    }

    [[nodiscard]] const TicketId* find_opening(const TenantId& tenant, const std::string& key) const {
        const auto found = tenants_.find(tenant);
        if (found == tenants_.end()) return nullptr;
        const auto opening = found->second.opened_by.find(key);
        return opening == found->second.opened_by.end() ? nullptr : &opening->second;
    }

    /// `alone`: nothing else is in the batch whose version could be claimed.
    Status claim(const Append& append, bool alone, Claims& claims) const;
    [[nodiscard]] Version version_of(const TicketKey& key) const {
        const Ticket* ticket = find(key);
        return ticket == nullptr ? 0 : ticket->version();
    }
    void apply(const Append& append);
    void take_away(const Removal& removal);

    std::shared_mutex mutex_;
    std::map<TenantId, Tenant> tenants_;
    std::set<std::pair<Instant, TicketKey>> by_due_;
    Outbox outbox_;
    std::map<PackHash, std::string> packs_;
    std::vector<Deployment> deployments_;
    Counters counters_;  ///< of tickets and commits
};

Status MemoryStore::claim(const Append& append, bool alone, Claims& claims) const {
    const TicketKey key{append.tenant, append.ticket};
    if (alone) {
        const Version actual = version_of(key);
        if (actual != append.expected) return fail(version_conflict(append, actual));
    } else {
        const auto [version, first] = claims.versions.try_emplace(key, 0);
        if (first) version->second = version_of(key);
        if (version->second != append.expected) return fail(version_conflict(append, version->second));
        ++version->second;
    }
    if (!append.idempotency_key.empty()) {
        if (const TicketId* known = find_opening(append.tenant, append.idempotency_key))
            return fail(opening_conflict(append, *known));
        const auto [opening, fresh] =
            claims.openings.try_emplace({append.tenant, append.idempotency_key}, append.ticket);
        if (!fresh) return fail(opening_conflict(append, opening->second));
    }
    for (const Effect& effect : append.effects)
        if (outbox_.knows(append.tenant, effect.key) ||
            !claims.effects.emplace(append.tenant, effect.key).second)
            return fail(effect_conflict(append, effect));
    return {};
}

void MemoryStore::apply(const Append& append) {
    Tenant& tenant = tenants_[append.tenant];
    const TicketKey key{append.tenant, append.ticket};
    const auto [found, fresh] = tenant.tickets.try_emplace(append.ticket);
    Ticket& ticket = found->second;
    if (fresh) ++counters_.tickets;
    if (!fresh && ticket.summary.open) --counters_.open_tickets;
    if (append.summary.open) ++counters_.open_tickets;
    ++counters_.commits;

    if (fresh || ticket.summary.opened_at != append.summary.opened_at) {
        if (!fresh) tenant.by_opening.erase({ticket.summary.opened_at, append.ticket});
        tenant.by_opening.emplace(append.summary.opened_at, append.ticket);
    }
    if (ticket.next_due != append.next_due) {
        if (ticket.next_due != never) by_due_.erase({ticket.next_due, key});
        if (append.next_due != never) by_due_.emplace(append.next_due, key);
        ticket.next_due = append.next_due;
    }
    ticket.summary = append.summary;
    ticket.commits.push_back({append.expected + 1, append.at, append.commit});
    if (!append.snapshot.empty()) {
        ticket.snapshot = append.snapshot;
        ticket.snapshot_version = append.expected + 1;
    }
    for (const std::string& slot : append.erase) ticket.personal.erase(slot);
    for (const Personal& personal : append.personal) ticket.personal[personal.slot] = personal.text;
    for (const Effect& effect : append.effects) outbox_.add(key, append.expected + 1, effect);
    if (!append.idempotency_key.empty()) tenant.opened_by.emplace(append.idempotency_key, append.ticket);
}

Status MemoryStore::remove(std::span<const Removal> tickets) {
    const std::unique_lock lock(mutex_);
    std::set<TicketKey> named;
    for (const Removal& removal : tickets) {
        const Ticket* ticket = named.insert(removal.key).second ? find(removal.key) : nullptr;
        const Version actual = ticket == nullptr ? 0 : ticket->version();
        if (ticket == nullptr || actual != removal.expected) return fail(removal_conflict(removal, actual));
        if (outbox_.has_any(removal.key)) return fail(removal_waits(removal));
    }
    for (const Removal& removal : tickets) take_away(removal);
    return {};
}

void MemoryStore::take_away(const Removal& removal) {
    const TicketKey& key = removal.key;
    Tenant& tenant = tenants_[key.tenant];
    const auto found = tenant.tickets.find(key.ticket);
    const Ticket& ticket = found->second;
    --counters_.tickets;
    if (ticket.summary.open) --counters_.open_tickets;
    counters_.commits -= ticket.commits.size();
    tenant.by_opening.erase({ticket.summary.opened_at, key.ticket});
    by_due_.erase({ticket.next_due, key});
    const auto opening = tenant.opened_by.find(removal.idempotency_key);
    if (opening != tenant.opened_by.end() && opening->second == key.ticket) tenant.opened_by.erase(opening);
    tenant.tickets.erase(found);
}

Result<Page> MemoryStore::query(const Query& query) {
    if (auto ok = check(query); !ok) return fail(ok.error());
    std::optional<Cursor> after;
    if (!query.after.empty()) {
        auto cursor = read_cursor(query.after);
        if (!cursor) return fail(cursor.error());
        after = *std::move(cursor);
    }
    const std::shared_lock lock(mutex_);
    Page page;
    const auto tenant = tenants_.find(query.tenant);
    if (tenant == tenants_.end()) return page;
    const auto& order = tenant->second.by_opening;
    auto it = after ? order.upper_bound({after->opened_at, after->ticket}) : order.begin();
    for (; it != order.end(); ++it) {
        const Ticket& ticket = tenant->second.tickets.at(it->second);
        if (!matches(query, ticket.summary, ticket.next_due)) continue;
        if (page.rows.size() == query.limit) {
            const Row& last = page.rows.back();
            page.next = write(Cursor{last.summary.opened_at, last.ticket});
            break;
        }
        page.rows.push_back({it->second, ticket.version(), ticket.summary, ticket.next_due});
    }
    return page;
}

Status MemoryStore::each_ticket(const TenantId& tenant, Visitor& visitor) {
    std::vector<TicketId> ids;
    {
        const std::shared_lock lock(mutex_);
        if (const auto found = tenants_.find(tenant); found != tenants_.end())
            for (const auto& [id, ticket] : found->second.tickets) ids.push_back(id);
    }
    for (const TicketId& id : ids) {
        auto commits = history({tenant, id}, 0, SIZE_MAX);
        if (!commits) return fail(commits.error());
        if (auto ok = visitor.visit(id, *commits); !ok) return ok;
    }
    return {};
}

}  // namespace

std::unique_ptr<Store> make_memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace itr::store
