// What tickets do to each other, carried through.
#include <fmt/format.h>

#include <deque>
#include <itr/effect.hpp>

#include "engine/impl.hpp"

namespace itr {
namespace {

constexpr std::size_t max_signals_per_command = 1000;
constexpr std::size_t max_children = 10'000;

}  // namespace

Result<std::vector<TicketId>> Engine::Impl::children_of(const TenantId& tenant, const TicketId& parent) {
    store::Query children;
    children.tenant = tenant;
    children.parent = parent.text();
    children.limit = max_children;
    auto page = store.query(children);
    if (!page) return fail(page.error());
    std::vector<TicketId> ids;
    ids.reserve(page->rows.size());
    for (const store::Row& row : page->rows) ids.push_back(row.ticket);
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

void Engine::Impl::drain(const TenantId& tenant, std::vector<Signal> signals, Instant now) {
    std::deque<Signal> waiting(std::make_move_iterator(signals.begin()),
                               std::make_move_iterator(signals.end()));
    for (std::size_t n = 0; !waiting.empty() && n < max_signals_per_command; ++n) {
        const Signal signal = std::move(waiting.front());
        waiting.pop_front();
        std::vector<Signal> more;
        if (auto done = drain_one(tenant, signal, now, more); !done)
            log(LogLevel::warning, "signal.waits",
                fmt::format("{}: {}", signal.effect.key, done.error().message));
        waiting.insert(waiting.end(), std::make_move_iterator(more.begin()),
                       std::make_move_iterator(more.end()));
    }
}

void Engine::Impl::deliver_again(const store::OutboxEffect& effect, Instant now) {
    std::vector<Signal> more;
    const auto done = drain_one(effect.key.tenant, {effect.key.ticket, effect.effect}, now, more);
    if (!done) {
        const std::string& reason = done.error().message;
        log(LogLevel::warning, "signal.waits", fmt::format("{}: {}", effect.effect.key, reason));
        if (auto noted = fail_effect(effect, reason, now); !noted)
            log(LogLevel::error, "signal.waits",
                fmt::format("{}: {}", effect.effect.key, noted.error().message));
    }
    drain(effect.key.tenant, std::move(more), now);
}

}  // namespace itr
