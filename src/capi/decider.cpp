#include "capi/decider.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <itr/random.hpp>
#include <itr/restore.hpp>
#include <itr/view.hpp>
#include <ranges>

#include "capi/codes.hpp"

namespace itr::capi {
namespace {

constexpr std::size_t min_entropy_bytes = 16;

std::string entropy_or_system(std::string_view given) {
    return given.empty() ? random::bytes(min_entropy_bytes) : std::string(given);
}

/// The past as the host gave it; a decision that needs it and has none fails, and is asked again.
class GivenHistory final : public History {
  public:
    GivenHistory(const Decider::Given& given, const document::StoredTicket& stored, const PackSource& packs)
        : given_(given), stored_(stored), packs_(packs) {}

    [[nodiscard]] Result<std::span<const Commit>> commits() const override {
        if (!given_.has_history)
            return fail(capi_history_needed,
                        "expected the ticket's history, which this decision needs, but it was "
                        "not given");
        Vocabulary vocabulary;
        for (const store::Commit& row : given_.history) {
            auto commit = read_commit(row.text, packs_, vocabulary, stored_.loaded.personal);
            if (!commit) return fail(commit.error());
            commits_.push_back(*std::move(commit));
        }
        return std::span<const Commit>(commits_);
    }

  private:
    const Decider::Given& given_;
    const document::StoredTicket& stored_;
    const PackSource& packs_;
    mutable std::vector<Commit> commits_;
};

std::string_view word_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::decided: return "decided";
        case Verdict::nothing: return "nothing";
        case Verdict::repeated: return "repeated";
        case Verdict::rejected: return "rejected";
        case Verdict::failed: break;
    }
    return "failed";
}

/// The command is for the ticket that was given.
void match(Command& command, const store::TicketKey& key) {
    if (command.tenant.empty()) command.tenant = key.tenant;
    if (command.ticket.empty()) command.ticket = key.ticket;
    if (command.tenant == key.tenant && command.ticket == key.ticket) return;
    refuse(ITR_INVALID, Code("document.invalid"),
           fmt::format("expected a command for ticket '{}', but found one for '{}'", key.ticket.text(),
                       command.ticket.text()));
}

}  // namespace

void Decider::add(std::shared_ptr<const Pack> pack) {
    const std::unique_lock lock(mutex_);
    std::erase_if(packs_, [&](const auto& known) { return known->hash() == pack->hash(); });
    packs_.push_back(std::move(pack));
}

void Decider::seal_with(audit::Keys keys) {
    const std::unique_lock lock(mutex_);
    keys_ = std::make_shared<const audit::Keys>(std::move(keys));
}

/// The last commit tells where the chain stands; the host gives it with the state, or when it is asked for
/// it.
void Decider::seal(store::Append& rows, const document::StoredTicket& stored, const Given& given) const {
    const auto keys = [&] {
        const std::shared_lock lock(mutex_);
        return keys_;
    }();
    if (!keys) return;
    auto head = audit::head_of(stored.loaded.tail, stored.key, rows.expected);
    if (!head) head = audit::head_of(given.history, stored.key, rows.expected);
    if (!head)
        refuse(ITR_INVALID, capi_history_needed,
               "expected the ticket's history, to which the commit is linked, but it was not given");
    static_cast<void>(value_of(audit::seal(rows, *keys, *head)));
}

std::shared_ptr<const Pack> Decider::pack(const PackHash& hash) const {
    const std::shared_lock lock(mutex_);
    const auto found = std::ranges::find(packs_, hash, [](const auto& pack) { return pack->hash(); });
    return found == packs_.end() ? nullptr : *found;
}

std::shared_ptr<const Pack> Decider::for_workflow(std::string_view workflow) const {
    const std::shared_lock lock(mutex_);
    for (const auto& pack : packs_ | std::views::reverse)
        if (pack->flow(workflow) != nullptr) return pack;
    refuse(ITR_NOT_FOUND, capi_unknown_name,
           fmt::format("expected a workflow of a pack that was added, but found '{}'", workflow));
}

Value Decider::decide(const document::StoredTicket& stored, Command command, const Given& given) const {
    match(command, stored.key);
    std::optional<Ticket> ticket = value_of(restore(stored.key, stored.loaded, *this));
    std::shared_ptr<const Pack> pack = ticket ? ticket->pack : nullptr;
    if (const auto* open = std::get_if<command::Open>(&command.body); open != nullptr && !ticket)
        pack = for_workflow(open->workflow);
    const std::string entropy = entropy_or_system(given.entropy);
    const GivenHistory history(given, stored, *this);
    const Surroundings around{given.now, given.number, entropy, &policies_, &history, nullptr, this};

    Decision decision;
    const Verdict verdict = itr::decide(pack, ticket ? &*ticket : nullptr, command, around, decision);
    if (verdict == Verdict::failed) refuse(*decision.failure);
    document::Object map;
    map.add("verdict", Value(word_of(verdict)));
    if (decision.rejection)
        map.add("rejection", Value::map({{Value("code"), Value(decision.rejection->code.text())},
                                         {Value("message"), Value(decision.rejection->message)}}));
    if (verdict != Verdict::repeated && !decision.commit.steps.empty()) {
        if (!ticket)
            ticket = blank_ticket(pack, pack->flow(decision.commit.workflow)->index, command.tenant,
                                  command.ticket);
        evolve(*ticket, decision.commit);
        store::Append rows = rows_of(*ticket, decision.commit, entropy);
        seal(rows, stored, given);
        map.add("rows", document::to_value(rows));
    }
    const store::Version version = verdict == Verdict::repeated ? decision.repeated.version
                                   : ticket                     ? ticket->version
                                                                : 0;
    return map.add("version", Value(static_cast<std::int64_t>(version))).done();
}

Value Decider::view(const document::StoredTicket& stored, const Actor& actor, Instant now) const {
    const std::optional<Ticket> ticket = value_of(restore(stored.key, stored.loaded, *this));
    if (!ticket || !may_see(*ticket, actor))
        refuse(ITR_NOT_FOUND, Code("ticket.unknown"),
               fmt::format("expected an existing ticket, but '{}' does not exist", stored.key.ticket.text()));
    return itr::to_value(view_of(*ticket, actor, now));
}

}  // namespace itr::capi
