// Reporting: a list by query, page by page; and figures from the history, which tells what has been, not only
// what is.
#include <itr/stores/memory.hpp>
#include <map>

#include "example.hpp"

using namespace itr;
using example::at;
using example::expect;
using example::must;

namespace {

const char* const yaml = R"yaml(
pack: support
version: 1.0.0
---
workflow: request
data: {severity: {type: enum, values: [major, minor], required: true}}
events: {solve: {role: desk}, reopen: {role: desk}}
states: {working: {on: {solve: solved}}, solved: {tags: [closed], on: {reopen: working}}}
---
agreement: support
clocks: {resolve: {stop: "inState('solved')"}}
goals: [{when: "ticket.severity == 'major'", resolve: 4h, calendar: 24x7}, {resolve: 24h, calendar: 24x7}]
---
roles: {desk: {rights: [open, view]}}
)yaml";

const TenantId tenant{"t"};
const Actor desk{"desk", {"desk"}, {}};

/// Thirty tickets, one an hour; every third is major, every fifth is solved five hours later and every tenth
/// comes back.
void a_day_and_a_bit(Engine& engine) {
    for (int i = 0; i < 30; ++i) {
        const TicketId ticket{"R-" + std::to_string(100 + i)};
        const Instant opened = at("2026-03-02T00:00:00Z") + hours(i);
        const char* const severity = i % 3 == 0 ? "major" : "minor";
        example::run(engine,
                     {tenant, ticket, desk, command::Open{"request", {{"severity", Value(severity)}}}},
                     opened);
        if (i % 5 == 0)
            example::run(engine, {tenant, ticket, desk, command::Send{"solve"}}, opened + hours(5));
        if (i % 10 == 0)
            example::run(engine, {tenant, ticket, desk, command::Send{"reopen"}}, opened + hours(6));
    }
}

// [pages]
/// Every open ticket, without holding them all: a page at a time, in the order in which they were opened.
std::map<std::string, int> open_by_severity(Engine& engine) {
    std::map<std::string, int> count;
    store::Query query;
    query.tenant = tenant;
    query.open = true;
    query.limit = 10;
    do {
        const store::Page page = must(engine.query(query, desk));
        for (const store::Row& row : page.rows) ++count[row.summary.severity];
        query.after = page.next;
    } while (!query.after.empty());
    return count;
}
// [/pages]

// [history]
/// How often a ticket came back: a fact of its history that its present state does not show.
int times_reopened(Engine& engine, const TicketId& ticket) {
    int times = 0;
    for (const Value& commit : must(engine.history(tenant, ticket, desk)))
        for (const Value& step : commit.find("steps")->as_list())
            if (const Value* event = step.find("event")) times += *event == Value("reopen") ? 1 : 0;
    return times;
}
// [/history]

}  // namespace

int main() {
    const auto engine = must(Engine::open(example::options_on(store::make_memory_store())));
    must(engine->deploy(example::compile(yaml), at("2026-03-01T00:00:00Z"), example::host));
    a_day_and_a_bit(*engine);

    const Instant evening = at("2026-03-03T12:00:00Z");
    while (must(engine->advance(evening)).more) {
    }
    auto open = open_by_severity(*engine);
    std::printf("open: %d major, %d minor\n", open["major"], open["minor"]);
    expect(open["major"] == 9 && open["minor"] == 18, "three of thirty are solved and stayed so");

    int breached = 0;
    int reopened = 0;
    store::Query all;
    all.tenant = tenant;
    for (const store::Row& row : must(engine->query(all, desk)).rows) {
        for (const ClockView& clock : must(engine->get(tenant, row.ticket, desk, evening)).clocks)
            breached += clock.breached ? 1 : 0;
        reopened += times_reopened(*engine, row.ticket);
    }
    std::printf("late: %d, reopened: %d\n", breached, reopened);
    expect(reopened == 3, "three came back");
    expect(breached > 0, "some were late");
    expect(must(engine->query(all, {"nobody", {}, {}})).rows.empty(),
           "who may see nothing gets an empty list");
}
