// What one ticket does to another: events to parents and children, and child tickets. Once only, because the
// effect's key is the idempotency key at the target.
#include <fmt/format.h>

#include <deque>

#include "engine/impl.hpp"
#include "ticket/data.hpp"

namespace itr {
namespace {

constexpr std::size_t max_signals_per_command = 1000;
constexpr std::size_t max_children = 10'000;

const Actor engine_actor{"engine", {"system"}, {}};

}  // namespace

bool is_signal(const store::Effect& effect) noexcept {
    return effect.kind == "signal" || effect.kind == "open";
}

Result<std::vector<Command>> Engine::Impl::commands_of(const TenantId& tenant, const Signal& signal) {
    const store::Effect& effect = signal.effect;
    const auto payload = parse_json(effect.payload);
    if (!payload) return fail(payload.error());
    const TicketId& sender = signal.sender;
    std::vector<Command> commands;
    if (effect.kind == "open") {
        command::Open open;
        open.workflow = ticket::text_member(*payload, "workflow");
        open.data = ticket::data_of(ticket::member(*payload, "with"));
        open.parent = sender.text();
        commands.push_back({tenant, TicketId(effect.key), engine_actor, std::move(open), {}, effect.key, {}});
        return commands;
    }
    const command::Send send{ticket::text_member(*payload, "event"),
                             ticket::data_of(ticket::member(*payload, "with"))};
    std::vector<TicketId> targets;
    if (ticket::text_member(*payload, "to") == "parent") {
        engine::Cache::Hold hold(cache, {tenant, sender});
        if (auto ok = load({tenant, sender}, hold.ticket()); !ok) return fail(ok.error());
        if (hold.ticket() && hold.ticket()->parent.is(Kind::string))
            targets.emplace_back(std::string(hold.ticket()->parent.as_string()));
    } else {
        store::Query children;
        children.tenant = tenant;
        children.parent = sender.text();
        children.limit = max_children;
        auto page = store.query(children);
        if (!page) return fail(page.error());
        for (const store::Row& row : page->rows) targets.push_back(row.ticket);
    }
    for (TicketId& target : targets)
        commands.push_back({tenant, std::move(target), engine_actor, send, {}, effect.key, {}});
    return commands;
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

}  // namespace itr
