// The rows of a ticket that its host writes and reads itself.
#include <itr/document.hpp>
#include <itr/effect.hpp>

#include "document/codes.hpp"

namespace itr::document {
namespace {

constexpr std::int64_t max_stored_version = (std::int64_t{1} << 53) - 1;

Value number(std::uint64_t n) { return Value(static_cast<std::int64_t>(n)); }

Result<store::Commit> read_stored_commit(const Value& item) {
    Members m(item, "a commit");
    store::Commit commit;
    commit.version = static_cast<store::Version>(m.number("version", 0, 1, max_stored_version));
    commit.at = m.instant("at").value_or(Instant{});
    commit.text = m.needed_text("text");
    if (auto ok = m.done(); !ok) return fail(ok.error());
    return commit;
}

Result<std::vector<store::Commit>> read_commits(Members& m) {
    std::vector<store::Commit> commits;
    const auto items = m.items("commits");
    commits.reserve(items.size());
    for (const Value& item : items) {
        auto commit = read_stored_commit(item);
        if (!commit) return fail(commit.error());
        commits.push_back(*std::move(commit));
    }
    return commits;
}

}  // namespace

Result<std::vector<store::Personal>> read_personal(Members& m) {
    std::vector<store::Personal> personal;
    for (const Value& item : m.items("personal")) {
        Members row(item, "a personal text");
        personal.push_back({row.needed_text("slot"), row.needed_text("text")});
        if (auto ok = row.done(); !ok) return fail(ok.error());
    }
    return personal;
}

namespace {

Value to_value(const store::Summary& s) {
    Object map;
    map.text("number", s.number).text("workflow", s.workflow).text("owner", s.owner).text("team", s.team);
    map.text("line", s.line).text("severity", s.severity).text("party", s.party).text("parent", s.parent);
    map.add("states", texts_of(s.states)).add("open", Value(s.open));
    map.instant("opened_at", s.opened_at).instant("changed_at", s.changed_at);
    return map.done();
}

Value to_value(const store::Effect& effect) {
    Object map;
    map.add("key", Value(effect.key)).add("kind", Value(effect.kind)).add("payload", Value(effect.payload));
    return map.add("available_at", Value(to_string(effect.available_at)))
        .add("signal", Value(is_signal(effect.kind)))
        .done();
}

Value to_value(const store::Personal& personal) {
    return Object().add("slot", Value(personal.slot)).add("text", Value(personal.text)).done();
}

}  // namespace

Result<StoredTicket> read_stored(const Value& document) {
    Members m(document, "a stored ticket");
    StoredTicket stored;
    stored.key = {TenantId(m.needed_text("tenant")), TicketId(m.needed_text("ticket"))};
    stored.loaded.snapshot = m.text("snapshot");
    stored.loaded.snapshot_version =
        static_cast<store::Version>(m.number("snapshot_version", 0, 0, max_stored_version));
    auto commits = read_commits(m);
    if (!commits) return fail(commits.error());
    auto personal = read_personal(m);
    if (!personal) return fail(personal.error());
    if (auto ok = m.done(); !ok) return fail(ok.error());
    stored.loaded.tail = *std::move(commits);
    stored.loaded.personal = *std::move(personal);
    if (stored.loaded.snapshot.empty() != (stored.loaded.snapshot_version == 0))
        return fail(document_invalid, "expected 'snapshot' and 'snapshot_version' together, but found one");
    return stored;
}

Result<std::vector<store::Commit>> read_history(const Value& document) {
    Members m(document, "a history");
    auto commits = read_commits(m);
    if (!commits) return commits;
    if (auto ok = m.done(); !ok) return fail(ok.error());
    return commits;
}

Value to_value(const store::Append& rows) {
    Object map;
    map.add("tenant", Value(rows.tenant.text())).add("ticket", Value(rows.ticket.text()));
    map.add("expected_version", number(rows.expected)).add("version", number(rows.expected + 1));
    map.add("at", Value(to_string(rows.at)))
        .add("commit", Value(rows.commit))
        .text("snapshot", rows.snapshot);
    map.add("summary", to_value(rows.summary)).instant("next_due", rows.next_due);
    map.add("effects", list_of(rows.effects, [](const auto& one) { return to_value(one); }))
        .add("personal", list_of(rows.personal, [](const auto& one) { return to_value(one); }));
    return map.add("erase", texts_of(rows.erase)).text("idempotency_key", rows.idempotency_key).done();
}

}  // namespace itr::document
