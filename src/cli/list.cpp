// itr list: the tickets that the actor may see.
#include <fmt/format.h>

#include <array>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/query_fields.hpp"
#include "cli/session.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

constexpr std::array<const char*, 8> conditions{"state", "workflow", "owner", "team",
                                                "line",  "severity", "party", "parent"};

struct ListOptions {
    std::array<std::string, conditions.size()> wanted;
    std::string due_before, status = "any", after;
    std::int64_t limit = 100;
    SessionOptions session;
};

Result<store::Query> query_of(const ListOptions& options, const TenantId& tenant) {
    store::Query query;
    query.tenant = tenant;
    for (std::size_t i = 0; i < conditions.size(); ++i)
        if (!options.wanted[i].empty()) *condition(query, conditions[i]) = options.wanted[i];
    if (options.status != "any") query.open = options.status == "open";
    if (!options.due_before.empty()) {
        const auto due = parse_instant(options.due_before);
        if (!due) return fail(due.error());
        query.due_before = *due;
    }
    query.limit = static_cast<std::size_t>(options.limit);
    query.after = options.after;
    return query;
}

void print_rows(const store::Page& page) {
    std::vector<std::vector<std::string>> rows{
        {"number", "id", "workflow", "state", "severity", "owner", "team", "line", "next due"}};
    for (const store::Row& row : page.rows) {
        const store::Summary& s = row.summary;
        rows.push_back({s.number, row.ticket.text(), s.workflow, fmt::format("{}", fmt::join(s.states, ",")),
                        s.severity, s.owner, s.team, s.line,
                        row.next_due == never ? "" : words(row.next_due)});
    }
    print(table(rows));
    if (!page.next.empty()) print_line(fmt::format("… and more: --after {}", visible(page.next)));
}

int list(const ListOptions& options) {
    auto session = open_session(options.session, Access::read);
    if (!session) return fail_with(session.error());
    auto query = query_of(options, session->tenant);
    if (!query) return fail_with(query.error());
    const auto page = session->engine->query(*std::move(query), session->actor);
    if (!page) return fail_with(page.error());
    if (!session->json) return print_rows(*page), exit_ok;
    print_json(
        MapValue()
            .add("tickets",
                 document::list_of(page->rows, [](const store::Row& row) { return document::to_value(row); }))
            .add("more", Value(!page->next.empty()))
            .add("next", Value(page->next))
            .done());
    return exit_ok;
}

}  // namespace

void add_list(Arguments& root) {
    const auto options = std::make_shared<ListOptions>();
    Arguments command =
        root.command("list", "List tickets; all conditions must hold", [options] { return list(*options); });
    // --party already says on whose behalf the actor acts, and narrows the list by itself.
    for (std::size_t i = 0; i < conditions.size(); ++i)
        command.option(
            std::string("--") + (conditions[i] == std::string_view("party") ? "of" : conditions[i]),
            options->wanted[i],
            conditions[i] == std::string_view("party")
                ? "only tickets of this party"
                : fmt::format("only tickets with this {}", conditions[i]));
    command.choice("--status", options->status, {"any", "open", "closed"}, "only open or closed ones")
        .option("--due-before", options->due_before, "only those with something to do before this instant")
        .number("--limit", options->limit, 1, store::max_page, "at most so many")
        .option("--after", options->after, "go on where a list has ended that said so");
    add_ticket_options(command, options->session);
}

}  // namespace itr::cli
