// itr send: an event of the workflow.
#include <algorithm>

#include "cli/assignments.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"

namespace itr::cli {
namespace {

struct SendOptions {
    std::string ticket, event, key;
    std::vector<std::string> data, targets;
    SessionOptions session;
};

std::vector<model::Field> declared_data(const Session& session, const std::string& ticket,
                                        const std::string& event) {
    const auto view = session.view(ticket);
    if (!view) return {};
    const auto pack = session.engine->pack_for(view->workflow);
    const Flow* flow = pack ? pack->flow(view->workflow) : nullptr;
    if (flow == nullptr) return {};
    const auto& events = flow->chart->workflow().events;
    const auto type = std::ranges::find(events, event, &model::EventType::name);
    return type == events.end() ? std::vector<model::Field>{} : type->data;
}

int send(const SendOptions& options) {
    auto session = open_session(options.session, Access::write);
    if (!session) return fail_with(session.error());
    auto data = read_assignments(options.data, declared_data(*session, options.ticket, options.event));
    if (!data) return fail_with(data.error());
    auto targets = read_targets(options.targets);
    if (!targets) return fail_with(targets.error());
    return session->execute(options.ticket, command::Send{options.event, *std::move(data)}, options.key,
                            *std::move(targets));
}

}  // namespace

void add_send(Arguments& root) {
    const auto options = std::make_shared<SendOptions>();
    Arguments command =
        root.command("send", "Send an event to a ticket", [options] { return send(*options); });
    command.positional("ticket", options->ticket, "id or number")
        .positional("event", options->event,
                    "of the ticket's workflow; `itr show` lists those that are possible")
        .positionals("field=value", options->data, "data of the event", false)
        .items("--target", options->targets, "clock=length: a target that is yours to give")
        .option("--key", options->key, "idempotency key: the same again does nothing");
    add_ticket_options(command, options->session);
}

}  // namespace itr::cli
