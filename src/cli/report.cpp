// itr report: how many tickets there are, where they stand, and what their journals tell of the way there.
#include <fmt/format.h>

#include <algorithm>
#include <itr/insight.hpp>
#include <map>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/consumption.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/report_figures.hpp"
#include "cli/session.hpp"
#include "cli/stop.hpp"
#include "cli/stored_packs.hpp"

namespace itr::cli {
namespace {

Error stopped_early() { return {stopped, "stopped before the report was complete"}; }

using Counts = std::map<std::string, std::size_t>;

/// Where tickets stand now: counted by the value of a column.
struct Standing {
    std::size_t tickets = 0, open = 0;
    std::map<std::string, Counts> by;  ///< "workflow" → "service-request" → 12
    void count(const store::Row& row) {
        const store::Summary& s = row.summary;
        ++tickets;
        open += s.open ? 1U : 0U;
        ++by["workflow"][s.workflow];
        for (const std::string& state : s.states) ++by["state"][state];
        const std::pair<const char*, const std::string*> columns[]{
            {"severity", &s.severity}, {"team", &s.team}, {"line", &s.line}};
        for (const auto& [column, text] : columns)
            if (!text->empty()) ++by[column][*text];
    }
};

Result<Standing> count_all(const Session& session) {
    Standing standing;
    Progress progress("tickets");
    store::Query query;
    query.tenant = session.tenant;
    query.limit = store::max_page;
    do {
        auto page = session.engine->query(query, session.actor);
        if (!page) return fail(page.error());
        for (const store::Row& row : page->rows) standing.count(row);
        query.after = page->next;
        progress.update(standing.tickets);
    } while (!query.after.empty() && !stop_requested());
    return standing;
}

/// Journals are not narrowed to what a customer may see: whoever may not see all gets none of it.
Result<std::optional<insight::Report>> read_journals(const Session& session, std::size_t tickets,
                                                     bool now_given) {
    const auto packs = StoredPacks::read(session.engine->store());
    if (!packs) return fail(packs.error());
    if (!packs->may_view_all(session.actor.roles)) return std::optional<insight::Report>();
    Progress progress("journals");
    insight::Options options;
    if (now_given) options.as_of = session.now;
    options.progress = [&](std::size_t done) {
        progress.update(done, tickets);
        return !stop_requested();
    };
    auto report = insight::report(session.engine->store(), session.tenant, *packs, options);
    if (!report) return fail(report.error());
    return std::optional(*std::move(report));
}

/// Who held the promises; of the same journals, for the same readers.
Result<insight::ConsumptionReport> read_consumption(const Session& session, std::size_t tickets,
                                                    Instant as_of) {
    const auto packs = StoredPacks::read(session.engine->store());
    if (!packs) return fail(packs.error());
    Progress progress("clocks of tickets");
    return insight::consumption(session.engine->store(), session.tenant, *packs, as_of,
                                [&](std::size_t done) {
                                    progress.update(done, tickets);
                                    return !stop_requested();
                                });
}

Value value_of(const Standing& standing, const std::optional<insight::Report>& journals,
               const insight::ConsumptionReport& consumed) {
    MapValue map;
    map.add("tickets", standing.tickets)
        .add("open", standing.open)
        .add("closed", standing.tickets - standing.open);
    for (const auto& [column, counts] : standing.by) {
        MapValue each;
        for (const auto& [value, n] : counts) each.add(value, n);
        map.add("by_" + column, each.done());
    }
    if (!journals) return map.done();
    const Value told = insight::to_value(*journals);
    for (const char* member : {"as_of", "workflows"}) map.add(member, *told.find(member));
    map.add("consumption", insight::to_value(consumed));
    return map.done();
}

void print_standing(const Standing& standing) {
    print_line(fmt::format("{}, {} open, {} closed", counted(standing.tickets, "ticket"), standing.open,
                           standing.tickets - standing.open));
    for (const auto& [column, counts] : standing.by) print_counts("by " + column, counts);
}

int report(const SessionOptions& options) {
    watch_for_stop();
    auto session = open_session(options, Access::read);
    if (!session) return fail_with(session.error());
    const auto standing = count_all(*session);
    if (!standing) return fail_with(standing.error());
    const auto journals = read_journals(*session, standing->tickets, !options.now.empty());
    if (stop_requested()) return fail_with(stopped_early());
    if (!journals) return fail_with(journals.error());
    insight::ConsumptionReport consumed;
    if (*journals) {
        auto read = read_consumption(*session, standing->tickets, (*journals)->as_of);
        if (stop_requested()) return fail_with(stopped_early());
        if (!read) return fail_with(read.error());
        consumed = *std::move(read);
    }
    if (session->json) return print_json(value_of(*standing, *journals, consumed)), exit_ok;
    print_standing(*standing);
    if (*journals) print_journals(**journals);
    print_blame(consumed);
    return exit_ok;
}

}  // namespace

void add_report(Arguments& root) {
    const auto options = std::make_shared<SessionOptions>();
    Arguments command = root.command("report", "Count tickets, and tell from their journals how they went",
                                     [options] { return report(*options); });
    add_ticket_options(command, *options);
    command.footer(
        "Where tickets stand: all that the actor may see. How they went (lines, teams, states, clocks, "
        "refusals): "
        "for actors with the right `view`, as of --now, else of the last commit. docs/replay.md explains the "
        "figures; lists are cut in text, and whole in JSON.");
}

}  // namespace itr::cli
