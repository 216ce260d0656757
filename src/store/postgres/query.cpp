#include <fmt/core.h>

#include <algorithm>

#include "store/port.hpp"
#include "store/postgres/tickets.hpp"

namespace itr::store::postgres {

namespace {

/// A query's text, with its parameters beside it.
class QueryText {
  public:
    QueryText(const Query& query, const std::optional<Cursor>& after);

    [[nodiscard]] const std::string& sql() const noexcept { return sql_; }
    [[nodiscard]] const Parameters& parameters() const noexcept { return parameters_; }

  private:
    template <typename Value>
    std::string parameter(const Value& value) {
        parameters_.add(value);
        return fmt::format("${}", parameters_.count());
    }
    void where(std::string_view column, const std::optional<std::string>& wanted) {
        if (!wanted) return;
        sql_ += wanted->empty() ? fmt::format(" AND {} IS NULL", column)
                                : fmt::format(" AND {} = {}", column, parameter(*wanted));
    }

    std::string sql_ =
        "SELECT ticket, version, next_due, number, workflow, owner, team, line, severity, party, parent,"
        " states, open, opened_at, changed_at FROM ticket t WHERE tenant = ";
    Parameters parameters_;
};

QueryText::QueryText(const Query& query, const std::optional<Cursor>& after) {
    sql_ += parameter(query.tenant);
    where("number", query.number);
    where("workflow", query.workflow);
    where("owner", query.owner);
    where("team", query.team);
    where("line", query.line);
    where("severity", query.severity);
    where("party", query.party);
    where("parent", query.parent);
    if (query.open) sql_ += *query.open ? " AND open" : " AND NOT open";
    if (query.due_before)
        sql_ += fmt::format(
            " AND EXISTS (SELECT 1 FROM due d WHERE d.tenant = t.tenant AND d.ticket = t.ticket AND d.at < "
            "{})",
            parameter(*query.due_before));
    if (query.state)
        sql_ += fmt::format(
            " AND EXISTS (SELECT 1 FROM jsonb_array_elements_text(states::jsonb) s WHERE s = {0} OR "
            "starts_with(s, {0} || '.'))",
            parameter(*query.state));
    if (after) {
        const std::string opened_at = parameter(after->opened_at);
        sql_ += fmt::format(" AND (opened_at, ticket) > ({}, {})", opened_at, parameter(after->ticket));
    }
    // One more than asked for tells whether there is another page.
    sql_ += fmt::format(" ORDER BY opened_at, ticket LIMIT {}", parameter(row_limit(query.limit + 1)));
}

Result<Row> row_of(const Rows& from, int at) {
    auto states = read_states(from.text(at, 11));
    if (!states) return fail(std::move(states).error());
    Row row;
    row.ticket = TicketId(from.string(at, 0));
    row.version = from.unsigned_integer(at, 1);
    row.next_due = from.due(at, 2);
    Summary& summary = row.summary;
    summary.number = from.text(at, 3);
    summary.workflow = from.text(at, 4);
    summary.owner = from.text(at, 5);
    summary.team = from.text(at, 6);
    summary.line = from.text(at, 7);
    summary.severity = from.text(at, 8);
    summary.party = from.text(at, 9);
    summary.parent = from.text(at, 10);
    summary.states = *std::move(states);
    summary.open = from.boolean(at, 12);
    summary.opened_at = from.instant(at, 13);
    summary.changed_at = from.instant(at, 14);
    return row;
}

}  // namespace

Result<Page> query(Connection& connection, const Query& query) {
    if (auto ok = check(query); !ok) return fail(std::move(ok).error());
    std::optional<Cursor> after;
    if (!query.after.empty()) {
        auto cursor = read_cursor(query.after);
        if (!cursor) return fail(std::move(cursor).error());
        after = *std::move(cursor);
    }
    const QueryText text(query, after);
    Pipeline pipeline(connection);
    pipeline.add_once(text.sql(), text.parameters());
    auto rows = pipeline.finish();
    if (!rows) return fail(std::move(rows).error());
    Page page;
    const int count = std::min(rows->count(), static_cast<int>(query.limit));
    page.rows.reserve(static_cast<std::size_t>(count));
    for (int at = 0; at < count; ++at) {
        auto row = row_of(*rows, at);
        if (!row) return fail(std::move(row).error());
        page.rows.push_back(*std::move(row));
    }
    if (rows->count() > count)
        page.next = write(Cursor{page.rows.back().summary.opened_at, page.rows.back().ticket});
    return page;
}

}  // namespace itr::store::postgres
