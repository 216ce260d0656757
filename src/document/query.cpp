// Questions and their answers.
#include <itr/document.hpp>

namespace itr::document {

namespace {

void read_conditions(Members& m, store::Query& query) {
    query.state = m.optional_text("state");
    query.workflow = m.optional_text("workflow");
    query.owner = m.optional_text("owner");
    query.team = m.optional_text("team");
    query.line = m.optional_text("line");
    query.severity = m.optional_text("severity");
    query.party = m.optional_text("party");
    query.parent = m.optional_text("parent");
    query.number = m.optional_text("number");
    if (m.find("open") != nullptr) query.open = m.flag("open", true);
}

}  // namespace

store::Query read_query(Members& m) {
    store::Query query;
    if (const Value* where = m.find("where")) {
        Members conditions(*where, "the conditions of a query");
        read_conditions(conditions, query);
        if (auto ok = conditions.done(); !ok) m.refuse(ok.error());
    }
    query.due_before = m.instant("due_before");
    query.limit =
        static_cast<std::size_t>(m.number("limit", 100, 1, static_cast<std::int64_t>(store::max_page)));
    query.after = m.text("after");
    return query;
}

Value to_value(const store::Row& row) {
    const store::Summary& s = row.summary;
    Object map;
    map.add("ticket", Value(row.ticket.text())).add("version", Value(static_cast<std::int64_t>(row.version)));
    map.add("open", Value(s.open))
        .add("opened_at", Value(to_string(s.opened_at)))
        .add("changed_at", Value(to_string(s.changed_at)));
    map.text("number", s.number).text("workflow", s.workflow).text("owner", s.owner).text("team", s.team);
    map.text("line", s.line).text("severity", s.severity).text("party", s.party).text("parent", s.parent);
    return map.add("states", texts_of(s.states)).instant("next_due", row.next_due).done();
}

Value to_value(const store::Page& page) {
    return Object()
        .add("tickets", list_of(page.rows, [](const auto& one) { return to_value(one); }))
        .add("next", Value(page.next))
        .done();
}

}  // namespace itr::document
