// itr open: a new ticket.
#include "cli/assignments.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"

namespace itr::cli {
namespace {

struct OpenOptions {
    command::Open open;
    std::vector<std::string> data, targets;
    std::string id, key, for_party;
    SessionOptions session;
};

int open_ticket(const OpenOptions& options) {
    auto session = open_session(options.session, Access::write);
    if (!session) return fail_with(session.error());
    command::Open open = options.open;
    open.party = options.for_party.empty() ? options.session.party : options.for_party;
    const auto pack = session->engine->pack_for(open.workflow);
    const Flow* flow = pack ? pack->flow(open.workflow) : nullptr;
    auto data = read_assignments(options.data,
                                 flow != nullptr ? flow->chart->fields() : std::span<const model::Field>());
    if (!data) return fail_with(data.error());
    open.data = *std::move(data);
    auto targets = read_targets(options.targets);
    if (!targets) return fail_with(targets.error());
    const TicketId id = options.id.empty() ? make_ticket_id() : TicketId(options.id);
    const auto outcome = session->engine->execute(
        {session->tenant, id, session->actor, std::move(open), {}, options.key, {}, *std::move(targets)},
        session->now);
    if (!outcome) return session->refuse(outcome.error());
    return session->tell(*outcome);
}

}  // namespace

void add_open(Arguments& root) {
    const auto options = std::make_shared<OpenOptions>();
    Arguments command = root.command("open", "Open a ticket", [options] { return open_ticket(*options); });
    command.positional("workflow", options->open.workflow, "of a deployed pack")
        .positionals("field=value", options->data, "data of the ticket", false)
        .option("--id", options->id, "of the ticket (default: a new one)")
        .option("--number", options->open.number, "for people (default: the next one)")
        .option("--for", options->for_party, "whose issue it is (default: --party)")
        .option("--parent", options->open.parent, "id of the parent ticket")
        .option("--form", options->open.form, "form whose fields are asked for")
        .option("--product", options->open.product, "chooses the form")
        .option("--channel", options->open.channel, "chooses the form")
        .items("--target", options->targets, "clock=length: a target that is yours to give")
        .option("--key", options->key, "idempotency key: the same again opens nothing");
    add_ticket_options(command, options->session);
}

}  // namespace itr::cli
