// itr adopt: open tickets come under the agreements and calendars of this version of their pack.
#include <fmt/format.h>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/packs.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/stop.hpp"

namespace itr::cli {
namespace {

struct AdoptOptions {
    std::string pack, reason;
    std::vector<std::string> search_path;
    SessionOptions session;
};

struct Sum {
    std::size_t tickets = 0, refused = 0, failed = 0;
    [[nodiscard]] std::size_t all() const noexcept { return tickets + refused + failed; }
};

/// All batches. What cannot come under the terms is told as it is found.
Result<Sum> adopt_all(Session& session, const PackHash& terms, const std::string& reason) {
    Sum sum;
    Progress progress("tickets");
    for (std::string after;;) {
        // Each batch is whole: whoever begins anew passes over what is under the terms.
        if (stop_requested())
            return fail(stopped, fmt::format("stopped after {}, of which {} came under the terms; the "
                                             "same command goes on from there",
                                             counted(sum.all(), "ticket"), sum.tickets));
        const auto batch =
            session.engine->adopt(session.tenant, terms, session.now, session.actor, reason, after);
        if (!batch) return fail(batch.error());
        sum.tickets += batch->tickets;
        sum.refused += batch->refused.size();
        for (const auto& [ticket, rejection] : batch->refused)
            if (!session.json)
                print_line(
                    fmt::format("{}: {} [{}]", ticket.text(), rejection.message, rejection.code.text()));
        sum.failed += batch->failed.size();
        for (const auto& [ticket, error] : batch->failed)
            complain(fmt::format("{}: {} [{}]", ticket.text(), error.message, error.code.text()));
        progress.update(sum.all());
        after = batch->next;
        if (after.empty()) return sum;
    }
}

int adopt(const AdoptOptions& options) {
    watch_for_stop();
    int exit_code = exit_ok;
    const auto pack = load_pack(options.pack, options.search_path, exit_code);
    if (!pack) return exit_code;
    auto session = open_session(options.session, Access::write);
    if (!session) return fail_with(session.error());
    const auto sum = adopt_all(*session, pack->hash(), options.reason);
    if (!sum) {
        const std::string_view code = sum.error().code.text();
        const int failed = fail_with(sum.error());
        return code == "engine.not_permitted" || code == "engine.unknown_pack" ? exit_no : failed;
    }
    if (session->json)
        print_json(MapValue()
                       .add("ok", Value(sum->refused == 0 && sum->failed == 0))
                       .add("tickets", Value(static_cast<std::int64_t>(sum->tickets)))
                       .add("refused", Value(static_cast<std::int64_t>(sum->refused)))
                       .add("failed", Value(static_cast<std::int64_t>(sum->failed)))
                       .done());
    else
        print_line(fmt::format("{} came under {} {}{}{}", counted(sum->tickets, "ticket"), pack->model().name,
                               pack->model().version,
                               sum->refused == 0 ? "" : fmt::format(", {} cannot", sum->refused),
                               sum->failed == 0 ? "" : fmt::format(", {} cannot be read", sum->failed)));
    if (sum->failed > 0) return exit_environment;
    return sum->refused == 0 ? exit_ok : exit_no;
}

}  // namespace

void add_adopt(Arguments& root) {
    const auto options = std::make_shared<AdoptOptions>();
    Arguments command = root.command(
        "adopt", "Bring open tickets under the agreements and calendars of a deployed version of their pack",
        [options] { return adopt(*options); });
    command.positional("pack", options->pack, "folder of a pack, or a single file")
        .list("--path", options->search_path, "where imported packs are looked for")
        .option("--reason", options->reason, "kept in the history");
    add_ticket_options(command, options->session);
}

}  // namespace itr::cli
