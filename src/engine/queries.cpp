// Reading, and the outbox.
#include <fmt/format.h>

#include <algorithm>
#include <itr/effect.hpp>

#include "engine/codes.hpp"
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

/// What an actor may see of the rows of a query, by their workflow; each is looked up once.
class Sight {
  public:
    struct Of {
        std::string workflow;
        bool all = false;  ///< tickets of every party, and what is internal
        bool severity =
            false;  ///< a customer may know it; of a workflow that is not deployed any more none may
    };

    Sight(const engine::Packs& packs, std::span<const std::string> roles) : packs_(packs), roles_(roles) {}

    [[nodiscard]] const Of& of(const std::string& workflow) {
        const auto known = std::ranges::find(known_, workflow, &Of::workflow);
        return known != known_.end() ? *known : known_.emplace_back(look_up(workflow));
    }

  private:
    [[nodiscard]] Of look_up(const std::string& workflow) const {
        const auto last = packs_.last_with_workflow(workflow);
        const auto newest = packs_.for_workflow(workflow);
        const Flow* flow = newest ? newest->flow(workflow) : nullptr;
        const bool told = flow != nullptr &&
                          (flow->severity == chart::none || !flow->chart->fields()[flow->severity].internal);
        return {workflow, last && last->rights_of(roles_).has(Right::view), told};
    }

    const engine::Packs& packs_;
    std::span<const std::string> roles_;
    std::vector<Of> known_;
};

/// A question about what the actor may not see would answer it.
bool asks_what_is_internal(const store::Query& query) {
    return query.owner || query.team || query.line || query.parent || query.due_before;
}

/// The columns of a customer's own ticket that are the firm's business.
void hide_internal(store::Row& row, bool tells_severity) {
    row.summary.owner.clear();
    row.summary.team.clear();
    row.summary.line.clear();
    row.summary.parent.clear();
    row.next_due = never;
    if (!tells_severity) row.summary.severity.clear();
}

/// Adds to what earlier rounds of a call have taken for the host. False where one of those comes again,
/// because its hiding has passed meanwhile: then its newest taking counts, for no other can fail any more.
bool add_round(std::vector<store::OutboxEffect>& for_host, std::vector<store::OutboxEffect>&& round) {
    const auto earlier = static_cast<std::ptrdiff_t>(for_host.size());
    bool all_new = true;
    for (store::OutboxEffect& effect : round) {
        const auto end = for_host.begin() + earlier;
        const auto before = std::find_if(for_host.begin(), end, [&](const store::OutboxEffect& taken) {
            return taken.effect.key == effect.effect.key && taken.key.tenant == effect.key.tenant;
        });
        all_new &= before == end;
        if (before == end)
            for_host.push_back(std::move(effect));
        else
            *before = std::move(effect);
    }
    return all_new;
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
    // A role is what the pack of the ticket's workflow says of it: staff of one pack are nobody in another.
    if (std::ranges::find(actor.roles, "system") != actor.roles.end()) return impl_->store.query(query);
    const bool never_staff = !impl_->packs.is_staff(actor.roles);
    const bool for_customers = !actor.party.empty() && (!query.party || *query.party == actor.party) &&
                               !asks_what_is_internal(query);
    if (never_staff) {
        if (!for_customers) return store::Page{};
        query.party = actor.party;
    }
    auto page = impl_->store.query(query);
    if (!page) return page;
    Sight sight(impl_->packs, actor.roles);
    std::erase_if(page->rows, [&](store::Row& row) {
        const Sight::Of& seen = sight.of(row.summary.workflow);
        if (seen.all) return false;
        if (!for_customers || row.summary.party != actor.party || (query.severity && !seen.severity))
            return true;
        hide_internal(row, seen.severity);
        return false;
    });
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
    if (hidden_for < milliseconds(1))
        return fail(engine_not_hidden,
                    fmt::format("expected effects to be hidden for at least 1 ms while they are carried out, "
                                "but found {} ms",
                                hidden_for.ms));
    std::vector<store::OutboxEffect> for_host;
    std::size_t budget = max_signals_per_call;
    bool all_new = true;
    while (all_new && for_host.size() < limit && budget > 0) {
        auto taken = impl_->store.take_effects(now, now + hidden_for, limit - for_host.size());
        // Those that were taken are hidden from the others: they are not thrown away.
        if (!taken && for_host.empty()) return fail(taken.error());
        if (!taken || taken->empty()) break;
        std::erase_if(*taken, [&](const store::OutboxEffect& effect) {
            // A signal here was left over by an engine that stopped between commit and delivery.
            if (!itr::is_signal(effect.effect.kind)) return false;
            impl_->drain({effect.key, {effect}, true}, now, budget);
            return true;
        });
        all_new = add_round(for_host, *std::move(taken));
    }
    if (auto ok = impl_->fill_in_payloads(for_host, now); !ok) return fail(ok.error());
    return for_host;
}

Status Engine::Impl::fill_in_payload(const store::TicketKey& key, store::Effect& effect) {
    auto payload = payload_of(key, effect);
    if (!payload) {
        log(LogLevel::error, "effect.unreadable", fmt::format("{}: {}", effect.key, payload.error().message));
        return fail(std::move(payload).error());
    }
    effect.payload = *std::move(payload);
    return {};
}

Status Engine::Impl::fill_in_payloads(std::vector<store::OutboxEffect>& taken, Instant now) {
    std::optional<Error> trouble;
    std::erase_if(taken, [&](store::OutboxEffect& effect) {
        const auto filled = fill_in_payload(effect.key, effect.effect);
        if (filled) return false;
        if (!is_of_the_ticket(filled.error())) {
            // It comes again when its time is over, as if a worker had died with it.
            trouble = filled.error();
        } else if (auto noted = fail_effect(effect, filled.error().message, now); !noted) {
            trouble = noted.error();
        }
        return true;
    });
    if (taken.empty() && trouble) return fail(*std::move(trouble));
    return {};
}

Result<std::string> Engine::Impl::payload_of(const store::TicketKey& key, const store::Effect& effect) {
    // Few have personal fields. Other data may look so; then nothing is filled in.
    if (effect.payload.find(R"("personal":{)") == std::string::npos) return effect.payload;
    const auto payload = parse_json(effect.payload);
    if (!payload) return fail(payload.error());
    const auto loaded = store.load(key);
    if (!loaded) return fail(loaded.error());
    if (!*loaded) return effect.payload;
    return to_json(fill_in(*payload, (*loaded)->personal));
}

Result<bool> Engine::acknowledge_effect(const TenantId& tenant, const std::string& key) {
    return impl_->store.acknowledge_effect(tenant, key);
}

Result<bool> Engine::Impl::fail_effect(const store::OutboxEffect& effect, const std::string& reason,
                                       Instant now) {
    std::optional<Instant> again;
    if (effect.attempts + 1 < options.retries.attempts)
        again = now + delay_of(options.retries, effect.attempts, make_entropy());
    return store.fail_effect(effect.key.tenant, effect.effect.key, effect.taking, again, reason, now);
}

Result<bool> Engine::fail_effect(const store::OutboxEffect& effect, const std::string& reason, Instant now) {
    return impl_->fail_effect(effect, reason, now);
}

Result<std::vector<store::Incident>> Engine::incidents(const TenantId& tenant, std::size_t limit) {
    auto found = impl_->store.incidents(tenant, limit);
    if (!found) return found;
    for (store::Incident& incident : *found) {
        store::Effect& effect = incident.effect.effect;
        if (impl_->fill_in_payload(incident.effect.key, effect)) continue;
        // What can be said of it without its ticket: its personal values are not known, as if erased.
        if (const auto stored = parse_json(effect.payload)) effect.payload = to_json(fill_in(*stored, {}));
    }
    return found;
}

Result<bool> Engine::settle_incident(const TenantId& tenant, const std::string& key, bool resolve,
                                     Instant now) {
    return impl_->store.settle_incident(tenant, key, resolve, now);
}

}  // namespace itr
