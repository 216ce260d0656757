// Commands: who may give them, what they must carry, and which facts they become.
#include <fmt/format.h>

#include <algorithm>
#include <itr/ticket.hpp>

#include "base/hash.hpp"
#include "ticket/codes.hpp"
#include "ticket/commands.hpp"
#include "ticket/envelope.hpp"

namespace itr {

struct Decision::Scratch : ticket::Scratch {};

Decision::Decision() = default;
Decision::Decision(Decision&&) noexcept = default;
Decision& Decision::operator=(Decision&&) noexcept = default;
Decision::~Decision() = default;

namespace {

using ticket::Turn;

/// A refusal before any deadline is looked at: the command itself is wrong, or was carried out before.
std::optional<Rejection> check_envelope(const Ticket* ticket, const Command& command) {
    const bool opens = std::holds_alternative<command::Open>(command.body);
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

void begin_commit(Commit& commit, const Pack& pack, const Flow& flow, store::Version version,
                  const Command& command, Instant at) {
    commit.clear();
    commit.version = version + 1;
    commit.at = at;
    commit.happened_at = command.happened_at;
    commit.actor = command.actor;
    commit.idempotency_key = command.idempotency_key;
    if (!command.idempotency_key.empty()) commit.payload_hash = payload_hash(command);
    commit.pack = pack.hash();
    commit.workflow = flow.chart->workflow().name;
}

Verdict reject(Decision& decision, Rejection rejection) {
    decision.rejection = std::move(rejection);
    return Verdict::rejected;
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
    begin_commit(commit, *base.pack, base.workflow(), base.version, command, now);
    Turn turn(base, *decision.scratch, commit, command.actor, around);
    turn.work_off(now);
    const std::size_t deadlines = commit.steps.size();
    const bool wake = std::holds_alternative<command::Wake>(command.body);
    if (!wake) {
        auto refused = ticket::carry_out(turn, command, now);
        if (turn.failure()) return fail_for(decision, *turn.failure());
        decision.scratch->targets.clear();
        if (refused) {
            turn.undo_since(deadlines);
            // The key was not used up: the same command may be given again once the reason is gone.
            commit.idempotency_key.clear();
            commit.payload_hash.clear();
            commit.next_due = turn.next_deadline();
            return reject(decision, *std::move(refused));
        }
        // What the command itself made due at once (a clock born breached, a delay of nothing) is worked off
        // with it.
        turn.work_off(now);
    }
    if (turn.failure()) return fail_for(decision, *turn.failure());
    commit.next_due = turn.deadlines_changed() ? turn.next_deadline() : base.next_due;
    return commit.steps.empty() ? Verdict::nothing : Verdict::decided;
}

}  // namespace

std::string payload_hash(const Command& command) {
    return hash::sha256_hex(ticket::payload_text(command)).substr(0, 16);
}

Verdict decide(const std::shared_ptr<const Pack>& pack, const Ticket* present, const Command& command,
               const Surroundings& around, Decision& decision) {
    if (!decision.scratch) decision.scratch = std::make_unique<Decision::Scratch>();
    decision.commit.clear();
    decision.rejection.reset();
    decision.failure.reset();
    if (present != nullptr && ticket::is_hidden_from(*present, command.actor))
        return reject(decision, ticket::no_such_ticket(command.ticket));
    if (const Remembered* before = remembered(present, command.idempotency_key)) {
        if (before->payload_hash != payload_hash(command))
            return reject(decision,
                          {command_key_reused,
                           fmt::format("expected the command that first used the key '{}', but found another",
                                       command.idempotency_key)});
        decision.repeated.version = before->version;
        return Verdict::repeated;
    }
    if (auto refused = check_envelope(present, command)) return reject(decision, *std::move(refused));
    if (auto refused = ticket::check_words(command, around.now)) return reject(decision, *std::move(refused));
    if (present != nullptr) return decide_on(*present, command, around, decision);

    const auto& open = std::get<command::Open>(command.body);
    const Flow* flow = pack->flow(open.workflow);
    if (flow == nullptr)
        return reject(decision,
                      {workflow_unknown, fmt::format("expected a workflow of pack '{}', but found '{}'",
                                                     pack->model().name, open.workflow)});
    return decide_on(blank_ticket(pack, flow->index, command.tenant, command.ticket), command, around,
                     decision);
}

}  // namespace itr
