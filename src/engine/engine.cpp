#include <fmt/format.h>

#include <algorithm>
#include <itr/random.hpp>
#include <utility>

#include "engine/codes.hpp"
#include "engine/impl.hpp"
#include "store/codes.hpp"

namespace itr {
namespace {

constexpr std::size_t entropy_bytes = 16;  ///< of a command

constexpr Duration left_alone = minutes(1);

/// Due tickets that share an append. More of them would be faster, and whoever gives a command meanwhile
/// would wait for them: with 2, 1.7 times as long as without, with 4 more than three times
/// (benchmarks/drain_bench.cpp).
constexpr std::size_t woken_together = 2;

Command wake_of(const store::TicketKey& key) {
    return {key.tenant, key.ticket, {"engine", {"system"}, {}}, command::Wake{}, {}, {}, {}};
}

/// The canonical form with the rules of time zones by which its calendars count today.
std::string with_zones(const Pack& pack) {
    if (pack.model().zone_record) return pack.canonical();
    model::ZoneRecord record = pack.zone_record();
    if (record.zones.empty()) return pack.canonical();
    model::Pack model = pack.model();
    model.zone_record = std::move(record);
    return model::canonical(model);
}

}  // namespace

bool is_of_the_ticket(const Error& error) noexcept {
    // Rows that do not fit together, or that no store takes, are one ticket's until proven otherwise: if the
    // whole database is damaged, what lists its tickets fails, too.
    return !error.code.text().starts_with("store.") || error.code == store_conflict ||
           error.code == store_corrupt || error.code == store_invalid;
}

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::open(EngineOptions options) {
    if (!options.store)
        return fail(engine_no_store, "expected a store in the engine's options, but there is none");
    if (!options.zones) {
        auto zones = calendar::ZoneDatabase::load_system();
        if (!zones) return fail(zones.error());
        options.zones = *std::move(zones);
    }
    auto deployments = options.store->deployments();
    if (!deployments) return fail(deployments.error());
    auto impl = std::make_unique<Impl>(std::move(options));
    impl->packs.remember(*deployments);
    return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

std::string Engine::Impl::make_entropy() const {
    return options.entropy ? options.entropy() : random::bytes(entropy_bytes);
}

void Engine::Impl::log(LogLevel level, std::string_view event, std::string_view message) const {
    if (options.log) options.log({level, event, message});
}

Result<PackHash> Engine::deploy(const std::shared_ptr<const Pack>& pack, Instant now, const Actor& actor) {
    if (!pack->rights_of(actor.roles).has(Right::deploy))
        return fail(engine_not_permitted,
                    fmt::format("expected an actor with the right 'deploy', but '{}' has not", actor.id));
    const auto wanted = impl_->packs.to_deploy(pack);
    const model::Pack& model = wanted->model();
    const std::string canonical = with_zones(*wanted);
    if (auto ok = engine::Packs::check_readable(canonical); !ok) return fail(ok.error());
    {
        const std::lock_guard lock(impl_->deployments_mutex);
        auto ok = impl_->store.deploy({wanted->hash(), model.name, model.version, canonical, now, actor.id});
        if (!ok) return fail(ok.error());
        impl_->packs.add(wanted);
    }
    impl_->log(LogLevel::info, "pack.deployed",
               fmt::format("{} {} by {}", model.name, model.version, actor.id));
    return wanted->hash();
}

std::shared_ptr<const Pack> Engine::pack_for(std::string_view workflow) const {
    return impl_->packs.for_workflow(workflow);
}

Result<Outcome> Engine::execute(const Command& command, Instant now) {
    auto executed = impl_->execute(command, now);
    if (!executed) return fail(executed.error());
    return std::move(executed->outcome);
}

Result<bool> Engine::Impl::is_still_due(const store::TicketKey& key, Instant now) {
    return store.load(key).map([&](const auto& loaded) { return !loaded || loaded->next_due <= now; });
}

void Engine::Impl::leave_alone(const store::TicketKey& key, Instant now, const std::string& why) {
    failing.add(key, now + left_alone);
    log(LogLevel::error, "ticket.failed", fmt::format("{}: {}", key.ticket.text(), why));
}

Result<bool> Engine::Impl::wake(const store::DueTicket& ticket, Instant now) {
    const store::TicketKey& key = ticket.key;
    const auto woken = execute(wake_of(key), now);
    if (!woken) {
        if (!is_of_the_ticket(woken.error())) return fail(woken.error());
        leave_alone(key, now, woken.error().message);
        return false;
    }
    if (woken->has_written) return true;
    // Somebody else has worked it off meanwhile; or there is no deadline behind the column, and it would be
    // handed out again and again.
    const auto still = is_still_due(key, now);
    if (!still && !is_of_the_ticket(still.error())) return fail(still.error());
    if (still && !*still) return true;
    leave_alone(key, now,
                fmt::format("expected something to do at {}, but by its journal nothing is due",
                            to_string(ticket.due)));
    return false;
}

std::vector<bool> Engine::Impl::wake_together(std::span<const store::DueTicket> tickets, Instant now) {
    std::vector<Command> commands;
    for (const store::DueTicket& ticket : tickets) commands.push_back(wake_of(ticket.key));
    auto executed = execute_batch_once(commands, now);
    if (!executed) return {};
    counts.commands += commands.size();
    std::vector<bool> done;
    for (Executed& each : *executed) {
        std::size_t budget = max_signals_per_call;
        drain(std::move(each.sending), now, budget);
        done.push_back(each.has_written);
    }
    return done;
}

Result<Advanced> Engine::advance(Instant now, std::size_t limit) {
    Advanced advanced;
    // Those left alone are still the first in the queue.
    auto due = impl_->store.claim_due(now, impl_->options.claim_lease, limit + impl_->failing.count(now));
    if (!due) return fail(due.error());
    // What is due all the same has another node, or a host's transaction.
    const bool all_held = due->empty() && impl_->store.is_shared();
    std::erase_if(*due, [&](const store::DueTicket& ticket) { return impl_->failing.has(ticket.key); });
    std::optional<Error> trouble;
    bool twice_running = false;
    for (std::span<const store::DueTicket> rest = *due; !rest.empty();) {
        const auto group = rest.first(std::min(rest.size(), woken_together));
        rest = rest.subspan(group.size());
        const std::vector<bool> together = impl_->wake_together(group, now);
        for (std::size_t i = 0; i < group.size(); ++i) {
            const bool is_done = !together.empty() && together[i];
            auto done = is_done ? Result<bool>(true) : impl_->wake(group[i], now);
            if (done) {
                ++(*done ? advanced.tickets : advanced.failed);
                twice_running = false;
                continue;
            }
            // The others are claimed, and nobody else gets them: one call that fails does not end their turn.
            // Two are the end of the environment.
            if (std::exchange(twice_running, true)) return fail(done.error());
            if (!trouble) trouble = std::move(done).error();
        }
    }
    if (trouble) return fail(*std::move(trouble));
    // A ticket with more deadlines than one turn works off is due again at once.
    auto next = impl_->next_work(now);
    if (!next) return fail(next.error());
    advanced.next = *next;
    advanced.more = *next <= now && !all_held;
    return advanced;
}

Result<Instant> Engine::Impl::next_work(Instant now) {
    auto next = store.next_claim(now);
    const std::size_t left = failing.count(now);
    if (!next || *next > now || left == 0) return next;
    // It may be one of those that are left alone: a store that nobody claims of knows nothing of that.
    auto first = store.due(never, left + 1);
    if (!first) return fail(first.error());
    for (const store::DueTicket& ticket : *first)
        if (!failing.has(ticket.key)) return std::min(ticket.due, failing.earliest());
    return failing.earliest();
}

Result<Instant> Engine::next_due() { return impl_->store.next_due(); }

EngineCounters Engine::counters() const {
    const auto& c = impl_->counts;
    return {c.commands, c.rejections,           c.repeats,           c.deadlines, c.conflicts, c.hits,
            c.misses,   impl_->cache.tickets(), impl_->cache.bytes()};
}

store::Store& Engine::store() noexcept { return impl_->store; }

}  // namespace itr
