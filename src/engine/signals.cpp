// What tickets do to each other, carried through.
#include <fmt/format.h>

#include <deque>
#include <itr/effect.hpp>

#include "engine/impl.hpp"
#include "engine/journal.hpp"

namespace itr {

Result<std::vector<TicketId>> Engine::Impl::children_of(const TenantId& tenant, const TicketId& parent) {
    store::Query children;
    children.tenant = tenant;
    children.parent = parent.text();
    children.limit = store::max_page;
    std::vector<TicketId> ids;
    do {
        auto page = store.query(children);
        if (!page) return fail(page.error());
        for (store::Row& row : page->rows) ids.push_back(std::move(row.ticket));
        children.after = std::move(page->next);
    } while (!children.after.empty());
    return ids;
}

Result<std::vector<Command>> Engine::Impl::commands_of(const TenantId& tenant, const Signal& signal) {
    const store::Effect& effect = signal.effect;
    const auto text = payload_of({tenant, signal.sender}, effect);
    if (!text) return fail(text.error());
    const auto payload = parse_json(*text);
    if (!payload) return fail(payload.error());
    std::vector<TicketId> children;
    if (itr::is_for_children(effect.kind, *payload)) {
        auto found = children_of(tenant, signal.sender);
        if (!found) return fail(found.error());
        children = *std::move(found);
    }
    return itr::commands_of(tenant, signal.sender, effect.key, effect.kind, *payload, children);
}

Result<bool> Engine::Impl::drain_one(const TenantId& tenant, const Signal& signal, Instant now,
                                     std::vector<Signal>& more) {
    auto commands = commands_of(tenant, signal);
    if (!commands) return fail(commands.error());
    for (const Command& command : *commands) {
        if (signal.left_over) {
            const auto known = is_in_journal(command);
            if (!known) return fail(known.error());
            if (*known) continue;
        }
        std::vector<Signal> caused;
        auto outcome = execute_alone(command, now, caused);
        if (!outcome) return fail(outcome.error());
        more.insert(more.end(), std::make_move_iterator(caused.begin()),
                    std::make_move_iterator(caused.end()));
        if (!outcome->rejection) continue;
        log(LogLevel::warning, "signal.refused",
            fmt::format("{} to '{}': {}", signal.effect.key, command.ticket.text(),
                        outcome->rejection->message));
        // An event that a ticket does not take is none of its business; a child that is missing is missed.
        if (std::holds_alternative<command::Open>(command.body))
            return store.fail_effect(tenant, signal.effect.key, std::nullopt, outcome->rejection->message,
                                     now);
    }
    return store.acknowledge_effect(tenant, signal.effect.key);
}

/// A ticket remembers its last keys. Between the delivery of a signal and its acknowledgement there may have
/// been any number of them, if the engine that delivered it stopped in between.
Result<bool> Engine::Impl::is_in_journal(const Command& command) {
    const store::TicketKey key{command.tenant, command.ticket};
    {
        engine::Cache::Hold hold(cache, key);
        if (auto ok = load_newest(key, hold.ticket()); !ok) return fail(ok.error());
        if (!hold.ticket() || hold.ticket()->remembered.size() < remembered_commands) return false;
    }
    bool found = false;
    auto read = engine::each_commit(store, key, packs, [&](const Commit& commit) {
        found = found || commit.idempotency_key == command.idempotency_key;
        return Status();
    });
    if (!read) return fail(read.error());
    return found;
}

void Engine::Impl::drain(const TenantId& tenant, std::vector<Signal> signals, Instant now,
                         std::size_t& budget) {
    std::deque<Signal> waiting(std::make_move_iterator(signals.begin()),
                               std::make_move_iterator(signals.end()));
    for (; !waiting.empty() && budget > 0; --budget) {
        const Signal signal = std::move(waiting.front());
        waiting.pop_front();
        std::vector<Signal> more;
        if (auto done = drain_one(tenant, signal, now, more); !done) {
            const std::string& why = done.error().message;
            log(LogLevel::warning, "signal.waits", fmt::format("{}: {}", signal.effect.key, why));
            // If that fails, too, the environment does: it stays in the outbox as it is.
            if (auto noted = fail_effect(tenant, signal.effect.key, signal.attempts, why, now); !noted)
                log(LogLevel::warning, "signal.waits",
                    fmt::format("{}: {}", signal.effect.key, noted.error().message));
        }
        waiting.insert(waiting.end(), std::make_move_iterator(more.begin()),
                       std::make_move_iterator(more.end()));
    }
    if (!waiting.empty())
        log(LogLevel::warning, "signal.waits",
            fmt::format("{}: expected at most {} signals at once, but {} more wait for the next look at the "
                        "outbox",
                        waiting.front().effect.key, max_signals_per_call, waiting.size()));
}

}  // namespace itr
