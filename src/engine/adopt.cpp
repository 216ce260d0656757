// New versions of agreements and calendars reach the open tickets, batch by batch.
#include <fmt/format.h>

#include "engine/codes.hpp"
#include "engine/impl.hpp"
#include "store/codes.hpp"

namespace itr {

/// The tickets of a page whose terms are others.
Result<std::vector<Command>> Engine::Impl::adoptions_of(const store::Page& page, const TenantId& tenant,
                                                        const Pack& terms, const Actor& actor,
                                                        const std::string& reason) {
    std::vector<Command> commands;
    for (const store::Row& row : page.rows) {
        engine::Cache::Hold hold(cache, {tenant, row.ticket});
        if (auto ok = load({tenant, row.ticket}, hold.ticket()); !ok) return fail(ok.error());
        const auto& ticket = hold.ticket();
        if (!ticket || ticket->pack->versions().back() == terms.hash()) continue;
        if (ticket->pack->model().name != terms.model().name) continue;
        commands.push_back({tenant, row.ticket, actor, command::Adopt{terms.hash(), reason}, {}, {}, {}});
    }
    return commands;
}

Result<Adoption> Engine::adopt(const TenantId& tenant, const PackHash& terms, Instant now, const Actor& actor,
                               const std::string& reason, const std::string& after, std::size_t limit) {
    const auto pack = impl_->packs.newest_edition(terms);
    if (!pack)
        return fail(engine_unknown_pack,
                    fmt::format("expected the hash of a deployed pack, but found '{}'", terms.text()));
    if (!pack->rights_of(actor.roles).has(Right::migrate))
        return fail(engine_not_permitted,
                    fmt::format("expected an actor with the right 'migrate', but '{}' has not", actor.id));
    store::Query open;
    open.tenant = tenant;
    open.open = true;
    open.limit = limit;
    open.after = after;
    const auto page = impl_->store.query(open);
    if (!page) return fail(page.error());
    const auto commands = impl_->adoptions_of(*page, tenant, *pack, actor, reason);
    if (!commands) return fail(commands.error());
    Adoption adoption;
    adoption.next = page->next;
    auto outcomes = execute_batch(*commands, now);
    const bool conflict = !outcomes && outcomes.error().code == store_conflict;
    if (!outcomes && !conflict) return fail(outcomes.error());
    for (std::size_t i = 0; i < commands->size(); ++i) {
        // Another node was at one of these tickets: then each is brought under the terms by itself.
        auto outcome = conflict ? execute((*commands)[i], now) : Result<Outcome>((*outcomes)[i]);
        if (!outcome) return fail(outcome.error());
        if (outcome->rejection)
            adoption.refused.push_back({outcome->ticket, *outcome->rejection});
        else
            ++adoption.tickets;
    }
    return adoption;
}

}  // namespace itr
