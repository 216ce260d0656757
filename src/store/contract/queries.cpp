// Searching by the columns of a ticket.
#include <algorithm>
#include <functional>

#include "store/contract/checks.hpp"

namespace itr::store::contract {

namespace {

std::vector<std::string> found(Store& store, const Query& query, const Where& where = Where::current()) {
    std::vector<std::string> ids;
    for (const Row& row : value(store.query(query), where).rows) ids.push_back(row.ticket.text());
    return ids;
}

/// T-0 … T-(count-1), each a minute after the one before.
void add_tickets(Store& store, int count, const std::function<void(int, Append&)>& change) {
    for (int i = 0; i < count; ++i) {
        Append append = opening(acme, "T-" + std::to_string(i));
        append.summary.opened_at = start + minutes(i);
        change(i, append);
        add(store, append);
    }
}

using Ids = std::vector<std::string>;

void every_column_is_searched(Subject& subject) {
    auto store = subject.open();
    using Field = std::string Summary::*;
    using Condition = std::optional<std::string> Query::*;
    const std::vector<std::pair<Field, Condition>> columns{
        {&Summary::number, &Query::number}, {&Summary::workflow, &Query::workflow},
        {&Summary::owner, &Query::owner},   {&Summary::team, &Query::team},
        {&Summary::line, &Query::line},     {&Summary::severity, &Query::severity},
        {&Summary::party, &Query::party},   {&Summary::parent, &Query::parent}};
    add_tickets(*store, 8, [&](int i, Append& append) {
        for (const auto& [field, condition] : columns) append.summary.*field = "common";
        append.summary.*(columns[static_cast<std::size_t>(i)].first) = "special";
    });
    add_tickets(*store, 0, {});
    Append bare = opening(acme, "bare");
    bare.summary = Summary{};
    bare.summary.opened_at = start - minutes(1);
    add(*store, bare);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        Query query{.tenant = acme};
        query.*(columns[i].second) = "special";
        expect(found(*store, query) == Ids{"T-" + std::to_string(i)}, "the one ticket with the value");
        query.*(columns[i].second) = "nowhere";
        expect(found(*store, query).empty(), "none with another value");
        query.*(columns[i].second) = "";
        expect(found(*store, query) == Ids{"bare"}, "an empty condition to find tickets where it is not set");
        query.*(columns[i].second) = "common";
        query.*(columns[(i + 1) % columns.size()].second) = "special";
        expect(found(*store, query) == Ids{"T-" + std::to_string((i + 1) % columns.size())},
               "all conditions to hold");
    }
}

void a_state_is_found_by_its_ancestors(Subject& subject) {
    auto store = subject.open();
    add_tickets(*store, 3, [](int i, Append& append) {
        if (i == 0) append.summary.states = {"handle.diagnosis.locating", "handle.recovery.assessing"};
        if (i == 1) append.summary.states = {"handle"};
        if (i == 2) append.summary.states = {"handled.late"};
    });
    const auto in = [&](const std::string& state) {
        Query query{.tenant = acme};
        query.state = state;
        return found(*store, query);
    };
    expect(in("handle") == Ids{"T-0", "T-1"}, "a state and its descendants, not a namesake");
    expect(in("handle.diagnosis") == Ids{"T-0"}, "an inner ancestor");
    expect(in("handle.recovery.assessing") == Ids{"T-0"}, "each active state");
    expect(in("handle.recovery.assess").empty() && in("locating").empty(), "no part of a name");
    expect(in("handl_").empty() && in("%").empty() && in("").empty(), "no patterns");
}

void open_and_due_narrow_a_query(Subject& subject) {
    auto store = subject.open();
    add_tickets(*store, 6, [](int i, Append& append) {
        append.summary.open = i % 2 == 0;
        append.summary.team = "desk";
        if (i < 4) append.next_due = start + hours(i);
    });
    Query query{.tenant = acme};
    query.open = true;
    expect(found(*store, query) == Ids{"T-0", "T-2", "T-4"}, "the open ones");
    query.due_before = start + hours(2);
    expect(found(*store, query) == Ids{"T-0"}, "due strictly before");
    query.open = false;
    expect(found(*store, query) == Ids{"T-1"}, "the closed one that is due");
    query.open.reset();
    query.due_before = never;
    expect(found(*store, query) == Ids{"T-0", "T-1", "T-2", "T-3"}, "all that have something due");
    query.team = "desk";
    query.open = true;
    expect(found(*store, query) == Ids{"T-0", "T-2"}, "conditions together");
}

void a_row_tells_the_newest_state(Subject& subject) {
    auto store = subject.open();
    Append append = opening(acme, "T-1");
    append.summary = {"R-7",     "request", "ann",        "desk", "L1",  "minor",
                      "acme-it", "T-0",     {"a", "b.c"}, true,   start, start};
    add(*store, append);
    append.expected = 1;
    append.summary = {"R-8",
                      "fault",
                      "bob",
                      "plant",
                      "L2",
                      "major",
                      "party",
                      "T-9",
                      {"z"},
                      false,
                      start + minutes(1),
                      start + hours(1)};
    append.next_due = start + hours(3);
    add(*store, append);
    store = reopened(subject, std::move(store));
    const auto rows = value(store->query({.tenant = acme})).rows;
    expect(rows == std::vector<Row>{{TicketId("T-1"), 2, append.summary, start + hours(3)}},
           "the newest summary and due");
    append.expected = 2;
    append.summary = Summary{};
    append.summary.opened_at = start;
    append.next_due = never;
    add(*store, append);
    expect(value(store->query({.tenant = acme})).rows.front().summary == append.summary,
           "columns to become unset again");
}

void rows_have_a_total_order(Subject& subject) {
    auto store = subject.open();
    for (const char* id : {"b", "a", "B", "ä", "a-1", "工"}) add(*store, opening(acme, id));
    Append early = opening(acme, "z");
    early.summary.opened_at = start - hours(1);
    add(*store, early);
    expect(found(*store, {.tenant = acme}) == Ids{"z", "B", "a", "a-1", "b", "ä", "工"},
           "by opened_at, then ticket id in byte order");
}

void pages_cover_everything_once(Subject& subject) {
    auto store = subject.open();
    // Groups of five with the same instant, so that pages end within one.
    add_tickets(*store, 47, [](int i, Append& append) {
        append.summary.opened_at = start + minutes(i / 5);
        append.summary.owner = i % 3 == 0 ? "ann" : "bob";
        append.summary.open = i % 4 != 0;
        append.next_due = start + minutes(100 - i);
    });
    std::vector<Query> queries(4, Query{.tenant = acme});
    queries[1].owner = "bob";
    queries[2].open = true;
    queries[3].due_before = start + minutes(90);
    for (Query query : queries) {
        query.limit = max_page;
        const Ids whole = found(*store, query);
        for (const std::size_t limit : {1u, 7u, 46u, 47u}) {
            query.limit = limit;
            query.after.clear();
            Ids pieces;
            do {
                Page page = value(store->query(query));
                expect(page.rows.size() == limit || page.next.empty(), "only the last page to be short");
                for (const Row& row : page.rows) pieces.push_back(row.ticket.text());
                query.after = page.next;
            } while (!query.after.empty() && pieces.size() <= whole.size());
            expect(pieces == whole, "every row once and in order, whatever the page size");
        }
    }
}

void a_page_stays_while_tickets_change(Subject& subject) {
    auto store = subject.open();
    add_tickets(*store, 6, [](int, Append&) {});
    Query query{.tenant = acme};
    query.limit = 3;
    const Page first = value(store->query(query));
    Append changed = step(acme, "T-2", 1);
    changed.summary.opened_at = start + minutes(2);
    changed.summary.owner = "someone";
    add(*store, changed);
    Append late = opening(acme, "T-9");
    late.summary.opened_at = start - minutes(9);
    add(*store, late);
    query.after = first.next;
    expect(found(*store, query) == Ids{"T-3", "T-4", "T-5"}, "the next page to start where the first ended");
}

void a_broken_query_is_refused(Subject& subject) {
    auto store = subject.open();
    Query query{.tenant = acme};
    query.limit = 0;
    refused(store->query(query), "store.invalid");
    query.limit = max_page + 1;
    refused(store->query(query), "store.invalid");
    query.limit = 1;
    query.after = "'; DROP TABLE";
    refused(store->query(query), "store.invalid");
}

}  // namespace

void promise_queries(Promises& promises) {
    promises.insert(
        promises.end(),
        {
            {"every column is searched, alone and together", every_column_is_searched},
            {"a state is found by its name and by its ancestors'", a_state_is_found_by_its_ancestors},
            {"open and due narrow a query", open_and_due_narrow_a_query},
            {"a row tells the newest state", a_row_tells_the_newest_state},
            {"rows come by opening, then ticket id in byte order", rows_have_a_total_order},
            {"pages of any size cover everything once", pages_cover_everything_once},
            {"a page starts where the one before ended, whatever changed", a_page_stays_while_tickets_change},
            {"a limit or cursor that cannot be is refused", a_broken_query_is_refused},
        });
}

}  // namespace itr::store::contract
