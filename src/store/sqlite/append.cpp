#include <map>

#include "store/port.hpp"
#include "store/sqlite/tickets.hpp"

namespace itr::store::sqlite {

namespace {

constexpr std::string_view find_ticket =
    "SELECT id, version, head, next_due, opened_at, open, number, owner, team, party, parent"
    " FROM ticket WHERE tenant = ? AND ticket = ?";
constexpr std::string_view add_commit =
    "INSERT INTO journal(ticket, version, previous, at, text) VALUES(?, ?, ?, ?, ?)";
constexpr std::string_view add_ticket =
    "INSERT INTO ticket(id, version, head, changed_at, workflow, line, severity, states, snapshot_version, "
    "snapshot,"
    " next_due, opened_at, open, number, owner, team, party, parent, tenant, ticket)"
    " VALUES(?, ?, ?, ?, ?, ?, ?, ?, coalesce(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

// SQLite rewrites the entries of every index that has a column in SET, changed or not. So there are three
// statements, and the common one touches no index at all. The parameters of each are a beginning of
// add_ticket's.
constexpr std::string_view update_unindexed =
    "UPDATE ticket SET version = ?2, head = ?3, changed_at = ?4, workflow = ?5, line = ?6, severity = ?7, "
    "states = ?8,"
    " snapshot_version = coalesce(?9, snapshot_version), snapshot = coalesce(?10, snapshot) WHERE id = ?1";
constexpr std::string_view update_due =
    "UPDATE ticket SET version = ?2, head = ?3, changed_at = ?4, workflow = ?5, line = ?6, severity = ?7, "
    "states = ?8,"
    " snapshot_version = coalesce(?9, snapshot_version), snapshot = coalesce(?10, snapshot), next_due = ?11"
    " WHERE id = ?1";
constexpr std::string_view update_all =
    "UPDATE ticket SET version = ?2, head = ?3, changed_at = ?4, workflow = ?5, line = ?6, severity = ?7, "
    "states = ?8,"
    " snapshot_version = coalesce(?9, snapshot_version), snapshot = coalesce(?10, snapshot), next_due = ?11,"
    " opened_at = ?12, open = ?13, number = ?14, owner = ?15, team = ?16, party = ?17, parent = ?18 WHERE id "
    "= ?1";

constexpr std::string_view add_opening =
    "INSERT INTO opening(tenant, key, ticket) VALUES(?, ?, ?) ON CONFLICT DO NOTHING";
constexpr std::string_view add_effect =
    "INSERT INTO effect(ticket, version, tenant, key, kind, available_at, attempts, payload)"
    " SELECT ?1, ?2, ?3, ?4, ?5, ?6, 0, ?7 WHERE NOT EXISTS (SELECT 1 FROM incident WHERE tenant = ?3 AND "
    "key = ?4)"
    " ON CONFLICT DO NOTHING";
constexpr std::string_view erase_personal = "DELETE FROM personal WHERE ticket = ? AND slot = ?";
constexpr std::string_view put_personal =
    "INSERT INTO personal(ticket, slot, text) VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET text = excluded.text";

/// A ticket that the batch changes; its row is written once, at the end.
struct Touched {
    std::int64_t id = 0;
    Version version = 0;
    std::int64_t head = 0;
    bool is_new = false;
    bool due_changed = false;
    bool indexed_changed = false;
    const Append* newest = nullptr;
    const Append* with_snapshot = nullptr;
    Version snapshot_version = 0;
};

class BatchWriter {
  public:
    explicit BatchWriter(Database& database) noexcept : database_(database) {}

    Status add(const Append& append);
    Status write_rows();

  private:
    using Key = std::pair<std::string_view, std::string_view>;

    Result<Touched*> touch(const Append& append);
    Result<Touched> find(const Append& append);
    Result<std::int64_t> new_id();
    Status add_side_rows(const Append& append, const Touched& ticket);
    Status write_row(const Touched& ticket);

    Database& database_;
    std::map<Key, Touched> touched_;
    std::int64_t last_id_ = 0;
};

bool same_indexed(const Summary& a, const Summary& b) {
    return a.opened_at == b.opened_at && a.open == b.open && a.number == b.number && a.owner == b.owner &&
           a.team == b.team && a.party == b.party && a.parent == b.parent;
}

bool same_indexed(const Statement& row, const Summary& b) {
    return row.instant(4) == b.opened_at && (row.integer(5) != 0) == b.open && row.text(6) == b.number &&
           row.text(7) == b.owner && row.text(8) == b.team && row.text(9) == b.party &&
           row.text(10) == b.parent;
}

Result<std::int64_t> BatchWriter::new_id() {
    if (last_id_ == 0) {
        auto highest = database_.read_integer("SELECT max(id) FROM ticket");
        if (!highest) return highest;
        last_id_ = *highest;
    }
    return ++last_id_;
}

Result<Touched> BatchWriter::find(const Append& append) {
    Touched found;
    auto statement = database_.query(find_ticket, append.tenant, append.ticket);
    if (!statement) return fail(std::move(statement).error());
    Statement& row = **statement;
    auto exists = row.row();
    if (!exists) return fail(std::move(exists).error());
    if (!*exists) {
        found.is_new = true;
        return found;
    }
    found.id = row.integer(0);
    found.version = row.unsigned_integer(1);
    found.head = row.integer(2);
    found.due_changed = row.due(3) != append.next_due;
    found.indexed_changed = !same_indexed(row, append.summary);
    return found;
}

Result<Touched*> BatchWriter::touch(const Append& append) {
    const Key key{append.tenant.text(), append.ticket.text()};
    if (const auto known = touched_.find(key); known != touched_.end()) {
        Touched& ticket = known->second;
        ticket.due_changed |= ticket.newest->next_due != append.next_due;
        ticket.indexed_changed |= !same_indexed(ticket.newest->summary, append.summary);
        return &ticket;
    }
    auto found = find(append);
    if (!found) return fail(std::move(found).error());
    return &touched_.emplace(key, *found).first->second;
}

Status BatchWriter::add(const Append& append) {
    auto touched = touch(append);
    if (!touched) return fail(std::move(touched).error());
    Touched& ticket = **touched;
    if (ticket.version != append.expected) return fail(version_conflict(append, ticket.version));
    if (ticket.id == 0) {
        auto id = new_id();
        if (!id) return fail(std::move(id).error());
        ticket.id = *id;
    }
    ++ticket.version;
    ticket.newest = &append;
    if (!append.snapshot.empty()) {
        ticket.with_snapshot = &append;
        ticket.snapshot_version = ticket.version;
    }
    auto statement = database_.query(add_commit, ticket.id, ticket.version);
    if (!statement) return fail(std::move(statement).error());
    if (ticket.head == 0)
        (*statement)->add(Optional{});
    else
        (*statement)->add(ticket.head);
    if (auto ok = (*statement)->add(append.at).add(append.commit).run(); !ok) return ok;
    ticket.head = database_.last_id();
    return add_side_rows(append, ticket);
}

Status BatchWriter::add_side_rows(const Append& append, const Touched& ticket) {
    if (!append.idempotency_key.empty()) {
        if (auto ok = database_.run(add_opening, append.tenant, append.idempotency_key, append.ticket); !ok)
            return ok;
        if (database_.changes() == 0) {
            auto first = opened_by(database_, append.tenant, append.idempotency_key);
            if (!first) return fail(std::move(first).error());
            return fail(opening_conflict(append, first->value_or(TicketId())));
        }
    }
    for (const Effect& effect : append.effects) {
        if (auto ok = database_.run(add_effect, ticket.id, ticket.version, append.tenant, effect.key,
                                    effect.kind, effect.available_at, effect.payload);
            !ok)
            return ok;
        if (database_.changes() == 0) return fail(effect_conflict(append, effect));
    }
    for (const std::string& slot : append.erase)
        if (auto ok = database_.run(erase_personal, ticket.id, slot); !ok) return ok;
    for (const Personal& personal : append.personal)
        if (auto ok = database_.run(put_personal, ticket.id, personal.slot, personal.text); !ok) return ok;
    return {};
}

Status BatchWriter::write_row(const Touched& ticket) {
    const bool with_all = ticket.is_new || ticket.indexed_changed;
    const std::string_view sql = ticket.is_new        ? add_ticket
                                 : with_all           ? update_all
                                 : ticket.due_changed ? update_due
                                                      : update_unindexed;
    const Append& newest = *ticket.newest;
    const Summary& summary = newest.summary;
    const std::string states = write_states(summary);
    auto statement = database_.query(sql, ticket.id, ticket.version, ticket.head, summary.changed_at,
                                     Optional{summary.workflow}, Optional{summary.line},
                                     Optional{summary.severity}, states);
    if (!statement) return fail(std::move(statement).error());
    Statement& row = **statement;
    if (ticket.with_snapshot == nullptr)
        row.add(Optional{}).add(Optional{});
    else
        row.add(ticket.snapshot_version).add(ticket.with_snapshot->snapshot);
    if (with_all || ticket.due_changed) row.add(Due{newest.next_due});
    if (with_all)
        row.add(summary.opened_at)
            .add(summary.open)
            .add(Optional{summary.number})
            .add(Optional{summary.owner})
            .add(Optional{summary.team})
            .add(Optional{summary.party})
            .add(Optional{summary.parent});
    if (ticket.is_new) row.add(newest.tenant).add(newest.ticket);
    return row.run();
}

Status BatchWriter::write_rows() {
    for (const auto& [key, ticket] : touched_)
        if (auto ok = write_row(ticket); !ok) return ok;
    return {};
}

}  // namespace

Status append(Database& database, std::span<const Append> batch) {
    BatchWriter writer(database);
    for (const Append& append : batch)
        if (auto ok = writer.add(append); !ok) return ok;
    return writer.write_rows();
}

}  // namespace itr::store::sqlite
