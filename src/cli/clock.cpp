// itr clock: what people do to a promise. Each needs a right of the actor's roles and a reason.
#include <fmt/format.h>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"

namespace itr::cli {
namespace {

struct ClockOptions {
    std::string ticket, clock, reason, by, from, to, target;
    bool counted = false;
    SessionOptions session;
};

using MakeClockCommand = Result<command::Body> (*)(const ClockOptions&);

Result<command::Body> make_pause_command(const ClockOptions& o) {
    return command::PauseClock{o.clock, o.reason};
}
Result<command::Body> make_resume_command(const ClockOptions& o) {
    return command::ResumeClock{o.clock, o.reason};
}
Result<command::Body> make_waive_command(const ClockOptions& o) {
    return command::WaiveClock{o.clock, o.reason};
}
Result<command::Body> make_cancel_command(const ClockOptions& o) {
    return command::CancelClock{o.clock, o.reason};
}
Result<command::Body> make_extend_command(const ClockOptions& o) {
    const auto by = parse_duration(o.by);
    if (!by) return fail(by.error());
    return command::ExtendClock{o.clock, *by, o.reason};
}
Result<command::Body> make_promise_command(const ClockOptions& o) {
    const auto target = parse_duration(o.target);
    if (!target) return fail(target.error());
    return command::PromiseClock{o.clock, *target, o.reason};
}
Result<command::Body> make_correct_command(const ClockOptions& o) {
    const auto from = parse_instant(o.from);
    if (!from) return fail(from.error());
    const auto to = parse_instant(o.to);
    if (!to) return fail(to.error());
    return command::CorrectClock{o.clock, *from, *to, o.counted, o.reason};
}
Result<command::Body> make_pin_command(const ClockOptions& o) {
    const auto to = parse_instant(o.to);
    if (!to) return fail(to.error());
    return command::PinClock{o.clock, *to, o.reason};
}

struct ClockOption {
    const char* flag;
    std::string ClockOptions::*into;
    const char* help;
};

int change_clock(const ClockOptions& options, const std::vector<ClockOption>& needed, MakeClockCommand make) {
    for (const ClockOption& option : needed)
        if ((options.*option.into).empty())
            return fail_with({bad_value, fmt::format("expected {}: {}", option.flag, option.help)});
    auto body = make(options);
    if (!body) return fail_with(body.error());
    auto session = open_session(options.session, Access::write);
    if (!session) return fail_with(session.error());
    return session->execute(options.ticket, *std::move(body));
}

/// A command below `itr clock`, with what it takes beside the reason.
void add_operation(Arguments& clock, const std::string& name, const std::string& help, MakeClockCommand make,
                   const std::vector<ClockOption>& own = {}, bool may_be_counted = false) {
    const auto options = std::make_shared<ClockOptions>();
    Arguments command =
        clock.command(name, help, [options, own, make] { return change_clock(*options, own, make); });
    command.positional("ticket", options->ticket, "id or number")
        .positional("clock", options->clock, "of the ticket; `itr show` lists them");
    for (const ClockOption& option : own) command.option(option.flag, (*options).*option.into, option.help);
    if (may_be_counted) command.flag("--counted", options->counted, "it counts after all; else it does not");
    command.option("--reason", options->reason, "kept in the history");
    add_ticket_options(command, options->session);
}

}  // namespace

void add_clock(Arguments& root) {
    Arguments clock = root.command("clock", "Pause, extend, pin, waive … a clock of a ticket");
    add_operation(clock, "pause", "Let a clock stand still", make_pause_command);
    add_operation(clock, "resume", "Let a paused clock go on", make_resume_command);
    add_operation(clock, "extend", "Give more time than was promised", make_extend_command,
                  {{"--by", &ClockOptions::by, "a length in the clock's calendar: 2h"}});
    add_operation(clock, "pin", "Agree on a date that no pause moves", make_pin_command,
                  {{"--to", &ClockOptions::to, "RFC 3339"}});
    add_operation(clock, "promise", "Promise another target", make_promise_command,
                  {{"--target", &ClockOptions::target, "a length in the clock's calendar: 8h"}});
    add_operation(clock, "waive", "Excuse a breach: it leaves the figures, not the record",
                  make_waive_command);
    add_operation(clock, "correct", "Say of a stretch of time that it does not count, or does after all",
                  make_correct_command,
                  {{"--from", &ClockOptions::from, "RFC 3339"}, {"--to", &ClockOptions::to, "RFC 3339"}},
                  true);
    add_operation(clock, "cancel", "End a clock without a result", make_cancel_command);
}

}  // namespace itr::cli
