// itr set: corrects a ticket's data.
#include "cli/assignments.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"

namespace itr::cli {
namespace {

struct SetOptions {
    std::string ticket;
    std::vector<std::string> data;
    SessionOptions session;
};

int set(const SetOptions& options) {
    auto session = open_session(options.session, Access::write);
    if (!session) return fail_with(session.error());
    const auto view = session->view(options.ticket);
    if (!view) return session->refuse(view.error());
    const auto pack = session->engine->pack_for(view->workflow);
    const Flow* flow = pack ? pack->flow(view->workflow) : nullptr;
    auto data = read_assignments(options.data,
                                 flow != nullptr ? flow->chart->fields() : std::span<const model::Field>());
    if (!data) return fail_with(data.error());
    return session->execute(options.ticket, command::Set{*std::move(data)});
}

}  // namespace

void add_set(Arguments& root) {
    const auto options = std::make_shared<SetOptions>();
    Arguments command =
        root.command("set", "Set data fields of a ticket", [options] { return set(*options); });
    command.positional("ticket", options->ticket, "id or number")
        .positionals("field=value", options->data, "an empty value clears the field");
    add_ticket_options(command, options->session);
}

}  // namespace itr::cli
