// How a cycle begins: the first, the next, or one that was stopped and goes on.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "clock/budget.hpp"
#include "clock/codes.hpp"
#include "clock/evolve.hpp"
#include "clock/firing.hpp"
#include "clock/recount.hpp"
#include "clock/turn.hpp"

namespace itr::clock {

void Turn::begin() {
    if (!may_begin()) return;
    const std::size_t before = round_.events.size();
    first_cycle_or_next();
    if (round_.events.size() > before) take_as_born();
}

/// What a cycle may be born with: thresholds that lie behind it, and a reason to pause.
void Turn::take_as_born() {
    pass_over_at_birth(plan_, state_, at_, round_.events);
    pause_where_one_holds();
}

/// Whatever holds pauses, whether it has just appeared or not.
void Turn::pause_where_one_holds() {
    pause_where([this](const Pause& pause) { return round_.now.holds(pause.when); });
}

/// What ended in this pass begins again in it only when it rolls on; whatever stops a clock keeps it from
/// starting.
bool Turn::may_begin() const {
    if (dropped_ || definition_.retired) return false;
    const bool rolls_on = just_stopped_ && definition_.source->cycle == model::Cycle::rolling;
    if (just_stopped_ && !rolls_on) return false;
    const Judge& stopping = rolls_on ? round_.steady : round_.now;
    if (stopping.holds_if_present(definition_.stop) || round_.now.holds_if_present(definition_.cancel))
        return false;
    const bool now =
        round_.now.holds_or_absent(definition_.applies) && round_.now.holds_or_absent(definition_.start);
    return now && (rolls_on || just_became_true());
}

/// What another agreement has brought to its end does not begin again because this one applies now.
bool Turn::just_became_true() const {
    if (round_.pass.opening) return true;
    if (round_.last_version != nullptr) return !held_before();
    if (!round_.before.holds_or_absent(definition_.start)) return true;
    return !round_.before.holds_or_absent(definition_.applies) && (predecessor() || !finished_elsewhere());
}

void Turn::first_cycle_or_next() {
    if (const auto other = predecessor()) return succeed(*other);
    const model::Cycle cycle = definition_.source->cycle;
    if (cycle == model::Cycle::single) {
        if (const auto other = finished_elsewhere()) return reopen(*other);
        if (is_finished(state_.phase)) return reopen(state_);
    }
    const bool first = state_.cycle == 0 || !is_finished(state_.phase);
    const bool from_last = !first && (cycle == model::Cycle::sequential || just_stopped_);
    start_cycle(from_last ? state_.since : at_, !from_last);
}

void Turn::reopen(const State& past) {
    switch (within_window(past) ? definition_.source->reopen : model::Reopen::new_cycle) {
        case model::Reopen::continue_without_gap: return go_on(past, false);
        case model::Reopen::continue_with_gap: return go_on(past, true);
        case model::Reopen::new_cycle: return start_cycle(at_, false);
        case model::Reopen::new_cycle_reopen_target:
            return start_cycle(at_, false, definition_.reopened ? &*definition_.reopened : nullptr);
        case model::Reopen::ignore: return;
    }
}

/// The cycle is the same: its consumption stands, and where the gap counts, the clock runs as if it had not
/// stopped.
void Turn::go_on(const State& past, bool with_gap) {
    const Instant since = with_gap ? past.since : at_;
    if (with_gap) gap_since_ = since;
    const Instant due = due_when_resumed(plan_, past, since);
    if (past.definition != index_) {
        State running = past;
        running.phase = Phase::running;
        running.since = since;
        running.due = due;
        return carry_on(running, policy_under_another_agreement());
    }
    emit(Started{index_, past.cycle, past.goal, past.calendar, past.origin, since, past.consumed, past.target,
                 due, past.pinned});
    take_present_row();
}

bool Turn::within_window(const State& past) const {
    if (!definition_.within) return true;
    const std::uint16_t calendar = round_.now.in_zone(plan_, definition_.within->calendar);
    return at_ <= end_of(plan_, *definition_.within, calendar, past.since);
}

void Turn::start_cycle(Instant origin, bool anchored, const Goal* reopened) {
    if (state_.cycle == std::numeric_limits<decltype(state_.cycle)>::max())
        return complain(clock_too_many_cycles,
                        fmt::format("it does not begin again after cycle {}", state_.cycle));
    const Instant earliest = is_finished(state_.phase) ? state_.since : min_instant;
    cycle_ = static_cast<std::uint16_t>(state_.cycle + 1);
    if (anchored && definition_.anchor) origin = std::max(anchor(), earliest);
    Choice choice = choose(plan_, index_, round_.now, {origin, origin, {}, {}}, sources());
    if (reopened != nullptr && reopened->target)
        choice = {choice.goal, round_.now.in_zone(plan_, reopened->calendar), reopened};
    if (definition_.source->snap_to_working_time) {
        const Meter meter = meter_of(plan_, choice, sources());
        if (meter.calendar != nullptr) origin = meter.calendar->next_open(origin);
    }
    const Base base = base_of(choice, origin);
    const Terms terms = settle(plan_, index_, choice, base, sources());
    const bool share = choice.target != nullptr && choice.target->target &&
                       choice.target->target->kind == calendar::Target::Kind::share;
    if (share && terms.due == never)
        complain(clock_share_without_target, "what it is a share of has no target");
    started(terms, base);
}

void Turn::started(const Terms& terms, const Base& base) {
    emit(Started{index_, cycle_, terms.goal, terms.calendar, base.origin, base.since, base.consumed,
                 terms.target, terms.due, terms.pinned});
}

/// An empty field is no mistake: the clock is then anchored at the event itself.
Instant Turn::anchor() {
    const auto value = definition_.anchor->evaluate(round_.now.frame());
    if (value && value->is(itr::Kind::timestamp)) return to_instant(value->as_timestamp());
    if (!value || !value->is_null()) {
        complain(clock_anchor_unusable, value ? "the anchor is no timestamp" : value.error().message);
    }
    return at_;
}

Base Turn::base_of(const Choice& choice, Instant origin) {
    if (origin >= at_) return {origin, origin, {}, {}};
    switch (definition_.source->retroactivity) {
        case model::Retroactivity::none: return {origin, at_, {}, {}};
        case model::Retroactivity::start: return {origin, origin, {}, {}};
        case model::Retroactivity::start_and_pauses: break;
    }
    if (round_.pass.history == nullptr) {
        complain(clock_no_history,
                 "its pauses before its start are not known; it counts as if there were none");
        return {origin, origin, {}, {}};
    }
    const auto periods = round_.pass.history->unpaused(index_, origin, at_);
    const Duration target = settle(plan_, index_, choice, {origin, origin, {}, {}}, sources()).target;
    const Recount count = recount(meter_of(plan_, choice, sources()), periods, target);
    return {origin, at_, count.consumed, count.reached};
}

}  // namespace itr::clock
