// The tickets of a store, and what it says of them besides their journals.
#include <fmt/format.h>

#include <algorithm>
#include <itr/ticket.hpp>
#include <map>
#include <set>

#include "audit/codes.hpp"
#include "audit/link.hpp"
#include "ticket/personal.hpp"

namespace itr::audit {
namespace {

constexpr std::size_t tickets_a_page = 1000;

/// What a ticket's journal says should be among the personal texts: by slot, the seal.
using Seals = std::map<std::string, Value>;

void note_seals(const Commit& commit, const Flow& flow, Seals& seals) {
    for (const Event& event : commit.events) {
        if (const auto* set = std::get_if<event::DataSet>(&event)) {
            const model::Field& field = flow.chart->fields()[set->field];
            if (!field.personal) continue;
            if (set->seal.is_null())
                seals.erase("data." + field.name);
            else
                seals["data." + field.name] = set->seal;
        } else if (const auto* comment = std::get_if<event::Commented>(&event)) {
            seals[fmt::format("comment.{}", comment->number)] = comment->seal;
        } else if (const auto* erased = std::get_if<event::Erased>(&event)) {
            seals.erase(erased->slot);
        }
    }
}

/// One ticket's journal, followed to what the store should say of it.
class StateCheck {
  public:
    StateCheck(Verification& verification, const store::TicketKey& key, const store::Loaded& loaded,
               const PackSource& packs)
        : verification_(verification), key_(key), loaded_(loaded), packs_(packs) {}

    void run(std::span<const store::Commit> commits, const store::Row& row) {
        for (const store::Commit& stored : commits) {
            auto commit = read_commit(stored.text, packs_, vocabulary_);
            if (!commit) return differs(stored.version, "cannot be read: " + commit.error().message);
            if (commit->version != (ticket_ ? ticket_->version : 0) + 1)
                return differs(stored.version, "says that it is another version");
            if (commit->at != stored.at)
                differs(stored.version, fmt::format("expected the instant {} beside the commit, but found {}",
                                                    words(commit->at), words(stored.at)));
            if (stored.version == 1) opening_key_ = commit->idempotency_key;
            if (!ticket_)
                ticket_ = blank_ticket(vocabulary_.pack, vocabulary_.flow, key_.tenant, key_.ticket);
            evolve(*ticket_, *commit);
            note_seals(*commit, ticket_->workflow(), seals_);
            if (stored.version == loaded_.snapshot_version) compare_snapshot();
        }
        if (!ticket_) return;
        if (loaded_.next_due != ticket_->next_due)
            differs(0, fmt::format("expected the next deadline {}, but the store has {}",
                                   words(ticket_->next_due), words(loaded_.next_due)));
        if (row.version == ticket_->version && row.summary != summary_of(*ticket_))
            differs(0, "expected the columns that follow from the journal, but the store has others");
        compare_personal();
    }
    /// Of the command that opened the ticket; empty: none.
    [[nodiscard]] const std::string& opening_key() const noexcept { return opening_key_; }

  private:
    static std::string words(Instant at) { return at == never ? "never" : itr::to_string(at); }
    void differs(store::Version version, std::string message) {
        verification_.find({Fault::state, key_.ticket, version, std::move(message)});
    }
    void compare_snapshot() {
        std::string text;
        write_snapshot(text, *ticket_);
        if (text != loaded_.snapshot)
            differs(loaded_.snapshot_version,
                    "expected the snapshot that follows from the journal, but the store has another");
    }
    void personal_differs(const std::string& slot, std::string_view how) {
        verification_.find({Fault::personal, key_.ticket, 0,
                            fmt::format("expected the text '{}' as it was sealed, but {}", slot, how)});
    }
    void compare_personal() {
        std::set<std::string> there;
        for (const store::Personal& each : loaded_.personal) {
            there.insert(each.slot);
            const auto seal = seals_.find(each.slot);
            if (seal == seals_.end())
                personal_differs(each.slot, "there is one that the journal does not know");
            else if (ticket::sealed_value(loaded_.personal, each.slot, seal->second).is_null())
                personal_differs(each.slot, "there is another");
        }
        for (const auto& [slot, seal] : seals_)
            if (!there.contains(slot)) personal_differs(slot, "it is gone, and nobody erased it");
    }

    Verification& verification_;
    const store::TicketKey& key_;
    const store::Loaded& loaded_;
    const PackSource& packs_;
    Vocabulary vocabulary_;
    std::optional<Ticket> ticket_;
    Seals seals_;
    std::string opening_key_;
};

/// An opening that is given again has to come to the same ticket.
Status check_opening(store::Store& store, const store::TicketKey& key, const std::string& opening_key,
                     Verification& verification) {
    if (opening_key.empty()) return {};
    const auto opened = store.opened_by(key.tenant, opening_key);
    if (!opened) return fail(opened.error());
    if (*opened == key.ticket) return {};
    // It may have been archived since it was read.
    const auto loaded = store.load(key);
    if (!loaded) return fail(loaded.error());
    if (*loaded)
        verification.find({Fault::state, key.ticket, 1,
                           fmt::format("expected its opening under the key '{}', but the store has {}",
                                       opening_key, *opened ? (*opened)->text() : "none")});
    return {};
}

/// The store reads a journal from its end: the lowest version from which on it can be read, to tell which one
/// is missing.
store::Version readable_after(store::Store& store, const store::TicketKey& key, store::Version version) {
    store::Version good = version, bad = 0;  // after `good` all can be read, after `bad` not
    while (good - bad > 1) {
        const store::Version middle = bad + (good - bad) / 2;
        (store.history(key, middle, 1).has_value() ? good : bad) = middle;
    }
    return good;
}

/// Whether an error tells of this ticket's journal alone.
bool is_of_the_journal(const Error& error) { return error.code.text() == "store.corrupt"; }

Status verify_ticket(store::Store& store, const store::TicketKey& key, const store::Row& row,
                     const PackSource* packs, Verification& verification) {
    auto loaded = store.load(key);
    auto commits = store.history(key, 0, std::numeric_limits<std::size_t>::max());
    if (!commits || !loaded) {
        const Error error = commits ? loaded.error() : commits.error();
        if (!is_of_the_journal(error)) return fail(error);
        verification.add_unreadable(key.ticket, readable_after(store, key, row.version), error.message);
        return {};
    }
    verification.add(key.ticket, *commits);
    if (packs == nullptr || !*loaded) return {};
    // What was written between the two reads is not looked at.
    const store::Version version = (*loaded)->snapshot_version + (*loaded)->tail.size();
    if (commits->size() > version) commits->resize(version);
    StateCheck check(verification, key, **loaded, *packs);
    check.run(*commits, row);
    return check_opening(store, key, check.opening_key(), verification);
}

}  // namespace

Status verify(store::Store& store, const TenantId& tenant, const PackSource* packs,
              Verification& verification, const std::function<bool(std::size_t)>& progress) {
    std::size_t tickets = 0;
    store::Query query;
    query.tenant = tenant;
    query.limit = tickets_a_page;
    do {
        const auto page = store.query(query);
        if (!page) return fail(page.error());
        for (const store::Row& row : page->rows) {
            if (progress && !progress(tickets++))
                return fail(audit_stopped, "the verification was stopped before its end");
            if (auto ok = verify_ticket(store, {tenant, row.ticket}, row, packs, verification); !ok)
                return ok;
        }
        query.after = page->next;
    } while (!query.after.empty());
    return {};
}

}  // namespace itr::audit
