#include "torture/cluster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <itr/effect.hpp>

#include "audit/link.hpp"
#include "engine/desk.hpp"

namespace itr::test {

namespace {

constexpr std::size_t node_count = 3;
constexpr std::size_t ticket_count = 3;
// Bytes: nothing is remembered, about one ticket is, all are.
constexpr std::size_t caches[] = {0, 4'000, 1'000'000};
constexpr int most_tries = 50;
const Duration lease = seconds(30);

store::TicketKey nth(std::size_t n) { return {tenant, TicketId("T-" + std::to_string(n + 1))}; }

}  // namespace

EngineOptions Cluster::options_of(store::Store& store) {
    EngineOptions options = linking_options(std::shared_ptr<store::Store>(&store, [](store::Store*) {}));
    options.claim_lease = lease;
    options.log = [this](const LogRecord& record) {
        if (record.event == "signal.refused") refused_signals_.emplace_back(record.message);
    };
    return options;
}

Cluster::Cluster(std::shared_ptr<const Pack> pack, std::vector<RandomCommand> commands, std::uint32_t seed)
    : pack_(std::move(pack)),
      commands_(std::move(commands)),
      random_(seed),
      book_(pack_),
      now_(commands_.front().at) {
    database_.now = now_;
    nodes_.resize(node_count);
    for (Node& node : nodes_) {
        node.connection = database_.connect();
        node.faults = std::make_unique<FaultStore>(*node.connection);
        node.skew = milliseconds(static_cast<std::int64_t>(any_below(10'000)) - 5'000);
        start(node);
    }
    if (!nodes_[0].engine->deploy(pack_, now_, host)) wrong_ = "the pack was not deployed";
}

void Cluster::start(Node& node) {
    heal(node);
    EngineOptions options = options_of(*node.faults);
    options.cache_bytes = caches[any_below(std::size(caches))];
    auto engine = Engine::open(std::move(options));
    if (engine)
        node.engine = *std::move(engine);
    else
        wrong_ = engine.error().message;
}

void Cluster::expect(bool holds, const std::string& otherwise) {
    if (!holds && wrong_.empty()) wrong_ = otherwise;
}

void Cluster::maybe_break(Node& node) {
    heal(node);
    if (!chance(3)) return;
    ++faults_;
    node.faults->fail_call(1 + any_below(6),
                           chance(2) ? FaultStore::Fault::refuse : FaultStore::Fault::lose_answer);
}

void Cluster::let_others_in_between() {
    if (chance(4))
        call_before_append(1,
                           [this](Engine& node) { static_cast<void>(node.advance(now_of(any_node()), 2)); });
    else if (chance(4))  // the second one of a command is that of its first signal's target
        call_before_append(2, [this](Engine& node) { forget_signals(node); });
}

void Cluster::call_before_append(int nth, std::function<void(Engine&)> what) {
    database_.in_between = [this, nth, what = std::move(what)] {
        if (nth > 1) return call_before_append(nth - 1, what);
        ++races_;
        // A node of its own: the one in the middle of an append may hold the latch of a ticket that is due.
        const auto connection = database_.connect();
        const auto engine = Engine::open(options_of(*connection));
        expect(engine.has_value(), "an engine could not be opened without a fault");
        if (engine) what(**engine);
    };
}

/// Carries out what waits, and keeps the tickets that were changed by it so busy that they forget what they
/// have been asked.
void Cluster::forget_signals(Engine& node) {
    std::map<store::TicketKey, store::Version> before;
    for (const store::TicketKey& key : tickets()) before[key] = version_of(key);
    const Instant now = now_of(any_node());
    const auto taken = node.take_effects(now, lease, 5);
    if (!taken) return;
    for (const store::OutboxEffect& effect : *taken) note_delivery(effect);
    for (const auto& [key, version] : before) {
        if (version_of(key) == version) continue;
        for (std::size_t n = 0; n < remembered_commands; ++n) {
            Command busy = command_of(host, command::Comment{"busy", true});
            busy.ticket = key.ticket;
            busy.idempotency_key = fmt::format("busy {}", ++forgotten_);
            const auto outcome = node.execute(busy, now);
            if (outcome && !outcome->rejection) acknowledged_.emplace_back(key, busy.idempotency_key);
        }
    }
}

bool Cluster::step() {
    if (is_large()) return false;
    switch (any_below(8)) {
        case 0: chance(8) ? make_checkpoint() : start(any_node()); break;
        case 1: let_time_pass(); break;
        case 2:
        case 3: advance(any_node()); break;
        case 4: deliver(any_node()); break;
        default: give_next_command();
    }
    look_at_all();
    return given_ < commands_.size() && wrong_.empty();
}

void Cluster::let_time_pass() {
    const std::int64_t jumps[] = {1, 1'000, 60'000, 3'600'000, 86'400'000, -60'000, -86'400'000};
    const Duration jump = milliseconds(jumps[any_below(std::size(jumps))]);
    now_ = now_ + jump;
    if (jump > Duration{}) database_.now = database_.now + jump;
}

void Cluster::give_next_command() {
    if (given_ == commands_.size()) return;
    Command command = commands_[given_].command;
    // The first ones open a ticket each; random_commands() opens one.
    const bool opens = given_ < ticket_count;
    if (opens) command.body = commands_.front().command.body;
    if (opens) command.actor = commands_.front().command.actor;
    command.ticket = nth(opens ? given_ : any_below(ticket_count)).ticket;
    command.idempotency_key = fmt::format("command {}", given_);
    ++given_;
    // Who is linked before it is there refuses, and knows of nothing when it is opened later.
    if (const auto* link = std::get_if<command::Link>(&command.body);
        link != nullptr && book_.version({tenant, TicketId(link->to)}) == 0)
        linked_too_early_.emplace(command.ticket.text(), link->to);
    give(command);
}

// A client that does not know what became of its command gives it again, perhaps to another node.
void Cluster::give(const Command& command) {
    for (int attempt = 0; attempt < most_tries; ++attempt) {
        Node& node = any_node();
        maybe_break(node);
        let_others_in_between();
        const auto outcome = node.engine->execute(command, now_of(node));
        database_.in_between = nullptr;
        heal(node);
        if (!outcome) continue;
        // To be woken with nothing to do is not worth a commit.
        if (outcome->rejection || !std::holds_alternative<command::Wake>(command.body))
            (outcome->rejection ? refused_ : acknowledged_)
                .emplace_back(store::TicketKey{command.tenant, outcome->ticket}, command.idempotency_key);
        return;
    }
    expect(false, "a command came to nothing however often it was given");
}

void Cluster::advance(Node& node) {
    maybe_break(node);
    let_others_in_between();
    static_cast<void>(node.engine->advance(now_of(node), 1 + any_below(3)));
    database_.in_between = nullptr;
    heal(node);
}

void Cluster::deliver(Node& node) {
    if (!slept_on_.empty() && chance(3)) fail_late(node);
    maybe_break(node);
    const auto taken = node.engine->take_effects(now_of(node), lease, 1 + any_below(5));
    heal(node);
    if (!taken) return;
    for (const store::OutboxEffect& effect : *taken) {
        note_delivery(effect);
        maybe_break(node);
        if (chance(5))
            static_cast<void>(node.engine->fail_effect(effect, "nobody answers", now_of(node)));
        else if (chance(5))  // or died with it
            slept_on_.push_back(effect);
        else
            static_cast<void>(node.engine->acknowledge_effect(effect.key.tenant, effect.effect.key));
        heal(node);
    }
}

void Cluster::note_delivery(const store::OutboxEffect& effect) {
    if (seen_.insert(effect.effect.key).second) delivered_[effect.key].push_back(effect.effect.key);
    newest_takings_[effect.effect.key] = effect.taking;
}

void Cluster::fail_late(Node& node) {
    const std::size_t which = any_below(slept_on_.size());
    const store::OutboxEffect effect = slept_on_[which];
    slept_on_.erase(slept_on_.begin() + static_cast<std::ptrdiff_t>(which));
    const auto counted = node.engine->fail_effect(effect, "slept", now_of(node));
    expect(counted.has_value(), "an effect could not be failed without a fault");
    expect(!counted.value_or(false) || newest_takings_[effect.effect.key] == effect.taking,
           "a dispatcher that slept failed the effect " + effect.effect.key + ", which another had taken");
}

void Cluster::look_at(const store::TicketKey& key) {
    expect(wrong_.empty(), wrong_);
    if (const std::string mistake = book_.check(database_.tables(), key); !mistake.empty())
        expect(false, key.ticket.text() + ": " + mistake);
    if (book_.version(key) == 0) return;
    Node& node = any_node();
    const auto view = node.engine->get(key.tenant, key.ticket, host, now_of(node));
    expect(view && view->version == book_.version(key),
           fmt::format("a node sees version {} of {} where the journal has {}", view ? view->version : 0,
                       key.ticket.text(), book_.version(key)));
}

/// Those that commands are given to, and their children.
std::vector<store::TicketKey> Cluster::tickets() {
    store::Query all;
    all.tenant = tenant;
    all.limit = store::max_page;
    std::vector<store::TicketKey> keys;
    const store::Page page = database_.tables().query(all).value();
    for (const store::Row& row : page.rows) keys.push_back({tenant, row.ticket});
    return keys;
}

void Cluster::look_at_all() {
    for (const store::TicketKey& key : tickets()) look_at(key);
}

void Cluster::make_checkpoint() {
    std::vector<audit::TicketHead> heads;
    const audit::Checkpoint* before = checkpoint_ ? &*checkpoint_ : nullptr;
    const std::string found = verify_audit(database_.tables(), book_, before, &heads);
    expect(found.empty(), found);
    checkpoint_ = audit::make_checkpoint(tenant, now_, std::move(heads), book_.keys(), before);
}

void Cluster::work_off() {
    for (int rounds = 0; rounds < 10'000; ++rounds) {
        bool more = false;
        for (Node& node : nodes_) {
            const auto advanced = node.engine->advance(now_, 100);
            expect(advanced.has_value(), "advance failed without a fault");
            more = more || (advanced && (advanced->more || advanced->tickets > 0));
        }
        look_at_all();
        if (!more || !wrong_.empty() || is_large()) return;
    }
    expect(false, "there is always something due");
}

bool Cluster::is_large() { return database_.tables().counters().value().commits > 100 + forgotten_; }

void Cluster::settle() {
    for (Node& node : nodes_) {
        heal(node);
        node.skew = Duration{};
    }
    // Past every claim, and past the retries of what could not be delivered, at the end of the quiet hours:
    // nothing has to wait for longer.
    const Instant late = std::max(now_, database_.now) + hours(72);
    now_ = late - milliseconds(late.ms % hours(24).ms) + hours(7);
    database_.now = now_;
    // What is delivered to other tickets may make something due again.
    for (bool more = true; more && wrong_.empty() && !is_large();) {
        work_off();
        more = deliver_all();
    }
    if (is_large()) return;
    look_at_all();
    make_checkpoint();
    const auto due = database_.tables().due(now_, 1);
    expect(due && due->empty(), "something that was due has not been worked off");
    check_commands();
    check_effects();
    check_signals();
}

bool Cluster::deliver_all() {
    const auto before = database_.tables().counters().value();
    for (int round = 0; round < 1'000 && wrong_.empty(); ++round) {
        const auto taken = nodes_[0].engine->take_effects(now_, lease, 100);
        expect(taken.has_value(), "take_effects failed without a fault");
        if (!taken || taken->empty()) break;
        for (const store::OutboxEffect& effect : *taken) {
            note_delivery(effect);
            expect(nodes_[0].engine->acknowledge_effect(effect.key.tenant, effect.effect.key).has_value(),
                   "an effect could not be acknowledged");
        }
    }
    // A call that hands out nothing may have carried a thousand signals that their targets did not take: more
    // of them may wait, though nothing was committed.
    const auto after = database_.tables().counters().value();
    return after.commits > before.commits || after.effects_waiting < before.effects_waiting;
}

void Cluster::check_commands() {
    for (const auto& [key, command] : acknowledged_)
        expect(book_.times(key, command) == 1,
               fmt::format("'{}' was acknowledged, and is {} times in the journal of {}", command,
                           book_.times(key, command), key.ticket.text()));
    // One that took place though its answer was lost is told as repeated, not as refused.
    for (const auto& [key, command] : refused_)
        expect(book_.times(key, command) == 0,
               fmt::format("'{}' was refused, and is in the journal of {}", command, key.ticket.text()));
}

void Cluster::check_effects() {
    if (database_.tables().counters().value().effects_waiting > 0) {
        const auto waiting = database_.tables().take_effects(now_ + hours(10'000), never, 1);
        const store::OutboxEffect& first = waiting->at(0);
        return expect(
            false,
            fmt::format("{} '{}' still waits at {}: from {} on, after {} failures and {} takings",
                        first.effect.kind, first.effect.key, to_string(now_),
                        to_string(first.effect.available_at), first.attempts, first.taking.value_or(0)));
    }
    for (const store::TicketKey& key : tickets()) check_order(key);
}

/// Each was handed out, and none before an older one that was available as early.
void Cluster::check_order(const store::TicketKey& key) {
    const std::vector<Book::HostEffect> asked = book_.effects(key);
    std::map<std::string, std::size_t> place;
    for (const std::string& effect : delivered_[key]) place.emplace(effect, place.size());
    const auto is_missing = [&](const Book::HostEffect& effect) { return !place.contains(effect.key); };
    if (place.size() != asked.size() || std::ranges::any_of(asked, is_missing))
        return expect(false, fmt::format("{} effects of {} were handed out, where its journal has {}",
                                         place.size(), key.ticket.text(), asked.size()));
    // A ticket may have tens of thousands, too many to compare each with each. Of the older ones: who was
    // handed out last of those that were available until then.
    std::map<Instant, const Book::HostEffect*> last;
    for (const Book::HostEffect& effect : asked) {
        if (effect.waits) ++told_later_;
        const auto later = last.upper_bound(effect.available_at);
        const Book::HostEffect* older = later == last.begin() ? nullptr : std::prev(later)->second;
        if (older != nullptr && place[older->key] > place[effect.key])
            return expect(false, fmt::format("{} was handed out before {}", effect.key, older->key));
        last.insert_or_assign(effect.available_at, &effect);
        auto next = last.upper_bound(effect.available_at);
        while (next != last.end() && place[next->second->key] < place[effect.key]) next = last.erase(next);
    }
}

/// A child is there, and both ends know of a link; whom a signal names has got it, unless it has refused.
void Cluster::check_signals() {
    const auto keys = tickets();
    for (const store::TicketKey& sender : keys) {
        for (const auto& [signal, kind] : book_.signals(sender)) {
            const auto is_target = [&, &name = signal](const store::TicketKey& key) {
                return book_.times(key, name) > 0;
            };
            signals_ += static_cast<std::size_t>(std::ranges::count_if(keys, is_target));
            expect(kind != "open" || book_.version({tenant, TicketId(signal)}) > 0,
                   fmt::format("the child {} was asked for, and is not there", signal));
        }
        check_signals_of(sender);
        if (const Ticket* known = book_.ticket(sender)) check_links(*known);
    }
}

/// Each target has them once, and in their order.
void Cluster::check_signals_of(const store::TicketKey& sender) {
    std::set<std::string> set_aside;
    const auto incidents = database_.tables().incidents(tenant, store::max_page).value();
    for (const store::Incident& incident : incidents) set_aside.insert(incident.effect.effect.key);
    std::map<TicketId, store::Version> last;  ///< commit of the last signal, by target
    for (const Command& command : signals_of(sender)) {
        const std::string& signal = command.idempotency_key;
        const store::TicketKey target{tenant, command.ticket};
        const std::string refusal = fmt::format("{} to '{}': ", signal, target.ticket.text());
        const auto starts = [&](const std::string& line) { return line.starts_with(refusal); };
        if (set_aside.contains(signal)) continue;
        const std::size_t times = book_.times(target, signal);
        const bool may_be_missing = !std::holds_alternative<command::Send>(command.body) ||
                                    std::ranges::any_of(refused_signals_, starts);
        expect(times == 1 || (times == 0 && may_be_missing),
               fmt::format("the signal {} is {} times in the journal of {}", signal, times,
                           target.ticket.text()));
        if (times != 1) continue;
        const store::Version version = version_with(target, signal);
        expect(version >= last[target.ticket],
               fmt::format("the signal {} has overtaken an older one of its ticket on its way to {}", signal,
                           target.ticket.text()));
        last[target.ticket] = version;
    }
}

/// What a ticket's journal asks of those that it names. Of children it names none.
std::vector<Command> Cluster::signals_of(const store::TicketKey& sender) {
    std::vector<Command> asked;
    Vocabulary vocabulary;
    const auto rows = database_.tables().history(sender, 0, store::max_page).value();
    for (const store::Commit& row : rows) {
        const auto commit = read_commit(audit::take_out(row.text).text, book_.packs(), vocabulary).value();
        for (const Event& one : commit.events) {
            const auto* effect = std::get_if<event::EffectRequested>(&one);
            if (effect == nullptr || !is_signal(effect->kind)) continue;
            const auto commands =
                commands_of(tenant, sender.ticket, effect_key(sender.ticket, effect->number), effect->kind,
                            effect->payload, {});
            asked.insert(asked.end(), commands.begin(), commands.end());
        }
    }
    return asked;
}

store::Version Cluster::version_with(const store::TicketKey& key, const std::string& command) {
    const auto rows = database_.tables().history(key, 0, store::max_page).value();
    const std::string member = fmt::format(R"("key":"{}")", command);
    for (const store::Commit& row : rows)
        if (row.text.find(member) != std::string::npos) return row.version;
    return 0;
}

store::Version Cluster::version_of(const store::TicketKey& key) {
    const auto rows = database_.tables().history(key, 0, store::max_page).value();
    return rows.size();
}

void Cluster::check_links(const Ticket& one) {
    for (const TicketLink& link : one.links) {
        if (linked_too_early_.contains({one.id.text(), link.to})) continue;
        const Ticket* other = book_.ticket({tenant, TicketId(link.to)});
        const TicketLink back{one.id.text(), link.relation, !link.incoming};
        expect(other == nullptr || std::ranges::find(other->links, back) != other->links.end(),
               fmt::format("{} knows of a link with {} that the other does not know of", one.id.text(),
                           link.to));
    }
}

}  // namespace itr::test
