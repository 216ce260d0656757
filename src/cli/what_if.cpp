// itr what-if: what stored history would have come to under another pack.
#include <fmt/format.h>

#include <itr/what_if.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/packs.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"
#include "cli/stop.hpp"
#include "cli/stored_packs.hpp"
#include "cli/words.hpp"

namespace itr::cli {
namespace {

struct WhatIfCommand {
    std::string pack;
    std::vector<std::string> search_path;
    SessionOptions session;
};

std::string verdict_words(const std::optional<insight::Verdict>& verdict) {
    if (!verdict) return "(no such run)";
    std::string text(clock::to_string(verdict->phase));
    if (verdict->breached) text += ", breached";
    text += ", " + itr::to_string(verdict->elapsed);
    if (verdict->target) text += " of " + itr::to_string(*verdict->target);
    if (verdict->due != never) text += ", due " + words(verdict->due);
    return text;
}

std::string instant_words(Instant at) { return at == never ? "not at all" : words(at); }

void print_result(const insight::WhatIf& result) {
    print_line(fmt::format("{}, {} of clocks compared as of {}, {} with another verdict",
                           counted(result.tickets - result.passed_over, "ticket"),
                           counted(result.cycles, "run"), words(result.as_of), result.verdicts.size()));
    std::vector<std::vector<std::string>> rows;
    for (const insight::ChangedVerdict& changed : result.verdicts)
        rows.push_back({"  " + changed.number, fmt::format("{} #{}", changed.clock, changed.cycle),
                        verdict_words(changed.before), "-> " + verdict_words(changed.after)});
    print(table(rows));
    if (!result.escalations.empty())
        print_line("thresholds that would have come at another time; what they set off stays as it happened");
    rows.clear();
    for (const insight::ChangedEscalation& changed : result.escalations)
        rows.push_back({"  " + changed.number,
                        fmt::format("{} #{} {}", changed.clock, changed.cycle, changed.threshold),
                        instant_words(changed.before), "-> " + instant_words(changed.after),
                        changed.acts ? "" : "(nothing hangs on it)"});
    print(table(rows));
    if (result.passed_over > 0)
        print_line(fmt::format("{} passed over", counted(result.passed_over, "ticket")));
    for (const std::string& note : result.notes) print_line("  note: " + note);
}

int what_if(const WhatIfCommand& options) {
    if (options.pack.empty()) return fail_with({bad_value, "expected --pack PACK: the other agreements"});
    watch_for_stop();
    auto session = open_session(options.session, Access::read);
    if (!session) return fail_with(session.error());
    int exit_code = exit_ok;
    const auto other = load_pack(options.pack, options.search_path, exit_code);
    if (!other) return exit_code;
    const Rights rights = other->rights_of(session->actor.roles);
    if (!rights.system && !rights.has(Right::view)) return fail_with(no_right_to_view());
    const auto packs = StoredPacks::read(session->engine->store());
    if (!packs) return fail_with(packs.error());
    Progress progress("tickets");
    insight::WhatIfOptions how;
    how.progress = [&](std::size_t tickets) {
        progress.update(tickets);
        return !stop_requested();
    };
    if (!options.session.now.empty()) how.as_of = session->now;
    const auto result = insight::what_if(session->engine->store(), session->tenant, *packs, other, how);
    if (stop_requested()) return fail_with({stopped, "stopped before the comparison was complete"});
    if (!result) return fail_with(result.error());
    session->json ? print_json(insight::to_value(*result)) : print_result(*result);
    return exit_ok;
}

}  // namespace

void add_what_if(Arguments& root) {
    const auto options = std::make_shared<WhatIfCommand>();
    Arguments command =
        root.command("what-if", "Run stored tickets again under other agreements and calendars",
                     [options] { return what_if(*options); });
    command.option("--pack", options->pack, "folder of the other pack")
        .list("--path", options->search_path, "where imported packs are looked for");
    add_ticket_options(command, options->session);
    command.footer(
        "Nothing is written. Commands and facts stay as they happened; only clocks are worked out anew.");
}

}  // namespace itr::cli
