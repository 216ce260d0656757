// itr history: all that has happened to a ticket, as far as the actor may know it.
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

struct HistoryOptions {
    std::string ticket;
    SessionOptions session;
};

std::string member(const Value& map, std::string_view name) {
    const Value* value = map.is(Kind::map) ? map.find(name) : nullptr;
    return value == nullptr ? std::string() : words(*value);
}

/// "clock.started clock=gold.respond due=2026-…": an event without what its type says already.
std::string event_line(const Value& event) {
    std::string line = member(event, "type");
    for (const auto& entry : event.as_map())
        if (entry.key.as_string() != "type" && entry.key.as_string() != "seal")
            line += fmt::format(" {}={}", entry.key.as_string(), words(entry.value));
    return line;
}

void print_commit(const Value& commit) {
    const Value* actor = commit.find("actor");
    const std::string who = actor == nullptr ? std::string() : member(*actor, "id");
    const Value* steps = commit.find("steps");
    if (steps == nullptr) return;
    for (const Value& step : steps->as_list()) {
        const std::string at = member(step, "at");
        const std::string event = member(step, "event");
        print_line(fmt::format("{}  {} {}  {}", paint(Colour::bold, at.empty() ? member(commit, "at") : at),
                               member(step, "cause"), event, paint(Colour::grey, "by " + who)));
        for (const Value& each : step.find("events")->as_list()) print_line("    " + event_line(each));
    }
}

int history(const HistoryOptions& options) {
    auto session = open_session(options.session, Access::read);
    if (!session) return fail_with(session.error());
    const auto view = session->view(options.ticket);
    if (!view) return session->refuse(view.error());
    auto commits = session->engine->history(session->tenant, view->id, session->actor);
    if (!commits) return session->refuse(commits.error());
    if (session->json) return print_json(Value::list(*std::move(commits))), exit_ok;
    for (const Value& commit : *commits) print_commit(commit);
    return exit_ok;
}

}  // namespace

void add_history(Arguments& root) {
    const auto options = std::make_shared<HistoryOptions>();
    Arguments command = root.command("history", "Show all that has happened to a ticket",
                                     [options] { return history(*options); });
    command.positional("ticket", options->ticket, "id or number");
    add_ticket_options(command, options->session);
}

}  // namespace itr::cli
