// itr comment: a remark on a ticket.
#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"

namespace itr::cli {
namespace {

struct CommentOptions {
    std::string ticket, text;
    bool is_public = false;
    SessionOptions session;
};

int comment(const CommentOptions& options) {
    if (options.text.empty()) return fail_with({bad_value, "expected a text, but found ''"});
    auto session = open_session(options.session, Access::write);
    if (!session) return fail_with(session.error());
    return session->execute(options.ticket, command::Comment{options.text, !options.is_public});
}

}  // namespace

void add_comment(Arguments& root) {
    const auto options = std::make_shared<CommentOptions>();
    Arguments command = root.command("comment", "Comment on a ticket; internal unless --public",
                                     [options] { return comment(*options); });
    command.positional("ticket", options->ticket, "id or number")
        .positional("text", options->text, "of the comment")
        .flag("--public", options->is_public, "the customer may read it");
    add_ticket_options(command, options->session);
}

}  // namespace itr::cli
