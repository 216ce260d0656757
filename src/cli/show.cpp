// itr show: a ticket as the actor may see it.
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

struct ShowOptions {
    std::string ticket;
    SessionOptions session;
};

void add_row(std::vector<std::vector<std::string>>& rows, std::string name, std::string text) {
    if (!text.empty()) rows.push_back({std::move(name), std::move(text)});
}

void print_head(const TicketView& view) {
    const std::string status = view.open ? paint(Colour::green, "open") : paint(Colour::grey, "closed");
    print_line(fmt::format("{}  {}  {}", paint(Colour::bold, visible(view.number)), view.workflow, status));
    std::vector<std::vector<std::string>> rows;
    add_row(rows, "id", view.id.text());
    add_row(rows, "state", fmt::format("{}", fmt::join(view.states, ", ")));
    add_row(rows, "owner", view.owner);
    add_row(rows, "team", view.team);
    add_row(rows, "line", view.line);
    add_row(rows, "party", view.party);
    add_row(rows, "parent", view.parent);
    add_row(rows, "opened", words(view.opened_at));
    add_row(rows, "changed", words(view.changed_at));
    if (view.closed_at != never) add_row(rows, "closed", words(view.closed_at));
    if (view.next_due != never) add_row(rows, "next due", words(view.next_due));
    add_row(rows, "may send", fmt::format("{}", fmt::join(view.events, ", ")));
    add_row(rows, "version", std::to_string(view.version));
    print(table(rows));
}

void print_clocks(const TicketView& view) {
    if (view.clocks.empty()) return;
    print_line(paint(Colour::bold, "clocks"));
    std::vector<std::vector<std::string>> rows;
    for (const ClockView& clock : view.clocks) {
        std::string state(clock::to_string(clock.phase));
        if (!clock.pause_reason.empty()) state += " (" + clock.pause_reason + ")";
        if (clock.breached) state += clock.waived ? ", breached and excused" : ", breached";
        rows.push_back({"  " + clock.name, state, "elapsed " + itr::to_string(clock.elapsed),
                        clock.target ? "of " + itr::to_string(*clock.target) : "",
                        clock.due != never ? "due " + words(clock.due) : "", clock.agreement});
    }
    print(table(rows));
}

void print_data(const TicketView& view) {
    if (view.data.empty()) return;
    print_line(paint(Colour::bold, "data"));
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, value] : view.data) rows.push_back({"  " + name, words(value)});
    print(table(rows));
}

int show(const ShowOptions& options) {
    auto session = open_session(options.session, Access::read);
    if (!session) return fail_with(session.error());
    const auto view = session->view(options.ticket);
    if (!view) return session->refuse(view.error());
    if (session->json) return print_json(itr::to_value(*view)), exit_ok;
    print_head(*view);
    print_clocks(*view);
    print_data(*view);
    return exit_ok;
}

}  // namespace

void add_show(Arguments& root) {
    const auto options = std::make_shared<ShowOptions>();
    Arguments command =
        root.command("show", "Show a ticket, its clocks and its data", [options] { return show(*options); });
    command.positional("ticket", options->ticket, "id or number");
    add_ticket_options(command, options->session);
}

}  // namespace itr::cli
