// Reading, and the outbox.
#include <fmt/format.h>

#include <algorithm>
#include <itr/effect.hpp>

#include "engine/impl.hpp"
#include "engine/journal.hpp"
#include "ticket/codes.hpp"

namespace itr {
namespace {

/// The delay after so many failures before, of which half is by lot.
Duration delay_of(const Retries& retries, std::uint32_t failures, std::string_view lot) {
    Duration whole = std::min(retries.first, retries.longest);
    for (std::uint32_t i = 0; i < failures && whole < retries.longest; ++i)
        whole = std::min(retries.longest, whole * 2);
    std::uint64_t drawn = 0;
    for (const char c : lot.substr(0, sizeof drawn)) drawn = drawn << 8 | static_cast<unsigned char>(c);
    const std::int64_t half = whole.ms / 2;
    return {whole.ms - half + static_cast<std::int64_t>(drawn % static_cast<std::uint64_t>(half + 1))};
}

Error unknown_ticket(const TicketId& ticket) {
    return {ticket_unknown,
            fmt::format("expected an existing ticket, but '{}' does not exist", ticket.text())};
}

/// Whether the workflow keeps its severity from customers; one that is not deployed any more does.
bool hides_severity(const Pack* pack, const std::string& workflow) {
    const Flow* flow = pack == nullptr ? nullptr : pack->flow(workflow);
    return flow == nullptr ||
           (flow->severity != chart::none && flow->chart->fields()[flow->severity].internal);
}

/// A question about what the actor may not see would answer it.
bool asks_what_is_internal(const store::Query& query) {
    return query.owner || query.team || query.line || query.parent || query.due_before;
}

/// The columns of a customer's own ticket that are the firm's business.
void hide_internal(store::Row& row, const Pack* pack) {
    row.summary.owner.clear();
    row.summary.team.clear();
    row.summary.line.clear();
    row.summary.parent.clear();
    row.next_due = never;
    if (hides_severity(pack, row.summary.workflow)) row.summary.severity.clear();
}

}  // namespace

Result<TicketView> Engine::get(const TenantId& tenant, const TicketId& ticket, const Actor& actor,
                               Instant now) {
    engine::Cache::Hold hold(impl_->cache, {tenant, ticket});
    if (auto ok = impl_->load_newest({tenant, ticket}, hold.ticket()); !ok) return fail(ok.error());
    if (!hold.ticket() || !may_see(*hold.ticket(), actor)) return fail(unknown_ticket(ticket));
    return view_of(*hold.ticket(), actor, now);
}

Result<store::Page> Engine::query(store::Query query, const Actor& actor) {
    // Which pack decides about a role? Any deployed pack that knows it as staff; otherwise it is a
    // customer's.
    if (impl_->packs.is_staff(actor.roles)) return impl_->store.query(query);
    if (actor.party.empty() || (query.party && *query.party != actor.party)) return store::Page{};
    if (asks_what_is_internal(query)) return store::Page{};
    query.party = actor.party;
    auto page = impl_->store.query(query);
    if (!page) return page;
    if (query.severity)
        std::erase_if(page->rows, [&](const store::Row& row) {
            return hides_severity(pack_for(row.summary.workflow).get(), row.summary.workflow);
        });
    for (store::Row& row : page->rows) hide_internal(row, pack_for(row.summary.workflow).get());
    return page;
}

Result<std::vector<Value>> Engine::history(const TenantId& tenant, const TicketId& ticket,
                                           const Actor& actor) {
    engine::Cache::Hold hold(impl_->cache, {tenant, ticket});
    if (auto ok = impl_->load_newest({tenant, ticket}, hold.ticket()); !ok) return fail(ok.error());
    if (!hold.ticket() || !may_see(*hold.ticket(), actor)) return fail(unknown_ticket(ticket));
    std::vector<Value> entries;
    auto read = engine::each_commit(impl_->store, {tenant, ticket}, impl_->packs, [&](const Commit& commit) {
        if (Value entry = to_value(*hold.ticket(), commit, actor); !entry.is_null())
            entries.push_back(std::move(entry));
        return Status();
    });
    if (!read) return fail(read.error());
    return entries;
}

Result<std::vector<store::OutboxEffect>> Engine::take_effects(Instant now, Duration hidden_for,
                                                              std::size_t limit) {
    std::vector<store::OutboxEffect> for_host;
    while (for_host.size() < limit) {
        auto taken = impl_->store.take_effects(now, now + hidden_for, limit - for_host.size());
        if (!taken) return fail(taken.error());
        if (taken->empty()) break;
        for (store::OutboxEffect& effect : *taken) {
            // A signal here was left over by an engine that stopped between commit and delivery.
            if (itr::is_signal(effect.effect.kind))
                impl_->deliver_again(effect, now);
            else
                for_host.push_back(std::move(effect));
        }
    }
    return for_host;
}

Result<bool> Engine::acknowledge_effect(const TenantId& tenant, const std::string& key) {
    return impl_->store.acknowledge_effect(tenant, key);
}

Result<bool> Engine::Impl::fail_effect(const store::OutboxEffect& effect, const std::string& reason,
                                       Instant now) {
    const Retries& retries = options.retries;
    std::optional<Instant> again;
    if (effect.attempts + 1 < retries.attempts)
        again = now + delay_of(retries, effect.attempts, make_entropy());
    return store.fail_effect(effect.key.tenant, effect.effect.key, again, reason, now);
}

Result<bool> Engine::fail_effect(const store::OutboxEffect& effect, const std::string& reason, Instant now) {
    return impl_->fail_effect(effect, reason, now);
}

Result<std::vector<store::Incident>> Engine::incidents(const TenantId& tenant, std::size_t limit) {
    return impl_->store.incidents(tenant, limit);
}

Result<bool> Engine::settle_incident(const TenantId& tenant, const std::string& key, bool resolve,
                                     Instant now) {
    return impl_->store.settle_incident(tenant, key, resolve, now);
}

}  // namespace itr
