// Commands: who may give them, what they must carry, and which facts they become.
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <itr/ticket.hpp>

#include "base/bytes.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "ticket/codes.hpp"
#include "ticket/commands.hpp"
#include "ticket/envelope.hpp"

namespace itr {

/// Who acted last, and what is known of him. Mostly he acts again.
struct Decision::Scratch : ticket::Scratch {
    Actor actor;
    std::shared_ptr<const Pack> pack;  ///< null: not asked for his rights yet
    Rights rights;                     ///< in that pack
    bool has_plain_texts = true;       ///< a journal can hold them
    const Flow* told = nullptr;        ///< the commit tells of him and of this workflow; null: of others
    Ticket blank;                      ///< what the last one to be opened was decided on

    void know(const Actor& other) {
        if (is_same(actor, other)) return;
        actor = other;
        pack = nullptr;
        has_plain_texts = ticket::has_plain_texts(actor);
    }
    void know_rights_in(const std::shared_ptr<const Pack>& other_pack) {
        if (pack == other_pack) return;
        pack = other_pack;
        told = nullptr;
        rights = pack->rights_of(actor.roles);
    }
    static bool is_same(const Actor& a, const Actor& b) noexcept {
        return bytes::same(a.id, b.id) && bytes::same(a.party, b.party) &&
               std::ranges::equal(a.roles, b.roles, bytes::same);
    }
    const Ticket& blank_of(const std::shared_ptr<const Pack>& its_pack, FlowIndex flow,
                           const Command& command) {
        if (blank.pack != its_pack || blank.flow != flow) blank = blank_ticket(its_pack, flow, {}, {});
        blank.tenant = command.tenant;
        blank.id = command.ticket;
        return blank;
    }
};

Decision::Decision() = default;
Decision::Decision(Decision&&) noexcept = default;
Decision& Decision::operator=(Decision&&) noexcept = default;
Decision::~Decision() = default;

namespace {

using ticket::Turn;

void ask_memory_for(const void* begin, const void* end) noexcept {
#if defined(__GNUC__)
    constexpr std::size_t line = 64;
    for (const char* at = static_cast<const char*>(begin); at < end; at += line) __builtin_prefetch(at);
#else
    static_cast<void>(begin), static_cast<void>(end);
#endif
}

/// A ticket that nobody asked for lately lies in no cache. All of it is fetched side by side while the
/// command is checked, and not line after line when they are needed.
void fetch(const Ticket& ticket) noexcept {
    fetch_ahead(ticket);
    if (ticket.data.heap_bytes() > 0) ask_memory_for(ticket.data.begin(), ticket.data.end());
    if (ticket.clocks.heap_bytes() > 0) ask_memory_for(ticket.clocks.begin(), ticket.clocks.end());
}

/// A refusal before any deadline is looked at: the command itself is wrong, or was carried out before.
std::optional<Rejection> check_envelope(const Ticket* ticket, const Command& command) {
    const bool opens = std::holds_alternative<command::Open>(command.body);
    if (!text::is_plain_name(command.ticket.text()))
        if (auto ok = check_name("ticket id", command.ticket.text()); !ok)
            return Rejection{ok.error().code, ok.error().message};
    if (command.idempotency_key.size() > max_name_bytes)
        return Rejection{command_invalid,
                         fmt::format("expected an idempotency key of at most {} bytes, but found {}",
                                     max_name_bytes, command.idempotency_key.size())};
    if (opens && ticket != nullptr)
        return Rejection{ticket_exists,
                         fmt::format("expected a new ticket id, but '{}' exists", command.ticket.text())};
    if (!opens && ticket == nullptr) return ticket::no_such_ticket(command.ticket);
    const store::Version version = ticket == nullptr ? 0 : ticket->version;
    if (command.expected_version && *command.expected_version != version)
        return Rejection{ticket_version,
                         fmt::format("expected version {} of '{}', but it is at {}",
                                     *command.expected_version, command.ticket.text(), version)};
    return std::nullopt;
}

const Remembered* remembered(const Ticket* ticket, const std::string& key) {
    if (ticket == nullptr || key.empty()) return nullptr;
    const auto at = std::ranges::find(ticket->remembered, key, &Remembered::key);
    return at == ticket->remembered.end() ? nullptr : &*at;
}

/// The commit is clear. Whose it is, it still tells of the last one, unless somebody took it away.
void begin_commit(Decision& decision, const Ticket& base, const Command& command, Instant at) {
    Commit& commit = decision.commit;
    commit.version = base.version + 1;
    commit.at = at;
    commit.happened_at = command.happened_at;
    if (!command.idempotency_key.empty()) {
        commit.idempotency_key = command.idempotency_key;
        commit.payload_hash = payload_hash(command, &base.workflow());
    }
    const Flow& flow = base.workflow();
    if (decision.scratch->told == &flow && !commit.pack.empty()) return;
    commit.actor = command.actor;
    commit.pack = base.pack->hash();
    commit.workflow = flow.chart->workflow().name;
    decision.scratch->told = &flow;
}

Verdict reject(Decision& decision, Rejection rejection) {
    decision.rejection = std::move(rejection);
    return Verdict::rejected;
}

std::optional<Rejection> still_overdue(const TicketId& ticket, Instant next) {
    return Rejection{
        ticket_overdue,
        fmt::format("expected ticket '{}' to have nothing overdue, but after {} deadlines that "
                    "were worked off it still has one of {}",
                    ticket.text(), max_turns_before_command * max_deadlines_per_turn, to_string(next))};
}

/// What was decided without knowing the past is worth nothing.
Verdict fail_for(Decision& decision, const Error& why) {
    decision.commit.clear();
    decision.failure = why;
    return Verdict::failed;
}

Verdict decide_on(const Ticket& base, const Command& command, const Surroundings& around,
                  Decision& decision) {
    Commit& commit = decision.commit;
    const Instant now = std::max(around.now, base.last_at);
    begin_commit(decision, base, command, now);
    Turn turn(base, *decision.scratch, commit, command.actor, decision.scratch->rights, around);
    Instant next = turn.work_off(now);
    const bool wake = std::holds_alternative<command::Wake>(command.body);
    // A wake-up is followed by another. A command finds the ticket as its deadlines have left it, or is not
    // carried out.
    for (std::size_t turns = 1; !wake && next <= now && turns < max_turns_before_command; ++turns)
        next = turn.work_off(now);
    const std::size_t deadlines = commit.steps.size();
    if (!wake) {
        auto refused =
            next <= now ? still_overdue(command.ticket, next) : ticket::carry_out(turn, command, now);
        if (turn.failure()) return fail_for(decision, *turn.failure());
        decision.scratch->targets.clear();
        if (refused) {
            turn.undo_since(deadlines);
            // The key was not used up: the same command may be given again once the reason is gone.
            commit.idempotency_key.clear();
            commit.payload_hash.clear();
            commit.next_due = turn.next_deadline();
            ticket::forget_event_data(commit, base.workflow());
            return reject(decision, *std::move(refused));
        }
        // What the command itself made due at once (a clock born breached, a delay of nothing) is worked off
        // with it.
        next = turn.work_off(now);
    }
    if (turn.failure()) return fail_for(decision, *turn.failure());
    ticket::forget_event_data(commit, base.workflow());
    commit.next_due = turn.deadlines_changed() ? next : base.next_due;
    return commit.steps.empty() ? Verdict::nothing : Verdict::decided;
}

}  // namespace

// What lies outside the ticket itself is left: to find it, one would have to wait.
void fetch_ahead(const Ticket& ticket) noexcept { ask_memory_for(&ticket, &ticket.owner); }

std::string payload_hash(const Command& command, const Flow* flow) {
    return hash::sha256_hex(ticket::payload_text(command, flow)).substr(0, 16);
}

Verdict decide(const std::shared_ptr<const Pack>& pack, const Ticket* present, const Command& command,
               const Surroundings& around, Decision& decision) {
    if (!decision.scratch) decision.scratch = std::make_unique<Decision::Scratch>();
    decision.commit.clear();
    decision.rejection.reset();
    decision.failure.reset();
    Decision::Scratch& scratch = *decision.scratch;
    if (present != nullptr) fetch(*present);
    scratch.know(command.actor);
    // Looked at first, as long as the ticket is on its way, and told behind what comes of the ticket.
    auto malformed = ticket::check_words(command, scratch.has_plain_texts, around.now);
    if (present != nullptr) {
        scratch.know_rights_in(present->pack);
        if (scratch.rights.customer && ticket::is_hidden_from(*present, command.actor, scratch.rights))
            return reject(decision, ticket::no_such_ticket(command.ticket));
    }
    if (const Remembered* before = remembered(present, command.idempotency_key)) {
        if (before->payload_hash != payload_hash(command, &present->workflow()) &&
            before->payload_hash != payload_hash(command, nullptr))
            return reject(decision, ticket::key_reused(command.idempotency_key));
        decision.repeated.version = before->version;
        return Verdict::repeated;
    }
    if (auto refused = check_envelope(present, command)) return reject(decision, *std::move(refused));
    if (present == nullptr) scratch.know_rights_in(pack);
    if (malformed) return reject(decision, *std::move(malformed));
    if (present != nullptr) return decide_on(*present, command, around, decision);

    const auto& open = std::get<command::Open>(command.body);
    const Flow* flow = pack->flow(open.workflow);
    if (flow == nullptr)
        return reject(decision,
                      {workflow_unknown, fmt::format("expected a workflow of pack '{}', but found '{}'",
                                                     pack->model().name, open.workflow)});
    return decide_on(scratch.blank_of(pack, flow->index, command), command, around, decision);
}

void evolve(Ticket& t, Decision& decision) {
    assert(t.version + 1 == decision.commit.version);
    decision.scratch->ticket.pass_to(t);
    ticket::conclude(t, decision.commit);
}

}  // namespace itr
