// itr assign: who is to work on a ticket.
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"

namespace itr::cli {
namespace {

struct AssignOptions {
    std::string ticket, owner, team, line, reason;
    SessionOptions session;
};

/// "-" on the command line: nobody any more.
std::optional<std::string> wanted(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return text == "-" ? std::string() : text;
}

int assign(const AssignOptions& options) {
    if (options.owner.empty() && options.team.empty() && options.line.empty())
        return fail_with({bad_value, "expected an owner, a team or a line (--owner, --team, --line)"});
    auto session = open_session(options.session, Access::write);
    if (!session) return fail_with(session.error());
    return session->execute(options.ticket, command::Assign{wanted(options.owner), wanted(options.team),
                                                            wanted(options.line), options.reason});
}

}  // namespace

void add_assign(Arguments& root) {
    const auto options = std::make_shared<AssignOptions>();
    Arguments command = root.command("assign", "Assign a ticket; '-' stands for nobody",
                                     [options] { return assign(*options); });
    command.positional("ticket", options->ticket, "id or number")
        .option("--owner", options->owner, "the person")
        .option("--team", options->team, "the team")
        .option("--line", options->line, "the line: L1, L2 …")
        .option("--reason", options->reason, "kept in the history");
    add_ticket_options(command, options->session);
}

}  // namespace itr::cli
