#include "ticket/clock_commands.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ticket/clocks.hpp"
#include "ticket/codes.hpp"
#include "ticket/commands.hpp"

namespace itr::ticket {
namespace {

using Refused = std::optional<Rejection>;

constexpr Duration shortest_target = seconds(1);
constexpr Duration longest_target = hours(24 * 3653);  // 10 years, as in packs

/// `change` gets the plan, the clock and the instant, and says what happens to it.
template <typename Change>
Refused change_clock(Turn& turn, Cause cause, const std::string& name, const std::string& reason, Instant now,
                     Change change) {
    const bool answers = cause == Cause::waive_clock || cause == Cause::correct_clock;
    if (auto refused = need(turn, answers ? Right::waive : Right::clock)) return refused;
    const clock::State* clock = find_clock(*turn.flow().plan, turn.ticket().clocks(), name);
    if (clock == nullptr)
        return Rejection{clock_unknown, fmt::format("expected a clock of the ticket, but found '{}'", name)};
    turn.begin_step(cause, now);
    Result<clock::Event> changed = change(*turn.flow().plan, *clock, turn.at());
    if (!changed) return Rejection{changed.error().code, changed.error().message};
    turn.emit(event::ClockChanged{*std::move(changed), reason});
    turn.end_step();
    return std::nullopt;
}

Refused need_reason(const std::string& clock, const std::string& reason) {
    if (!reason.empty()) return std::nullopt;
    return Rejection{clock_reason_missing,
                     fmt::format("expected a reason why clock '{}' is changed, but found none", clock)};
}

Refused check_length(std::string_view what, Duration length) {
    if (shortest_target <= length && length <= longest_target) return std::nullopt;
    return Rejection{command_invalid,
                     fmt::format("expected {} of 1 s to 10 years, but found {}", what, to_string(length))};
}

}  // namespace

Refused pause_clock(Turn& turn, const command::PauseClock& c, Instant now) {
    if (auto refused = need_reason(c.clock, c.reason)) return refused;
    return change_clock(turn, Cause::pause_clock, c.clock, c.reason, now, clock::pause);
}

Refused resume_clock(Turn& turn, const command::ResumeClock& c, Instant now) {
    if (auto refused = need_reason(c.clock, c.reason)) return refused;
    return change_clock(turn, Cause::resume_clock, c.clock, c.reason, now, clock::resume);
}

Refused extend_clock(Turn& turn, const command::ExtendClock& c, Instant now) {
    if (auto refused = need_reason(c.clock, c.reason)) return refused;
    if (auto refused = check_length("more time", c.by)) return refused;
    return change_clock(turn, Cause::extend_clock, c.clock, c.reason, now,
                        [&](const clock::Plan& plan, const clock::State& clock, Instant at) {
                            return clock::extend(plan, clock, at, c.by);
                        });
}

Refused pin_clock(Turn& turn, const command::PinClock& c, Instant now) {
    if (auto refused = need_reason(c.clock, c.reason)) return refused;
    if (c.due < min_instant || c.due > max_instant)
        return Rejection{
            command_invalid,
            fmt::format("expected an instant from {} to {} to pin clock '{}' to, but found another",
                        to_string(min_instant), to_string(max_instant), c.clock)};
    return change_clock(turn, Cause::pin_clock, c.clock, c.reason, now,
                        [&](const clock::Plan& plan, const clock::State& clock, Instant at) {
                            return clock::promise_date(plan, clock, at, c.due);
                        });
}

Refused promise_clock(Turn& turn, const command::PromiseClock& c, Instant now) {
    if (auto refused = need_reason(c.clock, c.reason)) return refused;
    if (auto refused = check_length("a target", c.target)) return refused;
    return change_clock(turn, Cause::promise_clock, c.clock, c.reason, now,
                        [&](const clock::Plan& plan, const clock::State& clock, Instant at) {
                            return clock::promise(plan, clock, at, c.target);
                        });
}

Refused waive_clock(Turn& turn, const command::WaiveClock& c, Instant now) {
    if (auto refused = need_reason(c.clock, c.reason)) return refused;
    return change_clock(turn, Cause::waive_clock, c.clock, c.reason, now, clock::waive);
}

Refused correct_clock(Turn& turn, const command::CorrectClock& c, Instant now) {
    if (auto refused = need_reason(c.clock, c.reason)) return refused;
    return change_clock(turn, Cause::correct_clock, c.clock, c.reason, now,
                        [&](const clock::Plan& plan, const clock::State& clock, Instant at) {
                            return clock::correct(plan, clock, at, {c.from, c.to, c.counted}, turn.past());
                        });
}

Refused cancel_clock(Turn& turn, const command::CancelClock& c, Instant now) {
    if (auto refused = need_reason(c.clock, c.reason)) return refused;
    return change_clock(turn, Cause::cancel_clock, c.clock, c.reason, now, clock::cancel);
}

Refused adopt(Turn& turn, const command::Adopt& c, Instant now) {
    if (auto refused = need(turn, Right::migrate)) return refused;
    const std::shared_ptr<const Pack>& pack = turn.ticket().pack();
    if (pack->versions().back() == c.terms) return std::nullopt;
    const auto terms = turn.packs() == nullptr ? nullptr : turn.packs()->pack(c.terms);
    if (terms && terms->model().name != pack->model().name)
        return Rejection{adopt_other_pack,
                         fmt::format("expected another version of pack '{}', but found '{}'",
                                     pack->model().name, terms->model().name)};
    auto next = terms ? turn.packs()->under(pack, c.terms) : nullptr;
    if (!next)
        return Rejection{adopt_unfit,
                         fmt::format("expected a deployed pack whose agreements go together with workflow "
                                     "'{}' as the ticket has it, but found '{}'",
                                     turn.chart().workflow().name, c.terms.text())};
    turn.begin_step(Cause::adopt, now);
    turn.adopt(c.terms, std::move(next), c.reason);
    turn.end_step();
    return std::nullopt;
}

Refused give_targets(Turn& turn, std::span<const HostTarget> targets) {
    if (targets.empty()) return std::nullopt;
    if (auto refused = need(turn, Right::clock)) return refused;
    const clock::Plan& plan = *turn.flow().plan;
    for (const auto& [name, target] : targets) {
        const auto index = plan.find(name);
        if (index == clock::none)
            return Rejection{
                clock_unknown,
                fmt::format("expected a clock of workflow '{}' to give a target to, but found '{}'",
                            turn.chart().workflow().name, name)};
        const auto is_given = [](const clock::Goal& goal) {
            return goal.target && goal.target->kind == calendar::Target::Kind::host;
        };
        if (std::ranges::none_of(plan.clocks()[index].goals, is_given))
            return Rejection{
                clock_no_host_target,
                fmt::format("expected a clock with a goal that the host gives, but '{}' has none", name)};
        if (auto refused = check_length("a target", target)) return refused;
        turn.scratch().targets.push_back({index, target});
    }
    return std::nullopt;
}

}  // namespace itr::ticket
