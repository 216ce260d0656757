#include "store/differential.hpp"

#include <rapidcheck.h>

#include <itr/stores/memory.hpp>

#include "store/contract/checks.hpp"

using namespace itr::store;
using itr::Instant;
using itr::TenantId;
using itr::store::contract::start;

namespace itr::test {

namespace {

// ---- answers as text, so that two stores compare whole and a failure shows what differs

template <typename T, typename Write>
std::string answer(const itr::Result<T>& result, const Write& write) {
    return result ? write(*result) : "error " + std::string(result.error().code.text());
}

std::string text(const itr::Status& status) {
    return status ? "ok" : "error " + std::string(status.error().code.text());
}

std::string text(const std::vector<Commit>& commits) {
    std::string out;
    for (const Commit& commit : commits)
        out += std::to_string(commit.version) + "@" + std::to_string(commit.at.ms) + " " + commit.text + "\n";
    return out;
}

std::string text(const std::optional<Loaded>& loaded) {
    if (!loaded) return "none";
    std::string out =
        std::to_string(loaded->snapshot_version) + " " + loaded->snapshot + "\n" + text(loaded->tail);
    for (const Personal& personal : loaded->personal) out += personal.slot + "=" + personal.text + "\n";
    return out + std::to_string(loaded->next_due.ms);
}

std::string text(const Summary& s) {
    std::string out;
    for (const auto* field :
         {&s.number, &s.workflow, &s.owner, &s.team, &s.line, &s.severity, &s.party, &s.parent})
        out += *field + "|";
    for (const std::string& state : s.states) out += state + ",";
    return out + (s.open ? "open " : "closed ") + std::to_string(s.opened_at.ms) + " " +
           std::to_string(s.changed_at.ms);
}

std::string text(const Page& page) {
    std::string out;
    for (const Row& row : page.rows)
        out += row.ticket.text() + " " + std::to_string(row.version) + " " + text(row.summary) + " " +
               std::to_string(row.next_due.ms) + "\n";
    return out + "next " + page.next;
}

std::string text(const OutboxEffect& effect) {
    return effect.key.tenant.text() + "/" + effect.key.ticket.text() + "@" + std::to_string(effect.version) +
           " " + effect.effect.key + " " + effect.effect.kind + " " + effect.effect.payload + " " +
           std::to_string(effect.effect.available_at.ms) + " " + std::to_string(effect.attempts);
}

std::string text(const std::vector<OutboxEffect>& effects) {
    std::string out;
    for (const OutboxEffect& effect : effects) out += text(effect) + "\n";
    return out;
}

std::string text(const std::vector<Incident>& incidents) {
    std::string out;
    for (const Incident& incident : incidents)
        out += text(incident.effect) + " " + incident.reason + " " + std::to_string(incident.since.ms) + "\n";
    return out;
}

std::string text(const std::vector<DueTicket>& due) {
    std::string out;
    for (const DueTicket& ticket : due)
        out += ticket.key.tenant.text() + "/" + ticket.key.ticket.text() + " " +
               std::to_string(ticket.due.ms) + "\n";
    return out;
}

const auto as_text = [](const auto& v) { return text(v); };
const auto as_number = [](const auto& v) { return std::to_string(v); };
/// Which of those due at one instant come within a limit is the store's choice.
const auto instants_of = [](const std::vector<DueTicket>& due) {
    std::string out;
    for (const DueTicket& ticket : due) out += std::to_string(ticket.due.ms) + " ";
    return out;
};

class Journal final : public Store::Visitor {
  public:
    itr::Status visit(const itr::TicketId& ticket, std::span<const Commit> commits) override {
        out += ticket.text() + "\n" + text(std::vector<Commit>(commits.begin(), commits.end()));
        return {};
    }
    std::string out;
};

// ---- random commands over few names, so that they meet

int pick(int below) { return *rc::gen::inRange(0, below); }
std::string name(const char* prefix, int below) { return prefix + std::to_string(pick(below)); }
TenantId tenant() { return TenantId(name("tenant", 2)); }
Instant instant() { return start + itr::minutes(pick(20)); }
std::optional<std::string> maybe(const char* prefix) {
    const int choice = pick(6);
    if (choice < 3) return std::nullopt;
    return choice == 3 ? "" : prefix + std::to_string(choice);
}

Summary random_summary() {
    Summary summary;
    summary.number = maybe("n").value_or("");
    summary.workflow = maybe("w").value_or("");
    summary.owner = maybe("o").value_or("");
    summary.team = maybe("t").value_or("");
    summary.line = maybe("l").value_or("");
    summary.severity = maybe("s").value_or("");
    summary.party = maybe("p").value_or("");
    summary.parent = maybe("q").value_or("");
    for (int i = pick(3); i > 0; --i) summary.states.push_back(name("a", 2) + "." + name("b", 2));
    summary.open = pick(3) > 0;
    summary.opened_at = start + itr::minutes(pick(3));
    summary.changed_at = instant();
    return summary;
}

/// Mostly one that fits; what the store knows tells which version that is.
Append random_append(Store& known) {
    Append append;
    append.tenant = tenant();
    append.ticket = itr::TicketId(name("T-", 6));
    const auto commits = known.history({append.tenant, append.ticket}, 0, 10'000).value().size();
    append.expected = pick(12) == 0 ? static_cast<Version>(pick(4)) : commits;
    append.at = instant();
    append.commit =
        *rc::gen::arbitrary<bool>() ? "{\"n\":" + std::to_string(pick(1000)) + "}" : std::string();
    if (pick(3) == 0) append.snapshot = name("state", 100);
    append.summary = random_summary();
    append.next_due = pick(3) == 0 ? itr::never : instant();
    for (int i = pick(3); i > 0; --i)
        append.effects.push_back({name("e", 40), "kind", name("p", 9), instant()});
    for (int i = pick(3); i > 0; --i) append.personal.push_back({name("slot", 4), name("text", 9)});
    if (pick(4) == 0) append.erase.push_back(name("slot", 4));
    if (pick(8) == 0) append.idempotency_key = name("key", 6);
    return append;
}

std::vector<Append> random_batch(Store& known) {
    std::vector<Append> batch;
    for (int i = pick(4); i >= 0; --i) {
        batch.push_back(random_append(known));
        // A ticket's second commit in a batch must follow its first.
        for (auto it = batch.begin(); it + 1 != batch.end(); ++it)
            if (it->tenant == batch.back().tenant && it->ticket == batch.back().ticket)
                ++batch.back().expected;
    }
    return batch;
}

Query random_query() {
    Query query{.tenant = tenant()};
    if (pick(3) == 0) query.state = pick(2) == 0 ? name("a", 2) : name("a", 2) + "." + name("b", 2);
    std::optional<std::string>* const conditions[] = {&query.workflow, &query.owner,    &query.team,
                                                      &query.line,     &query.severity, &query.party,
                                                      &query.parent,   &query.number};
    const char* const prefixes[] = {"w", "o", "t", "l", "s", "p", "q", "n"};
    for (int i = pick(3); i > 0; --i) {
        const int which = pick(8);
        *conditions[which] = maybe(prefixes[which]);
    }
    if (pick(3) == 0) query.open = pick(2) == 0;
    if (pick(3) == 0) query.due_before = instant();
    query.limit = static_cast<std::size_t>(1 + pick(5));
    return query;
}

}  // namespace

Differential::Differential(std::function<std::unique_ptr<Store>()> open)
    : open_(std::move(open)), memory_(make_memory_store()) {
    reopen();
}

void Differential::reopen() {
    tested_.reset();
    tested_ = open_();
}

void Differential::both(const std::function<std::string(Store&)>& ask) {
    const std::string expected = ask(*memory_);
    const std::string actual = ask(*tested_);
    RC_ASSERT(actual == expected);
}

void Differential::take(Instant now) {
    std::vector<OutboxEffect> expected;
    std::vector<OutboxEffect> actual;
    both([&](Store& s) {
        const auto taken = s.take_effects(now, now + itr::minutes(3), 4);
        if (taken) (&s == memory_.get() ? expected : actual) = *taken;
        return answer(taken, as_text);
    });
    for (std::size_t i = 0; i < expected.size(); ++i)
        takings_.push_back({std::move(expected[i]), actual[i].taking});
}

void Differential::fail_taken(std::optional<Instant> retry, Instant now) {
    const Taken& taken = takings_[static_cast<std::size_t>(pick(static_cast<int>(takings_.size())))];
    const OutboxEffect& effect = taken.by_memory;
    both([&](Store& s) {
        const auto taking = &s == memory_.get() ? effect.taking : taken.by_tested;
        return answer(s.fail_effect(effect.key.tenant, effect.effect.key, taking, retry, "late", now),
                      as_number);
    });
}

void Differential::change() {
    const TenantId whose = tenant();
    const std::string effect = name("e", 40);
    const Instant now = instant();
    switch (pick(8)) {
        case 0: take(now); return;
        case 1:
            both([&](Store& s) { return answer(s.acknowledge_effect(whose, effect), as_number); });
            return;
        case 2: {
            const auto retry = pick(2) == 0 ? std::optional(now + itr::minutes(1)) : std::nullopt;
            if (!takings_.empty() && pick(3) != 0) return fail_taken(retry, now);
            both([&](Store& s) {
                return answer(s.fail_effect(whose, effect, {}, retry, "why", now), as_number);
            });
            return;
        }
        case 3: {
            const bool resolve = pick(2) == 0;
            both([&](Store& s) { return answer(s.settle_incident(whose, effect, resolve, now), as_number); });
            return;
        }
        case 4:
            both([&](Store& s) { return answer(s.reserve_numbers(whose, 3), as_number); });
            if (pick(4) == 0) reopen();
            return;
        default: {
            const auto batch = random_batch(*memory_);
            both([&](Store& s) { return text(s.append(batch)); });
        }
    }
}

void Differential::look() {
    const TenantId whose = tenant();
    const TicketKey key{whose, itr::TicketId(name("T-", 6))};
    const Instant before = instant();
    Query query = random_query();
    both([&](Store& s) { return answer(s.load(key), as_text); });
    both([&](Store& s) { return answer(s.history(key, 1, 3), as_text); });
    both([&](Store& s) {
        return answer(s.due(before, 1'000), as_text) + answer(s.due(before, 5), instants_of) +
               answer(s.next_due(), [](Instant at) { return std::to_string(at.ms); });
    });
    both([&](Store& s) { return answer(s.incidents(whose, 5), as_text); });
    both([&](Store& s) {
        return answer(s.opened_by(whose, "key1"), [](const auto& id) { return id ? id->text() : "none"; });
    });
    both([&](Store& s) {
        return answer(s.counters(), [](const Counters& c) {
            return std::to_string(c.tickets) + " " + std::to_string(c.open_tickets) + " " +
                   std::to_string(c.commits) + " " + std::to_string(c.effects_waiting) + " " +
                   std::to_string(c.incidents);
        });
    });
    do {
        both([&](Store& s) { return answer(s.query(query), as_text); });
        query.after = memory_->query(query).value().next;
    } while (!query.after.empty());
}

void Differential::compare_journals() {
    for (const char* whose : {"tenant0", "tenant1"})
        both([&](Store& s) {
            Journal journal;
            const auto ok = s.each_ticket(TenantId(whose), journal);
            return text(ok) + journal.out;
        });
}

void Differential::run(int changes) {
    for (int i = 0; i < changes; ++i) {
        change();
        if (i % 4 == 0) look();
    }
    reopen();
    look();
    compare_journals();
}

}  // namespace itr::test
