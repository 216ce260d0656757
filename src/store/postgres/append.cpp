#include <map>

#include "store/port.hpp"
#include "store/postgres/due.hpp"
#include "store/postgres/tickets.hpp"

namespace itr::store::postgres {

namespace {

constexpr int most_attempts = 8;  ///< of a batch that others' transactions were in the way of

constexpr std::string_view lock_ticket =
    "SELECT version FROM ticket WHERE tenant = $1 AND ticket = $2 FOR UPDATE";

// A ticket that is not at the expected version leaves the commit without a version, which the journal does
// not take: the transaction fails at once, and nobody had to ask first.
constexpr std::string_view open_ticket =
    "WITH written AS (INSERT INTO ticket(tenant, ticket, version, changed_at, opened_at, open, next_due,"
    " workflow, number, owner, team, line, severity, party, parent, states, snapshot_version, snapshot)"
    " VALUES($1, $2, $3 + 1, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
    " CASE WHEN $19::text IS NULL THEN 0 ELSE $3 + 1 END, $19) ON CONFLICT DO NOTHING RETURNING version)"
    " INSERT INTO journal(tenant, ticket, version, at, text)"
    " VALUES($1, $2, (SELECT version FROM written), $4, $5)";
constexpr std::string_view take_ticket_on =
    "WITH written AS (UPDATE ticket SET version = $3 + 1, changed_at = $6, opened_at = $7, open = $8,"
    " next_due = $9, workflow = $10, number = $11, owner = $12, team = $13, line = $14, severity = $15,"
    " party = $16, parent = $17, states = $18,"
    " snapshot_version = CASE WHEN $19::text IS NULL THEN snapshot_version ELSE $3 + 1 END,"
    " snapshot = coalesce($19, snapshot)"
    " WHERE tenant = $1 AND ticket = $2 AND version = $3 RETURNING version)"
    " INSERT INTO journal(tenant, ticket, version, at, text)"
    " VALUES($1, $2, (SELECT version FROM written), $4, $5)";

constexpr std::string_view add_opening = "INSERT INTO opening(tenant, key, ticket) VALUES($1, $2, $3)";
constexpr std::string_view add_effect =
    "INSERT INTO effect(tenant, key, ticket, version, kind, available_at, attempts, payload)"
    " VALUES($1, $2, $3, $4, $5, $6, 0, $7)";
constexpr std::string_view erase_personal =
    "DELETE FROM personal WHERE tenant = $1 AND ticket = $2 AND slot = $3";
constexpr std::string_view put_personal =
    "INSERT INTO personal(tenant, ticket, slot, text) VALUES($1, $2, $3, $4)"
    " ON CONFLICT(tenant, ticket, slot) DO UPDATE SET text = excluded.text";

/// Which append a statement belongs to, and which of its effects.
struct Origin {
    const Append* append = nullptr;
    const Effect* effect = nullptr;
};

/// Writes a batch as one transaction in one round trip.
class BatchPipeline {
  public:
    BatchPipeline(Connection& connection, std::span<const Append> batch)
        : batch_(batch), pipeline_(connection) {}

    /// Rows of the tickets are locked in one order by everybody, and dues come last.
    [[nodiscard]] Status run();
    [[nodiscard]] const Failure& failure() const noexcept { return pipeline_.failure(); }
    /// Of the statement that failed.
    [[nodiscard]] Origin origin() const;

  private:
    template <typename... Values>
    void add(const Origin& origin, std::string_view sql, const Values&... values) {
        origins_.push_back(origin);
        pipeline_.add(sql, values...);
    }
    void add_commit(const Append& append);
    void add_side_rows(const Append& append);

    std::span<const Append> batch_;
    Pipeline pipeline_;
    std::vector<Origin> origins_;
};

Origin BatchPipeline::origin() const {
    const std::size_t at = pipeline_.failed_statement();
    return at < origins_.size() ? origins_[at] : Origin{};
}

void BatchPipeline::add_commit(const Append& append) {
    const Summary& s = append.summary;
    const std::string states = write_states(s);
    add({&append, nullptr}, append.expected == 0 ? open_ticket : take_ticket_on, append.tenant, append.ticket,
        append.expected, append.at, append.commit, s.changed_at, s.opened_at, s.open, Due{append.next_due},
        Optional{s.workflow}, Optional{s.number}, Optional{s.owner}, Optional{s.team}, Optional{s.line},
        Optional{s.severity}, Optional{s.party}, Optional{s.parent}, states, Optional{append.snapshot});
}

void BatchPipeline::add_side_rows(const Append& append) {
    const Origin origin{&append, nullptr};
    if (!append.idempotency_key.empty())
        add(origin, add_opening, append.tenant, append.idempotency_key, append.ticket);
    for (const Effect& effect : append.effects)
        add({&append, &effect}, add_effect, append.tenant, effect.key, append.ticket, append.expected + 1,
            effect.kind, effect.available_at, effect.payload);
    for (const std::string& slot : append.erase)
        add(origin, erase_personal, append.tenant, append.ticket, slot);
    for (const Personal& personal : append.personal)
        add(origin, put_personal, append.tenant, append.ticket, personal.slot, personal.text);
}

Status BatchPipeline::run() {
    using Key = std::pair<std::string_view, std::string_view>;
    std::map<Key, const Append*> newest;
    if (batch_.size() > 1) {
        for (const Append& append : batch_) newest[{append.tenant.text(), append.ticket.text()}] = &append;
        for (const auto& [key, append] : newest)
            add({append, nullptr}, lock_ticket, append->tenant, append->ticket);
    } else {
        newest[{batch_[0].tenant.text(), batch_[0].ticket.text()}] = batch_.data();
    }
    for (const Append& append : batch_) {
        add_commit(append);
        add_side_rows(append);
    }
    for (const auto& [key, append] : newest) add_due(pipeline_, *append);
    auto rows = pipeline_.finish();
    if (!rows) return fail(std::move(rows).error());
    return {};
}

/// The version that the ticket had when the batch came to this append.
Result<Error> version_error(Connection& connection, std::span<const Append> batch, const Append& append) {
    auto rows = ask(connection, "SELECT version FROM ticket WHERE tenant = $1 AND ticket = $2", append.tenant,
                    append.ticket);
    if (!rows) return fail(std::move(rows).error());
    Version version = rows->count() == 0 ? 0 : rows->unsigned_integer(0, 0);
    for (const Append& earlier : batch) {
        if (&earlier == &append) break;
        if (earlier.tenant == append.tenant && earlier.ticket == append.ticket) ++version;
    }
    return version_conflict(append, version);
}

Result<Error> opening_error(Connection& connection, std::span<const Append> batch, const Append& append) {
    auto first = opened_by(connection, append.tenant, append.idempotency_key);
    if (!first) return fail(std::move(first).error());
    if (*first) return opening_conflict(append, **first);
    for (const Append& earlier : batch)
        if (earlier.tenant == append.tenant && earlier.idempotency_key == append.idempotency_key)
            return opening_conflict(append, earlier.ticket);
    return opening_conflict(append, TicketId());
}

/// What the failure of a batch means, if it is a conflict.
Result<Error> conflict_of(Connection& connection, std::span<const Append> batch, const Failure& failure,
                          const Origin& origin) {
    const bool no_version = failure.sqlstate == "23502";
    const bool twice = failure.sqlstate == "23505";
    if (origin.append != nullptr && no_version) return version_error(connection, batch, *origin.append);
    if (origin.effect != nullptr && twice) return effect_conflict(*origin.append, *origin.effect);
    if (origin.append != nullptr && twice && failure.constraint == "opening_pkey")
        return opening_error(connection, batch, *origin.append);
    return error_of(failure, connection.where());
}

}  // namespace

Status append(Connection& connection, std::span<const Append> batch) {
    if (batch.empty()) return {};
    for (int attempt = 1;; ++attempt) {
        BatchPipeline written(connection, batch);
        auto ok = written.run();
        if (ok || connection.lost()) return ok;
        // In the host's transaction only the host can try again: from its beginning.
        if (is_transient(written.failure().sqlstate) && attempt < most_attempts && !connection.is_borrowed())
            continue;
        auto why = conflict_of(connection, batch, written.failure(), written.origin());
        return why ? fail(*std::move(why)) : fail(std::move(why).error());
    }
}

}  // namespace itr::store::postgres
