// New versions of agreements and calendars reach the open tickets, batch by batch.
#include <fmt/format.h>

#include "engine/codes.hpp"
#include "engine/impl.hpp"

namespace itr {

/// The tickets of a page whose terms are others.
Result<std::vector<Command>> Engine::Impl::adoptions_of(const store::Page& page, const TenantId& tenant,
                                                        const Pack& terms, const Actor& actor,
                                                        const std::string& reason,
                                                        std::vector<Adoption::Failed>& failed) {
    std::vector<Command> commands;
    for (const store::Row& row : page.rows) {
        engine::Cache::Hold hold(cache, {tenant, row.ticket});
        if (auto ok = load({tenant, row.ticket}, hold.ticket()); !ok) {
            if (!is_of_the_ticket(ok.error())) return fail(ok.error());
            failed.push_back({row.ticket, ok.error()});
            continue;
        }
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
    Adoption adoption;
    adoption.next = page->next;
    const auto commands = impl_->adoptions_of(*page, tenant, *pack, actor, reason, adoption.failed);
    if (!commands) return fail(commands.error());
    const auto outcomes = execute_batch(*commands, now);
    if (!outcomes && !is_of_the_ticket(outcomes.error())) return fail(outcomes.error());
    for (std::size_t i = 0; i < commands->size(); ++i) {
        // Another node was at one of these tickets, or one of them cannot be read: then each is brought under
        // the terms by itself.
        auto outcome = outcomes ? Result<Outcome>((*outcomes)[i]) : execute((*commands)[i], now);
        if (!outcome && !is_of_the_ticket(outcome.error())) return fail(outcome.error());
        if (!outcome)
            adoption.failed.push_back({(*commands)[i].ticket, outcome.error()});
        else if (outcome->rejection)
            adoption.refused.push_back({outcome->ticket, *outcome->rejection});
        else
            ++adoption.tickets;
    }
    return adoption;
}

}  // namespace itr
