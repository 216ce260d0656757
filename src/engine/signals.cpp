// What tickets do to each other, carried through.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <itr/effect.hpp>

#include "engine/impl.hpp"
#include "store/codes.hpp"
#include "ticket/codes.hpp"

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

Engine::Impl::Sending Engine::Impl::sending_of(const store::Append& rows) {
    Sending sending{{rows.tenant, rows.ticket}, {}};
    // Nobody has taken what is written just now. If another does before it is carried out here, it is his to
    // say that it failed.
    for (const store::Effect& effect : rows.effects)
        if (itr::is_signal(effect.kind))
            sending.signals.push_back({sending.sender, rows.expected + 1, effect, 0, 0});
    if (sending.signals.empty()) return sending;
    sending.is_oldest = rows.effects.front().key == effect_key(rows.ticket, 1);
    return sending;
}

Result<std::vector<Command>> Engine::Impl::commands_of(const store::TicketKey& sender,
                                                       const store::Effect& signal) {
    const auto text = payload_of(sender, signal);
    if (!text) return fail(text.error());
    const auto payload = parse_json(*text);
    if (!payload) return fail(payload.error());
    std::vector<TicketId> children;
    if (itr::is_for_children(signal.kind, *payload)) {
        auto found = children_of(sender.tenant, sender.ticket);
        if (!found) return fail(found.error());
        children = *std::move(found);
    }
    return itr::commands_of(sender.tenant, sender.ticket, signal.key, signal.kind, *payload, children);
}

Result<bool> Engine::Impl::drain_one(const store::OutboxEffect& signal, Instant now,
                                     std::vector<Sending>& caused) {
    const store::Effect& effect = signal.effect;
    const auto commands = commands_of(signal.key, effect);
    if (!commands) return fail(commands.error());
    for (const Command& command : *commands) {
        // A signal lies in the outbox from its commit on, for everybody: another node, or thread, may have
        // carried it out long ago.
        auto done = execute_alone(command, now, Once::for_good);
        if (!done) return fail(done.error());
        if (!done->sending.signals.empty()) caused.push_back(std::move(done->sending));
        const auto& rejection = done->outcome.rejection;
        if (!rejection) continue;
        // Not what the target has to say about it: what is overdue there comes first.
        if (rejection->code == ticket_overdue) return fail(rejection->code, rejection->message);
        log(LogLevel::warning, "signal.refused",
            fmt::format("{} to '{}': {}", effect.key, command.ticket.text(), rejection->message));
        // An event that a ticket does not take is none of its business; a child that is missing is missed.
        if (std::holds_alternative<command::Open>(command.body))
            return store.fail_effect(signal.key.tenant, effect.key, signal.taking, std::nullopt,
                                     rejection->message, now);
    }
    return store.acknowledge_effect(signal.key.tenant, effect.key);
}

/// Whoever carries a ticket's signals begins with the oldest that waits. So none overtakes another, whoever
/// else does the same at the same time: each is carried out once.
Result<std::vector<store::OutboxEffect>> Engine::Impl::with_older(const Sending& sending) {
    if (sending.is_oldest) return sending.signals;
    auto waiting = store.waiting_effects(sending.sender);
    if (!waiting) {
        if (waiting.error().code == store_unsupported) return sending.signals;
        return fail(waiting.error());
    }
    std::erase_if(*waiting,
                  [](const store::OutboxEffect& each) { return !itr::is_signal(each.effect.kind); });
    return waiting;
}

bool Engine::Impl::drain_ticket(const Sending& sending, Instant now, std::size_t& budget,
                                std::vector<Sending>& caused) {
    const auto wait = [&](const std::string& key, const std::string& why) {
        log(LogLevel::warning, "signal.waits", fmt::format("{}: {}", key, why));
    };
    if (budget == 0) return false;
    const auto signals = with_older(sending);
    // If the outbox cannot be read, the environment fails: they stay there as they are.
    if (!signals) return wait(sending.signals.front().effect.key, signals.error().message), true;
    for (const store::OutboxEffect& signal : *signals) {
        if (budget == 0) return false;
        const store::Effect& effect = signal.effect;
        if (signal.attempts > 0 && effect.available_at > now) {
            wait(sending.signals.front().effect.key,
                 fmt::format("expected nothing older of its ticket to wait, but {} is tried again at {}",
                             effect.key, to_string(effect.available_at)));
            return true;
        }
        --budget;
        const auto done = drain_one(signal, now, caused);
        if (done) continue;
        wait(effect.key, done.error().message);
        const auto noted = fail_effect(signal, done.error().message, now);
        if (!noted) wait(effect.key, noted.error().message);
        return true;  // what is younger waits behind it
    }
    return true;
}

void Engine::Impl::drain(Sending first, Instant now, std::size_t& budget) {
    if (first.signals.empty()) return;
    std::deque<Sending> queue;
    queue.push_back(std::move(first));
    bool to_the_end = true;
    while (to_the_end && !queue.empty()) {
        const Sending sending = std::move(queue.front());
        queue.pop_front();
        std::vector<Sending> caused;
        to_the_end = drain_ticket(sending, now, budget, caused);
        for (Sending& next : caused) {
            const auto queued = std::ranges::find(queue, next.sender, &Sending::sender);
            if (queued == queue.end()) {
                queue.push_back(std::move(next));
                continue;
            }
            // Its turn takes all of them, and what others have added in between.
            std::ranges::move(next.signals, std::back_inserter(queued->signals));
            queued->is_oldest = false;
        }
        if (!to_the_end)
            log(LogLevel::warning, "signal.waits",
                fmt::format(
                    "{}: expected at most {} signals at once, but more of it, and of {} other tickets, "
                    "wait for the next look at the outbox",
                    sending.sender.ticket.text(), max_signals_per_call, queue.size()));
    }
}

}  // namespace itr
