#include <fmt/format.h>

#include "store/port.hpp"
#include "store/sqlite/tickets.hpp"

namespace itr::store::sqlite {

namespace {

/// The most selective index that the query's conditions allow, named outright: without statistics SQLite
/// guesses, and statistics would make plans change under way.
std::string_view best_index(const Query& query) {
    const auto given = [](const std::optional<std::string>& text) { return text && !text->empty(); };
    if (given(query.number)) return "ticket_number";
    if (given(query.parent)) return "ticket_parent";
    if (given(query.owner)) return "ticket_owner";
    if (given(query.party)) return "ticket_party";
    if (query.due_before) return "ticket_due";
    if (given(query.team)) return "ticket_team";
    if (query.open.value_or(false)) return "ticket_open";
    return "ticket_order";
}

std::string statement_text(const Query& query, bool continues) {
    std::string sql = fmt::format(
        "SELECT ticket, version, next_due, number, workflow, owner, team, line, severity, party, parent, "
        "states, open,"
        " opened_at, changed_at FROM ticket INDEXED BY {} WHERE tenant = ?",
        best_index(query));
    const auto where = [&](std::string_view column, const std::optional<std::string>& wanted) {
        if (wanted) sql += fmt::format(" AND {} {}", column, wanted->empty() ? "IS NULL" : "= ?");
    };
    where("number", query.number);
    where("workflow", query.workflow);
    where("owner", query.owner);
    where("team", query.team);
    where("line", query.line);
    where("severity", query.severity);
    where("party", query.party);
    where("parent", query.parent);
    if (query.open) sql += *query.open ? " AND open = 1" : " AND open = 0";
    if (query.due_before) sql += " AND next_due < ?";
    if (query.state)
        sql +=
            " AND EXISTS (SELECT 1 FROM json_each(states) WHERE value = ? OR substr(value, 1, length(?) + 1) "
            "= ? || '.')";
    if (continues) sql += " AND (opened_at, ticket) > (?, ?)";
    return sql + " ORDER BY opened_at, ticket LIMIT ?";
}

void bind_conditions(Statement& statement, const Query& query, const std::optional<Cursor>& after) {
    statement.bind(query.tenant);
    for (const auto* wanted : {&query.number, &query.workflow, &query.owner, &query.team, &query.line,
                               &query.severity, &query.party, &query.parent})
        if (*wanted && !(*wanted)->empty()) statement.add(**wanted);
    if (query.due_before) statement.add(*query.due_before);
    if (query.state) statement.add(*query.state).add(*query.state).add(*query.state);
    if (after) statement.add(after->opened_at).add(after->ticket);
    // One more than asked for tells whether there is another page.
    statement.add(row_limit(query.limit + 1));
}

Result<Row> read_row(const Statement& from) {
    auto states = read_states(from.text(11));
    if (!states) return fail(std::move(states).error());
    Row row;
    row.ticket = TicketId(std::string(from.text(0)));
    row.version = from.unsigned_integer(1);
    row.next_due = from.due(2);
    Summary& summary = row.summary;
    summary.number = from.text(3);
    summary.workflow = from.text(4);
    summary.owner = from.text(5);
    summary.team = from.text(6);
    summary.line = from.text(7);
    summary.severity = from.text(8);
    summary.party = from.text(9);
    summary.parent = from.text(10);
    summary.states = *std::move(states);
    summary.open = from.integer(12) != 0;
    summary.opened_at = from.instant(13);
    summary.changed_at = from.instant(14);
    return row;
}

}  // namespace

Result<Page> query(Database& database, const Query& query) {
    if (auto ok = check(query); !ok) return fail(std::move(ok).error());
    std::optional<Cursor> after;
    if (!query.after.empty()) {
        auto cursor = read_cursor(query.after);
        if (!cursor) return fail(std::move(cursor).error());
        after = *std::move(cursor);
    }
    auto statement = database.prepare(statement_text(query, after.has_value()));
    if (!statement) return fail(std::move(statement).error());
    bind_conditions(**statement, query, after);
    Page page;
    for (;;) {
        auto more = (*statement)->row();
        if (!more) return fail(std::move(more).error());
        if (!*more) return page;
        if (page.rows.size() == query.limit) {
            page.next = write(Cursor{page.rows.back().summary.opened_at, page.rows.back().ticket});
            return page;
        }
        auto row = read_row(**statement);
        if (!row) return fail(std::move(row).error());
        page.rows.push_back(*std::move(row));
    }
}

}  // namespace itr::store::sqlite
