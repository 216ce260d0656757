// itr report: how many tickets there are, where they stand, and whose clocks are late.
#include <fmt/format.h>

#include <map>

#include "cli/commands.hpp"
#include "cli/consumption.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/store_packs.hpp"

namespace itr::cli {
namespace {

using Counts = std::map<std::string, std::int64_t>;

/// What is counted: by the value of a column.
struct Figures {
    std::int64_t tickets = 0, open = 0;
    std::map<std::string, Counts> by;  ///< "workflow" → "service-request" → 12
    void count(const store::Row& row) {
        const store::Summary& s = row.summary;
        ++tickets;
        open += s.open ? 1 : 0;
        ++by["workflow"][s.workflow];
        for (const std::string& state : s.states) ++by["state"][state];
        const std::pair<const char*, const std::string*> columns[]{
            {"severity", &s.severity}, {"team", &s.team}, {"line", &s.line}};
        for (const auto& [column, text] : columns)
            if (!text->empty()) ++by[column][*text];
    }
};

Result<Figures> count_all(const Session& session) {
    Figures figures;
    Progress progress("tickets");
    store::Query query;
    query.tenant = session.tenant;
    query.limit = store::max_page;
    do {
        auto page = session.engine->query(query, session.actor);
        if (!page) return fail(page.error());
        for (const store::Row& row : page->rows) figures.count(row);
        query.after = page->next;
        progress.update(static_cast<std::size_t>(figures.tickets));
    } while (!query.after.empty());
    return figures;
}

/// Of what only the house may see: who held the promises. Nothing for others.
Result<insight::ConsumptionReport> consumption_of(const Session& session) {
    const auto packs = StorePacks::of(session.engine->store());
    if (!packs) return fail(packs.error());
    if (!packs->may_see_all(session.actor)) return insight::ConsumptionReport();
    return insight::consumption(session.engine->store(), session.tenant, *packs, session.now);
}

Value value_of(const Figures& figures, const insight::ConsumptionReport& consumed) {
    MapValue map;
    map.add("tickets", Value(figures.tickets))
        .add("open", Value(figures.open))
        .add("closed", Value(figures.tickets - figures.open));
    for (const auto& [column, counts] : figures.by) {
        MapValue each;
        for (const auto& [value, n] : counts) each.add(value, Value(n));
        map.add("by_" + column, each.done());
    }
    if (!consumed.empty()) map.add("consumption", insight::to_value(consumed));
    return map.done();
}

int report(const SessionOptions& options) {
    auto session = open_session(options);
    if (!session) return fail_with(session.error());
    const auto figures = count_all(*session);
    if (!figures) return fail_with(figures.error());
    const auto consumed = consumption_of(*session);
    if (!consumed) return fail_with(consumed.error());
    if (session->json) {
        print_json(value_of(*figures, *consumed));
        return exit_ok;
    }
    print_line(fmt::format("{} tickets, {} open, {} closed", figures->tickets, figures->open,
                           figures->tickets - figures->open));
    for (const auto& [column, counts] : figures->by) {
        print_line(paint(Colour::bold, "by " + column));
        std::vector<std::vector<std::string>> rows;
        for (const auto& [value, n] : counts) rows.push_back({"  " + value, std::to_string(n)});
        print(table(rows));
    }
    print_blame(*consumed);
    return exit_ok;
}

}  // namespace

void add_report(Arguments& root) {
    const auto options = std::make_shared<SessionOptions>();
    Arguments command = root.command("report", "Count the tickets that the actor may see",
                                     [options] { return report(*options); });
    add_ticket_options(command, *options);
}

}  // namespace itr::cli
