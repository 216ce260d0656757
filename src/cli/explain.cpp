// itr explain: why a clock of a ticket stands where it stands.
#include <fmt/format.h>

#include <itr/explain.hpp>

#include "cli/commands.hpp"
#include "cli/consumption.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "cli/stored_packs.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

constexpr std::size_t commits_a_read = 1000;

struct ExplainOptions {
    std::string ticket, clock;
    SessionOptions session;
};

Result<std::vector<store::Commit>> read_journal(store::Store& store, const store::TicketKey& key) {
    std::vector<store::Commit> commits;
    for (store::Version after = 0;;) {
        auto rows = store.history(key, after, commits_a_read);
        if (!rows) return fail(rows.error());
        if (rows->empty()) return commits;
        after = rows->back().version;
        commits.insert(commits.end(), std::make_move_iterator(rows->begin()),
                       std::make_move_iterator(rows->end()));
    }
}

void print_cycle(const insight::CycleStory& cycle) {
    std::string headline = fmt::format("cycle {}: {}", cycle.number, clock::to_string(cycle.phase));
    if (cycle.breached) headline += ", breached";
    if (cycle.target)
        headline += fmt::format(", {} of {}", itr::to_string(cycle.elapsed), itr::to_string(*cycle.target));
    if (cycle.elapsed_real != cycle.elapsed)
        headline += fmt::format(", {} in real time", itr::to_string(cycle.elapsed_real));
    if (cycle.due != never) headline += ", due " + words(cycle.due);
    print_line(paint(Colour::bold, headline));
    for (const insight::ClockChange& change : cycle.changes) print_line("  " + change.sentence);
    std::vector<std::vector<std::string>> rows;
    for (const insight::Segment& segment : cycle.segments)
        rows.push_back(
            {"  " + words(segment.from), segment.to == never ? "still" : words(segment.to),
             segment.running ? "counted " + itr::to_string(segment.counted) : "rested: " + segment.reason,
             segment.running ? (segment.calendar.empty() ? "real time" : segment.calendar) : ""});
    print_line("segments");
    print(table(rows));
    print_consumption(cycle.consumption);
}

void print_story(const insight::ClockStory& story) {
    print_line(fmt::format("{} of {}: {} {}, pack {} {}", paint(Colour::bold, story.clock), story.number,
                           story.kind, story.agreement, story.pack_name, story.pack_version));
    for (const insight::CycleStory& cycle : story.cycles) print_cycle(cycle);
}

/// Rules and owners are the house's own affair.
bool may_read_rules(const ExplainOptions& options, const Session& session) {
    const auto view = session.view(options.ticket);
    if (!view) return false;
    const auto pack = session.engine->pack_for(view->workflow);
    return pack != nullptr && (pack->rights_of(session.actor.roles).system ||
                               pack->rights_of(session.actor.roles).has(Right::view));
}

int explain(const ExplainOptions& options) {
    auto session = open_session(options.session, Access::read);
    if (!session) return fail_with(session.error());
    const auto view = session->view(options.ticket);
    if (!view) return session->refuse(view.error());
    if (!may_read_rules(options, *session)) return fail_with(no_right_to_view());
    const store::TicketKey key{session->tenant, view->id};
    auto commits = read_journal(session->engine->store(), key);
    if (!commits) return fail_with(commits.error());
    const auto packs = StoredPacks::read(session->engine->store());
    if (!packs) return fail_with(packs.error());
    const insight::Journal journal{view->id, *commits, {}};
    if (options.clock.empty()) {
        const auto stories = insight::explain_all(journal, *packs, session->now);
        if (!stories) return fail_with(stories.error());
        std::vector<Value> values;
        for (const insight::ClockStory& story : *stories)
            session->json ? values.push_back(insight::to_value(story)) : print_story(story);
        if (session->json) print_json(Value::list(std::move(values)));
        return exit_ok;
    }
    const auto story = insight::explain(journal, *packs, options.clock, session->now);
    if (!story) return static_cast<void>(fail_with(story.error())), exit_no;
    session->json ? print_json(insight::to_value(*story)) : print_story(*story);
    return exit_ok;
}

}  // namespace

void add_explain(Arguments& root) {
    const auto options = std::make_shared<ExplainOptions>();
    Arguments command = root.command("explain", "Tell why a clock of a ticket stands where it stands",
                                     [options] { return explain(*options); });
    command.positional("ticket", options->ticket, "id or number")
        .positional("clock", options->clock, "name or key of the clock; without it all clocks", false);
    add_ticket_options(command, options->session);
}

}  // namespace itr::cli
