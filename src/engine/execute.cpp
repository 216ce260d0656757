// From a command to a durable commit.
#include <fmt/format.h>

#include <algorithm>
#include <itr/effect.hpp>
#include <itr/restore.hpp>
#include <map>
#include <utility>

#include "engine/codes.hpp"
#include "engine/impl.hpp"
#include "engine/journal.hpp"
#include "store/codes.hpp"
#include "ticket/codes.hpp"
#include "ticket/envelope.hpp"

namespace itr {
namespace {

constexpr int max_attempts = 8;  ///< after conflicts with another node
constexpr std::uint32_t most_numbers_at_once = 64;

/// One thread decides one command at a time: its working memory is kept from command to command. Programs
/// give commands also while a thread ends, and what it has is taken down: then it gets another one.
Decision& decision_of_this_thread() {
    thread_local Decision* decision = nullptr;  // outlives all that has a destructor
    if (decision == nullptr) {
        struct End {
            Decision** decision;
            ~End() { delete std::exchange(*decision, nullptr); }
        };
        decision = new Decision;
        thread_local const End end{&decision};
    }
    return *decision;
}

/// Whoever may not know of a ticket is told what is told where there is none: neither its number and version,
/// nor its id to whoever asked for another one under a key that opened it.
void keep_unknown(Outcome& outcome, const Command& asked) {
    if (!outcome.rejection || outcome.rejection->code != ticket_unknown) return;
    outcome.number.clear();
    outcome.version = 0;
    if (outcome.ticket == asked.ticket) return;
    outcome.ticket = asked.ticket;
    outcome.rejection = ticket::key_reused(asked.idempotency_key);
}

}  // namespace

Result<std::string> Engine::Impl::next_number(const TenantId& tenant) {
    const std::lock_guard lock(numbers_mutex);
    Numbers& block = numbers[tenant];
    if (block.next == block.end) {
        // Who opens one ticket leaves no gap, who opens many seldom asks. A number that is taken back with
        // the host's transaction is given to another ticket.
        block.wanted = store.is_provisional() ? 1 : std::clamp(2 * block.wanted, 1U, most_numbers_at_once);
        auto first = store.reserve_numbers(tenant, block.wanted);
        if (!first) return fail(first.error());
        block.next = *first;
        block.end = *first + block.wanted;
    }
    return std::to_string(block.next++);
}

Error Engine::Impl::unreadable(Error error) const {
    const std::string problem = packs.problem();
    if (error.code != journal_unknown_pack || problem.empty()) return error;
    return {engine_pack_broken,
            fmt::format("expected a deployed pack that still compiles, but found: {}", problem)};
}

Result<bool> Engine::Impl::is_newest(const store::TicketKey& key, const Ticket& ticket) {
    if (!store.is_shared()) return true;
    return store.history(key, ticket.version, 1).map([](const auto& later) { return later.empty(); });
}

Status Engine::Impl::load_newest(const store::TicketKey& key, std::unique_ptr<Ticket>& ticket) {
    if (ticket) {
        const auto newest = is_newest(key, *ticket);
        if (!newest) return fail(newest.error());
        if (!*newest) ticket.reset();
    }
    return load(key, ticket);
}

Status Engine::Impl::learn_packs() {
    const std::lock_guard lock(deployments_mutex);
    auto deployments = store.deployments();
    if (!deployments) return fail(deployments.error());
    packs.remember(*deployments);
    return {};
}

Status Engine::Impl::load(const store::TicketKey& key, std::unique_ptr<Ticket>& ticket) {
    if (ticket) return ++counts.hits, Status();
    ++counts.misses;
    auto loaded = store.load(key);
    if (!loaded) return fail(loaded.error());
    if (!*loaded) return {};
    auto restored = restore(key, **loaded, packs);
    if (!restored && restored.error().code == journal_unknown_pack && store.is_shared()) {
        // Another node deployed it.
        if (auto ok = learn_packs(); !ok) return ok;
        restored = restore(key, **loaded, packs);
    }
    if (!restored) return fail(unreadable(restored.error()));
    if (*restored) ticket = std::make_unique<Ticket>(**std::move(restored));
    return {};
}

Result<Engine::Impl::Decided> Engine::Impl::decide_on(const Command& command, Instant now,
                                                      std::unique_ptr<Ticket>& ticket) {
    Decided decided;
    decided.outcome.ticket = command.ticket;
    Surroundings around;
    around.now = now;
    around.policies = &options.policies;
    const std::string entropy = make_entropy();
    around.entropy = entropy;
    std::string number;
    std::shared_ptr<const Pack> pack = ticket ? ticket->pack : nullptr;
    if (const auto* open = std::get_if<command::Open>(&command.body); open != nullptr && !ticket) {
        pack = packs.for_workflow(open->workflow);
        if (!pack && store.is_shared()) {
            if (auto ok = learn_packs(); !ok) return fail(ok.error());
            pack = packs.for_workflow(open->workflow);
        }
        if (!pack && packs.has_broken())
            return fail(unreadable({journal_unknown_pack, "a deployed pack cannot be read"}));
        if (!pack) {
            decided.outcome.rejection = Rejection{
                workflow_unknown,
                fmt::format("expected a workflow of a deployed pack, but found '{}'", open->workflow)};
            return decided;
        }
        if (open->number.empty()) {
            auto next = next_number(command.tenant);
            if (!next) return fail(next.error());
            number = *next;
        }
    }
    around.number = number;
    const store::TicketKey key{command.tenant, command.ticket};
    const engine::Journal history(store, key, packs);
    around.history = &history;
    around.packs = &packs;

    Decision& decision = decision_of_this_thread();
    const Verdict verdict = decide(pack, ticket.get(), command, around, decision);
    if (verdict == Verdict::failed) return fail(*decision.failure);
    decided.outcome.rejection = decision.rejection;
    decided.outcome.repeated = verdict == Verdict::repeated;
    const Commit& commit = decision.commit;
    if (verdict != Verdict::repeated && !commit.steps.empty()) {
        if (!ticket)
            ticket = std::make_unique<Ticket>(
                blank_ticket(pack, pack->flow(commit.workflow)->index, command.tenant, command.ticket));
        evolve(*ticket, decision);
        decided.rows = rows_of(*ticket, commit, entropy, writes_snapshot(*ticket));
        for (const Step& step : commit.steps) decided.deadlines += step.cause == Cause::due ? 1 : 0;
        decided.sending = sending_of(*decided.rows);
    }
    decided.outcome.version = verdict == Verdict::repeated ? decision.repeated.version
                              : ticket                     ? ticket->version
                                                           : 0;
    if (ticket) decided.outcome.number = ticket->number;
    return decided;
}

bool Engine::Impl::writes_snapshot(const Ticket& after) const {
    const std::uint32_t wanted = store.is_shared() ? 1 : options.snapshot_every;
    const std::uint32_t every = std::max(wanted, store.snapshot_every());
    return every <= 1 || !is_open(after) || (after.version - 1) % every == 0;
}

Status Engine::Impl::append(std::span<const store::Append> rows) {
    if (auto ok = store.append(rows); !ok) return ok;
    Instant earliest = never;
    for (const store::Append& row : rows) earliest = std::min(earliest, row.next_due);
    alarm.announce(earliest);
    return {};
}

/// An opening that was carried out under this key before, perhaps with another ticket id.
Result<std::optional<TicketId>> Engine::Impl::opened_before(const Command& command) {
    if (!std::holds_alternative<command::Open>(command.body) || command.idempotency_key.empty())
        return std::optional<TicketId>();
    return store.opened_by(command.tenant, command.idempotency_key);
}

Status Engine::Impl::seal(std::optional<store::Append>& rows, engine::Cache::Hold& hold) {
    if (!options.audit || !rows) return {};
    if (!hold.head() || hold.head()->version != rows->expected) {
        auto known = audit::head_of(store, {rows->tenant, rows->ticket}, rows->expected);
        if (!known) return fail(known.error());
        hold.head() = std::make_unique<audit::Head>(*known);
    }
    auto sealed = audit::seal(*rows, *options.audit, *hold.head());
    if (!sealed) return fail(sealed.error());
    *hold.head() = *sealed;
    return {};
}

void Engine::Impl::count(std::span<const Outcome> outcomes, std::uint64_t deadlines) noexcept {
    for (const Outcome& outcome : outcomes) {
        counts.rejections += outcome.rejection ? 1 : 0;
        counts.repeats += outcome.repeated ? 1 : 0;
    }
    counts.deadlines += deadlines;
}

/// A ticket remembers its last keys, and of which commits: what it has forgotten is older than those.
Result<std::optional<store::Version>> Engine::Impl::version_in_journal(const store::TicketKey& key,
                                                                       const Ticket& ticket,
                                                                       const std::string& command) {
    if (ticket.remembered.size() < remembered_commands) return std::optional<store::Version>();
    store::Version forgotten = ticket.version;  ///< up to here
    for (const Remembered& known : ticket.remembered) {
        if (known.key == command) return std::optional<store::Version>();  // decide() will see it
        if (known.version > 1) forgotten = std::min(forgotten, known.version - 1);
    }
    return engine::version_of(store, key, command, forgotten);
}

Result<Engine::Impl::Decided> Engine::Impl::decide_once(const Command& command, Instant now,
                                                        std::unique_ptr<Ticket>& ticket, Once once) {
    const auto hidden = [&] {
        return ticket::is_hidden_from(*ticket, command.actor, ticket->pack->rights_of(command.actor.roles));
    };
    if (once == Once::while_remembered || !ticket || hidden()) return decide_on(command, now, ticket);
    const auto before =
        version_in_journal({command.tenant, command.ticket}, *ticket, command.idempotency_key);
    if (!before) return fail(before.error());
    if (!*before) return decide_on(command, now, ticket);
    Decided decided;
    decided.outcome = {command.ticket, **before, ticket->number, std::nullopt, true};
    return decided;
}

Result<Engine::Impl::Executed> Engine::Impl::execute_once(const Command& command, Instant now, Once once) {
    const store::TicketKey key{command.tenant, command.ticket};
    engine::Cache::Hold hold(cache, key);
    const bool remembered = hold.ticket() != nullptr;
    if (auto ok = load(key, hold.ticket()); !ok) return fail(ok.error());
    // What the journal is searched for holds for the append, too: it expects the version that was searched.
    auto decided = decide_once(command, now, hold.ticket(), once);
    if (decided && !decided->rows && remembered) {
        // Nothing to append, so that no version is checked: is it the ticket as it is now?
        const auto newest = is_newest(key, *hold.ticket());
        if (!newest) return fail(newest.error());
        if (!*newest) {
            hold.drop();
            if (auto ok = load(key, hold.ticket()); !ok) return fail(ok.error());
            decided = decide_once(command, now, hold.ticket(), once);
        }
    }
    if (!decided) {
        hold.drop();
        return fail(decided.error());
    }
    if (decided->rows) {
        auto ok = seal(decided->rows, hold);
        if (ok) ok = append(std::span(&*decided->rows, 1));
        if (!ok) {
            hold.drop();  // memory is ahead of the store: read it again
            return fail(ok.error());
        }
    }
    count(std::span(&decided->outcome, 1), decided->deadlines);
    return Executed{std::move(decided->outcome), decided->rows.has_value(), std::move(decided->sending)};
}

Result<Engine::Impl::Executed> Engine::Impl::execute_alone(const Command& given, Instant now, Once once) {
    ++counts.commands;
    for (int attempt = 0; attempt < max_attempts; ++attempt) {
        // Asked each time: the conflict may be that somebody else opened under this key.
        auto before = opened_before(given);
        if (!before) return fail(before.error());
        std::optional<Command> renamed;
        if (*before) renamed.emplace(given).ticket = **before;
        auto executed = execute_once(renamed ? *renamed : given, now, once);
        if (executed) keep_unknown(executed->outcome, given);
        if (executed || executed.error().code != store_conflict) return executed;
        ++counts.conflicts;  // another was faster: decide again on what it wrote
    }
    return fail(engine_contended,
                fmt::format("expected ticket '{}' to stay still, but others changed it {} times in a row",
                            given.ticket.text(), max_attempts));
}

Result<Engine::Impl::Executed> Engine::Impl::execute(const Command& command, Instant now) {
    auto executed = execute_alone(command, now, Once::while_remembered);
    std::size_t budget = max_signals_per_call;
    if (executed) drain(std::move(executed->sending), now, budget);
    return executed;
}

Result<std::vector<Engine::Impl::Executed>> Engine::Impl::execute_batch_once(std::span<const Command> given,
                                                                             Instant now) {
    std::vector<Command> commands(given.begin(), given.end());
    for (Command& command : commands) {
        auto before = opened_before(command);
        if (!before) return fail(before.error());
        if (*before) command.ticket = **before;
    }
    // Latches are taken in key order, so that two batches cannot wait for each other.
    std::map<store::TicketKey, std::unique_ptr<engine::Cache::Hold>> holds;
    for (const Command& c : commands) holds[{c.tenant, c.ticket}] = nullptr;
    for (auto& [key, hold] : holds) {
        hold = std::make_unique<engine::Cache::Hold>(cache, key);
        if (auto ok = load_newest(key, hold->ticket()); !ok) return fail(ok.error());
    }
    const auto drop_all = [&] {
        for (auto& [key, hold] : holds) hold->drop();
    };
    std::vector<engine::Cache::Hold*> in_order;
    for (const Command& c : commands) in_order.push_back(holds[{c.tenant, c.ticket}].get());
    std::vector<Executed> all;
    std::vector<store::Append> rows;
    std::map<std::pair<TenantId, std::string>, TicketId> opened;  ///< in this batch, by key
    std::uint64_t deadlines = 0;
    for (std::size_t n = 0; n < commands.size(); ++n) {
        if (n + 1 < commands.size() && in_order[n + 1]->ticket()) fetch_ahead(*in_order[n + 1]->ticket());
        Command& c = commands[n];
        engine::Cache::Hold* hold = in_order[n];
        const bool opens = std::holds_alternative<command::Open>(c.body) && !c.idempotency_key.empty();
        if (const auto first = opened.find({c.tenant, c.idempotency_key}); opens && first != opened.end()) {
            c.ticket = first->second;
            hold = holds[{c.tenant, c.ticket}].get();
        }
        auto decided = decide_on(c, now, hold->ticket());
        if (!decided) return drop_all(), fail(decided.error());
        if (auto ok = seal(decided->rows, *hold); !ok) return drop_all(), fail(ok.error());
        deadlines += decided->deadlines;
        if (opens && !decided->outcome.rejection) opened.try_emplace({c.tenant, c.idempotency_key}, c.ticket);
        keep_unknown(decided->outcome, given[n]);
        all.push_back({std::move(decided->outcome), decided->rows.has_value(), std::move(decided->sending)});
        if (decided->rows) rows.push_back(*std::move(decided->rows));
    }
    if (!rows.empty())
        if (auto ok = append(rows); !ok) return drop_all(), fail(ok.error());
    for (const Executed& each : all) count(std::span(&each.outcome, 1), 0);
    counts.deadlines += deadlines;
    return all;
}

Result<std::vector<Outcome>> Engine::execute_batch(std::span<const Command> commands, Instant now) {
    impl_->counts.commands += commands.size();
    for (int attempt = 1;; ++attempt) {
        auto executed = impl_->execute_batch_once(commands, now);
        const bool conflict = !executed && executed.error().code == store_conflict;
        if (conflict && attempt < max_attempts) {
            ++impl_->counts.conflicts;
            continue;
        }
        if (!executed) return fail(executed.error());
        std::vector<Outcome> outcomes;
        for (Impl::Executed& each : *executed) {
            std::size_t budget = max_signals_per_call;  // as if each command had been carried out by itself
            impl_->drain(std::move(each.sending), now, budget);
            outcomes.push_back(std::move(each.outcome));
        }
        return outcomes;
    }
}

}  // namespace itr
