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
    if (round_.pass.resumed == index_) {
        pause_where_another_holds();
    } else if (state_.phase == Phase::running) {
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
    // Before it started there is nothing to go back to: what lies between an anchor and the start is no
    // pause.
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
    const State ended = state_;
    emit(Cancelled{index_, at_, elapsed_now(), false});
    const std::size_t before = round_.events.size();
    start_cycle(at_, false);
    keep_paused_by_command(ended);
    if (round_.events.size() > before) take_as_born();
    return true;
}

/// A reason that has held before held when the clock went on, be it that somebody resumed it: it pauses again
/// only when it appears anew, or is agreed on for another date.
bool Turn::appears(const Pause& pause) const {
    return round_.now.holds(pause.when) && (!round_.before.holds(pause.when) || ends_on_another_date(pause));
}

bool Turn::ends_on_another_date(const Pause& pause) const {
    if (!pause.until) return false;
    const auto now = pause.until->evaluate(round_.now.frame());
    const auto before = pause.until->evaluate(round_.before.frame());
    return now && before && !(*now == *before);
}

void Turn::pause() {
    pause_where([this](const Pause& pause) { return appears(pause); });
}

/// One reason may follow another that it has held beside: the change is on record, for the figures. Where
/// clocks go on while their reason holds, nobody can tell which reason has had its time.
void Turn::pause_where_another_holds() {
    if (definition_.resume || definition_.pause_longest) return pause();
    pause_where_one_holds();
}

/// What is beyond the budget, or until an instant that has passed, does not pause.
void Turn::pause_for(std::uint16_t reason) {
    const Instant at = in_whole_units(at_);
    const Instant end = end_of_pause(state_, reason, at);
    if (end <= at_) return;
    if (is_recomputed()) take_back_breach(at);
    emit(Paused{index_, at, elapsed(plan_, state_, at), reason, end});
}

/// Of a pause from `at` on; never. `before`: the clock as the pause finds it.
Instant Turn::end_of_pause(const State& before, std::uint16_t reason, Instant at) {
    const Instant until = std::min(budget_end(plan_, before, at), agreed_end(definition_.pauses[reason]));
    return until == never ? never : in_whole_units(until);
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

/// A pause by command ends by command.
void Turn::resume() {
    const std::uint16_t reason = state_.pause_reason;
    if (reason == none) return;
    const bool lasts = definition_.resume ? !round_.now.holds(*definition_.resume)
                                          : round_.now.holds(definition_.pauses[reason].when);
    if (lasts) return follow_agreed_end();
    go_on_from_pause();
    if (!definition_.resume) pause_where_another_holds();
}

void Turn::go_on_from_pause() {
    const Instant at = in_whole_units(at_);
    emit(Resumed{index_, at, due_when_resumed(plan_, state_, at), spent_pausing(plan_, state_, at)});
}

/// A pause whose date is put off is still the same: it counts once, and its budget from where it began.
void Turn::follow_agreed_end() {
    const std::uint16_t reason = state_.pause_reason;
    if (!ends_on_another_date(definition_.pauses[reason])) return;
    State before = state_;
    before.phase = Phase::running;
    before.pauses = static_cast<std::uint16_t>(std::max(1, int{state_.pauses}) - 1);
    const Instant end = end_of_pause(before, reason, state_.since);
    if (end == state_.pause_until) return;
    if (end > at_) return emit(Paused{index_, state_.since, state_.consumed, reason, end});
    go_on_from_pause();
    pause_where_another_holds();
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
