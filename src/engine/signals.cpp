// What tickets do to each other, carried through.
#include <fmt/format.h>

#include <deque>
#include <itr/effect.hpp>

#include "engine/impl.hpp"

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
    const auto payload = parse_json(effect.payload);
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
        std::vector<Signal> caused;
        ++counts.commands;
        auto outcome = execute_once(command, now, caused);
        if (!outcome) return fail(outcome.error());
        if (outcome->rejection)
            log(LogLevel::warning, "signal.refused",
                fmt::format("{} to '{}': {}", signal.effect.key, command.ticket.text(),
                            outcome->rejection->message));
        more.insert(more.end(), std::make_move_iterator(caused.begin()),
                    std::make_move_iterator(caused.end()));
    }
    return store.acknowledge_effect(tenant, signal.effect.key);
}

void Engine::Impl::drain(const TenantId& tenant, std::vector<Signal> signals, Instant now,
                         std::size_t& budget) {
    std::deque<Signal> waiting(std::make_move_iterator(signals.begin()),
                               std::make_move_iterator(signals.end()));
    for (; !waiting.empty() && budget > 0; --budget) {
        const Signal signal = std::move(waiting.front());
        waiting.pop_front();
        std::vector<Signal> more;
        if (auto done = drain_one(tenant, signal, now, more); !done)
            log(LogLevel::warning, "signal.waits",
                fmt::format("{}: {}", signal.effect.key, done.error().message));
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
