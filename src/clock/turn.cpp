#include "clock/turn.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "clock/budget.hpp"
#include "clock/codes.hpp"
#include "clock/evolve.hpp"

namespace itr::clock {

Turn::Turn(Round& round, ClockIndex index)
    : round_(round), plan_(round.plan), definition_(round.plan.clocks()[index]), index_(index) {
    if (const State* known = find_state(round.clocks, index)) state_ = *known;
    state_.definition = index;
    at_ = std::min(round.pass.at, round.pass.happened);
    // A late fact counts from when it happened, but not behind what is already on record for this clock.
    if (state_.phase != Phase::idle) at_ = std::max(at_, state_.since);
    cycle_ = state_.cycle;
}

void Turn::take() {
    if (is_active(state_.phase)) active();
    if (!is_active(state_.phase)) begin();
}

void Turn::active() {
    if (stop() || cancel()) return;
    if (reset()) return;
    if (round_.pass.opening || definition_.goal_reads.meets(round_.pass.touched)) retarget();
    const bool was_running = state_.phase == Phase::running;
    if (was_running) {
        pause();
    } else {
        resume();
    }
}

bool Turn::stop() {
    if (!round_.now.holds_if_present(definition_.stop)) return false;
    const bool recomputed = is_recomputed();
    if (recomputed) set_back();
    const Instant due = due_if_resumed(plan_of_past(), state_, at_);
    const bool in_time = at_ <= due && !(state_.breached && at_ > state_.breached_at);
    if (!in_time && !state_.breached) emit(Breached{index_, due});
    if (in_time && recomputed) take_back_breach(at_);
    emit(Stopped{index_, at_, elapsed_now(), in_time, spent_pausing(plan_, state_, at_)});
    just_stopped_ = true;
    return true;
}

bool Turn::is_recomputed() const {
    return definition_.source->late_is_recomputed && round_.pass.happened < round_.pass.at;
}

/// What is told so late that the clock has been paused or resumed since: it goes back to how it stood then.
void Turn::set_back() {
    if (round_.pass.happened >= state_.since) return;
    if (round_.pass.history == nullptr)
        return complain(clock_no_history,
                        "its past is not known; the late fact counts from what is on record");
    const Meter meter = meter_of(plan_of_past(), state_);
    const Periods ran = round_.pass.history->unpaused(index_, state_.origin, state_.since);
    // Before it started there is nothing to go back to: what lies between an anchor and the start is no pause.
    const Duration before_start = rest_of(ran, state_.origin, state_.since) - state_.paused_for;
    const Instant then = std::max(round_.pass.happened, state_.origin + std::max(before_start, Duration{}));
    if (then >= state_.since) return;
    const Recount count = recount(meter, within(ran, {state_.origin, then}), state_.target);
    at_ = then;
    // What had used up its promise by then is not saved by what it rested afterwards.
    const bool was_broken = state_.breached && state_.breached_at <= then && state_.target <= count.consumed;
    const bool moves = state_.due != never && !state_.pinned && !was_broken;
    const Base base{state_.origin, then, count.consumed, count.reached};
    correct_late(
        then, then, count.consumed,
        moves ? due_counted_on(meter, state_.target, state_.due, base, definition_.source->land) : state_.due,
        Duration{} - rest_of(ran, then, state_.since));
}

/// What has passed since the late fact happened does not count.
void Turn::correct_late(Instant at, Instant since, Duration consumed, Instant due, Duration rested) {
    emit(Corrected{index_, at, at, round_.pass.at, false, since, consumed, due, state_.breached && due < at,
                   never, rested});
}

/// What ended or rested before the breach on record was not broken then.
void Turn::take_back_breach(Instant at) {
    if (state_.breached && at <= state_.breached_at && at <= state_.due)
        correct_late(at, state_.since, state_.consumed, state_.due, {});
}

bool Turn::cancel() {
    const bool wanted = round_.now.holds_if_present(definition_.cancel);
    const bool superseded = !wanted && !round_.now.holds_or_absent(definition_.applies);
    if (!wanted && !superseded) return false;
    emit(Cancelled{index_, at_, elapsed_now(), superseded});
    dropped_ = true;
    return true;
}

bool Turn::reset() {
    if (!round_.now.holds_if_present(definition_.reset)) return false;
    emit(Cancelled{index_, at_, elapsed_now(), false});
    const std::size_t before = round_.events.size();
    start_cycle(at_, false);
    if (round_.events.size() > before) take_as_born();
    return true;
}

/// A clock that may resume while the reason still holds pauses only at the moment a reason appears: otherwise
/// it would pause again right after it was resumed.
std::uint16_t Turn::reason_to_pause() const {
    for (std::uint16_t i = 0; i < definition_.pauses.size(); ++i) {
        const Pause& pause = definition_.pauses[i];
        if (!round_.now.holds(pause.when)) continue;
        const bool outlasts =
            definition_.resume || pause.until || definition_.pause_total || definition_.pause_longest;
        if (!outlasts || round_.pass.opening || !round_.before.holds(pause.when)) return i;
    }
    return none;
}

void Turn::pause() {
    const std::uint16_t reason = reason_to_pause();
    if (reason != none) pause_for(reason);
}

/// What is beyond the budget, or until an instant that has passed, does not pause.
void Turn::pause_for(std::uint16_t reason) {
    const Instant at = in_whole_units(at_);
    const Instant until = std::min(budget_end(plan_, state_, at), agreed_end(definition_.pauses[reason]));
    const Instant end = until == never ? never : in_whole_units(until);
    if (end <= at_) return;
    if (is_recomputed()) take_back_breach(at);
    emit(Paused{index_, at, elapsed(plan_, state_, at), reason, end});
}

/// The beginning or the end of a pause; never behind what is on record for this clock.
Instant Turn::in_whole_units(Instant at) const {
    const std::int64_t unit = definition_.source->pause_resolution.ms;
    const std::int64_t rest = (at.ms % unit + unit) % unit;
    return std::max(at - Duration{rest}, state_.since);
}

/// The date that a reason names; an empty one leaves the end open.
Instant Turn::agreed_end(const Pause& pause) {
    if (!pause.until) return never;
    const auto value = pause.until->evaluate(round_.now.frame());
    if (value && value->is(itr::Kind::timestamp)) return to_instant(value->as_timestamp());
    if (!value || !value->is_null())
        complain(clock_pause_end_unusable,
                 value ? "the end of the pause is no timestamp" : value.error().message);
    return never;
}

/// A pause by command ends by command. One reason may follow another: the change is on record, for the
/// figures.
void Turn::resume() {
    const std::uint16_t reason = state_.pause_reason;
    if (reason == none) return;
    if (definition_.resume) {
        if (!round_.now.holds(*definition_.resume)) return;
    } else if (round_.now.holds(definition_.pauses[reason].when)) {
        return;
    }
    const Instant at = in_whole_units(at_);
    emit(Resumed{index_, at, due_when_resumed(plan_, state_, at), spent_pausing(plan_, state_, at)});
    if (!definition_.resume) pause();
}

Sources Turn::sources() const {
    return {&round_.now.frame(),
            round_.pass.host,
            round_.clocks,
            std::span<const Event>(round_.events).subspan(round_.first_event),
            cycle_,
            at_,
            standing_row(),
            state_.target};
}

Duration Turn::elapsed_now() const { return elapsed(plan_of_past(), state_, at_); }

void Turn::emit(const Event& event) {
    round_.events.push_back(event);
    apply(state_, event);
}

void Turn::complain(Code code, std::string_view what) {
    round_.problems.push_back({code, fmt::format("clock '{}': {}", definition_.key, what)});
}

}  // namespace itr::clock
