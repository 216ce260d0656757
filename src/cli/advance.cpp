// itr advance: works off what is due.
#include <fmt/format.h>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/stop.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

int advance(const SessionOptions& options) {
    watch_for_stop();
    auto session = open_session(options, Access::write);
    if (!session) return fail_with(session.error());
    Progress progress("tickets");
    std::size_t tickets = 0;
    bool more = true;
    while (more && !stop_requested()) {
        const auto advanced = session->engine->advance(session->now);
        if (!advanced) return fail_with(advanced.error());
        tickets += advanced->tickets;
        more = advanced->more;
        progress.update(tickets);
    }
    const auto next = session->engine->next_due();
    if (!next) return fail_with(next.error());
    if (session->json) {
        MapValue answer;
        answer.add("ok", Value(!more));
        if (more) answer.add("code", Value(stopped.text()));
        print_json(answer.add("tickets", tickets)
                       .add("next_due", *next == never ? Value() : Value(to_string(*next)))
                       .done());
        return more ? exit_no : exit_ok;
    }
    print_line(fmt::format("{} had something due; next due: {}", counted(tickets, "ticket"), words(*next)));
    return more ? fail_with({stopped, "stopped before all that is due was worked off"}) : exit_ok;
}

}  // namespace

void add_advance(Arguments& root) {
    const auto options = std::make_shared<SessionOptions>();
    Arguments command =
        root.command("advance", "Work off the deadlines up to now", [options] { return advance(*options); });
    add_host_options(command, *options);
}

}  // namespace itr::cli
